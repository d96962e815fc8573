package dev.blazesync.adapters.tck;

import dev.blazesync.adapters.tck.memory.MemoryStore;
import dev.blazesync.spi.CaptureSpec;
import dev.blazesync.spi.DatabaseSchema;
import dev.blazesync.spi.RecordStore;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.StoreView;
import dev.blazesync.spi.TableSchema;
import java.util.List;
import java.util.function.Function;

/** Passes every call on; a broken store overrides the one it breaks. */
class ForwardingStore implements RecordStore {
  final MemoryStore memory;
  private final Function<StoreTransaction, StoreTransaction> transactions;
  private final Function<StoreView, StoreView> views;

  ForwardingStore(MemoryStore memory) {
    this(memory, transaction -> transaction, view -> view);
  }

  ForwardingStore(
      MemoryStore memory,
      Function<StoreTransaction, StoreTransaction> transactions,
      Function<StoreView, StoreView> views) {
    this.memory = memory;
    this.transactions = transactions;
    this.views = views;
  }

  @Override
  public DatabaseSchema schema() {
    return memory.schema();
  }

  @Override
  public void createTables(List<TableSchema> tables, List<String> extras) {
    memory.createTables(tables, extras);
  }

  @Override
  public void capture(List<CaptureSpec> wanted) {
    memory.capture(wanted);
  }

  @Override
  public StoreTransaction begin() {
    return transactions.apply(memory.begin());
  }

  @Override
  public StoreView snapshot() {
    return views.apply(memory.snapshot());
  }

  @Override
  public AutoCloseable onChange(Runnable wake) {
    return memory.onChange(wake);
  }

  @Override
  public void detach() {
    memory.detach();
  }

  @Override
  public void close() {
    memory.close();
  }
}
