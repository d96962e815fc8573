package dev.blazesync.engine.replica;

import dev.blazesync.engine.books.Books;
import dev.blazesync.engine.books.RecordBook;
import dev.blazesync.engine.books.StateBook.Fact;
import dev.blazesync.engine.clock.HybridClock;
import dev.blazesync.engine.drain.Drainer;
import dev.blazesync.engine.log.OperationLog;
import dev.blazesync.engine.log.Outbox;
import dev.blazesync.engine.membership.Member;
import dev.blazesync.engine.merge.Author;
import dev.blazesync.engine.place.Placer;
import dev.blazesync.engine.place.References;
import dev.blazesync.engine.place.Retrying;
import dev.blazesync.spi.DatabaseSchema;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.RecordStore;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.StoreView;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What the parts of a replica work on together: the store, the books in memory, and the transaction
 * around both. When a transaction does not commit, the books are read again before the next one.
 */
final class Desk {
  private final RecordStore store;
  private final Books books = new Books();
  private final RecordBook records = new RecordBook(books);
  private final OperationLog log = new OperationLog(books.origins());
  private final Outbox outbox = new Outbox();
  private final Seals seals;
  private final LongSupplier nanoTime;
  private LongConsumer held = nanos -> {};
  private long heldNanos;
  private DatabaseSchema schema;
  private HybridClock clock = new HybridClock(0, 0);
  private OriginLog own = OriginLog.NONE;
  private @Nullable GroupId group;
  private @Nullable Drainer drainer;
  private @Nullable Placer placer;
  private final Retrying retrying = new Retrying();
  private boolean stale = true;
  private boolean inTransaction;

  /**
   * @param nanoTime a monotonic clock
   */
  Desk(RecordStore store, Seals seals, LongSupplier nanoTime) {
    this.store = store;
    this.seals = seals;
    this.nanoTime = nanoTime;
    this.schema = store.schema();
  }

  /**
   * @param nanos is told how long each transaction held the database's write lock
   */
  void tellHeld(LongConsumer nanos) {
    held = nanos;
  }

  /** {@return how long the latest transaction that committed held the write lock} */
  long heldNanos() {
    return heldNanos;
  }

  RecordStore store() {
    return store;
  }

  /**
   * {@return the books as they were last committed; within a transaction, as it has changed them}
   *
   * @throws dev.blazesync.spi.BusyException when they have to be read again, and can't be now
   */
  Books books() {
    freshen();
    return books;
  }

  /** What a transaction that did not commit wrote into the books must not be believed. */
  private void freshen() {
    if (stale && !inTransaction) {
      try (StoreView view = store.snapshot()) {
        load(view);
      }
      stale = false;
    }
  }

  RecordBook records() {
    return records;
  }

  OperationLog log() {
    freshen();
    return log;
  }

  Outbox outbox() {
    freshen();
    return outbox;
  }

  /** {@return what this device seals and opens with, as of the books} */
  Seals seals() {
    freshen();
    return seals;
  }

  HybridClock clock() {
    return clock;
  }

  OriginLog own() {
    freshen();
    return own;
  }

  /** {@return this node as a writer} */
  Author author() {
    Member self = seals.self();
    return new Author(own, self != null && self.standing().server());
  }

  DatabaseSchema schema() {
    return schema;
  }

  void schema(DatabaseSchema now) {
    schema = now;
    placer = null;
    retrying.revisitLater();
  }

  GroupId group() {
    if (group == null) {
      throw new IllegalStateException("this database is in no group");
    }
    return group;
  }

  Drainer drainer() {
    if (drainer == null) {
      drainer = new Drainer(books, records, clock, author());
    }
    return drainer;
  }

  Placer placer() {
    if (placer == null) {
      placer = new Placer(books, records, new References(schema), retrying);
    }
    return placer;
  }

  /** Runs {@code work} in one transaction; all of it happens, or nothing. */
  <T> T transaction(Function<StoreTransaction, T> work) {
    return run(store::begin, work);
  }

  /**
   * The same for what can be had again, of others or of what was captured: after a failure of the
   * computer it may be undone, with all that followed.
   */
  <T> T relaxed(Function<StoreTransaction, T> work) {
    return run(store::beginRelaxed, work);
  }

  private <T> T run(Supplier<StoreTransaction> begin, Function<StoreTransaction, T> work) {
    long began;
    T result;
    try (StoreTransaction tx = begin.get()) {
      began = nanoTime.getAsLong();
      if (stale) {
        load(tx);
      }
      stale = true;
      inTransaction = true;
      result = work.apply(tx);
      books.state().put(tx, Fact.CLOCK_FLOOR, clock.floor());
      books.state().put(tx, Fact.CLOCK_LAST, clock.last());
      tx.commit();
      stale = false;
    } finally {
      inTransaction = false;
    }
    heldNanos = nanoTime.getAsLong() - began;
    held.accept(heldNanos);
    return result;
  }

  /** Takes node, lineage, group and membership afresh from the books. */
  void identify() {
    byte[] node = books.state().bytes(Fact.NODE);
    own =
        node == null
            ? OriginLog.NONE
            : new OriginLog(NodeId.of(node), books.state().number(Fact.LINEAGE, 0));
    byte[] id = books.state().bytes(Fact.GROUP);
    group = id == null ? null : GroupId.of(id);
    seals.learn(books.chain().membership());
    drainer = null;
  }

  /** {@return when parked records are tried again} */
  Retrying retrying() {
    return retrying;
  }

  private void load(StoreView view) {
    placer = null;
    retrying.revisitLater();
    books.load(view);
    log.load(view);
    outbox.load(view);
    clock =
        new HybridClock(
            books.state().number(Fact.CLOCK_FLOOR, 0), books.state().number(Fact.CLOCK_LAST, 0));
    identify();
  }
}
