package dev.blazesync.engine.log;

import dev.blazesync.adapters.tck.memory.MemoryStore;
import dev.blazesync.engine.books.Books;
import dev.blazesync.spi.StoreTransaction;
import java.util.function.Function;

/** An empty database with the engine's tables, and its books. */
final class LogBooks {
  final MemoryStore store = new MemoryStore(() -> 0);
  Books books = new Books();

  LogBooks() {
    Books.create(store);
    reload();
  }

  void reload() {
    books = new Books();
    in(
        tx -> {
          books.load(tx);
          return true;
        });
  }

  <T> T in(Function<StoreTransaction, T> work) {
    try (StoreTransaction tx = store.begin()) {
      T result = work.apply(tx);
      tx.commit();
      return result;
    }
  }
}
