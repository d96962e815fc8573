package dev.blazesync.engine.simulator;

import dev.blazesync.adapters.tck.memory.MemoryStore;
import dev.blazesync.spi.BusyException;
import dev.blazesync.spi.CaptureSink;
import dev.blazesync.spi.CaptureSpec;
import dev.blazesync.spi.DatabaseSchema;
import dev.blazesync.spi.DrainScope;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.RecordStore;
import dev.blazesync.spi.RefusalSink;
import dev.blazesync.spi.Row;
import dev.blazesync.spi.RowSink;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.StoreView;
import dev.blazesync.spi.TableSchema;
import java.util.List;

/** A store that fails at the n-th call: busy, or the whole process gone. */
public final class FaultyStore implements RecordStore {
  /** The process died: nothing of it may be used again. */
  public static final class SimulatedCrash extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SimulatedCrash() {
      super("crash", null, false, false);
    }
  }

  /** What a store does to its user. */
  public enum Fault {
    BUSY,
    CRASH
  }

  /** Hears what goes on between the engine's transactions. */
  public interface Watcher {
    /** Before a transaction begins: the application may write now. */
    default void beforeBegin() {}

    /** The application's writes are captured from here on. */
    default void captured() {}

    /** After the engine committed. */
    default void committed() {}
  }

  private final MemoryStore store;
  private final Watcher watcher;
  private Fault fault = Fault.BUSY;
  private long callsLeft = Long.MAX_VALUE;
  private boolean dead;

  /**
   * @param watcher called between the engine's transactions
   */
  public FaultyStore(MemoryStore store, Watcher watcher) {
    this.store = store;
    this.watcher = watcher;
  }

  /** From here on, the {@code calls}-th call fails. */
  public void failAfter(int calls, Fault with) {
    callsLeft = calls;
    fault = with;
  }

  /** It fails no more. */
  public void heal() {
    callsLeft = Long.MAX_VALUE;
  }

  private void call() {
    if (dead) {
      throw new SimulatedCrash();
    }
    if (--callsLeft <= 0) {
      callsLeft = Long.MAX_VALUE;
      if (fault == Fault.CRASH) {
        dead = true;
        throw new SimulatedCrash();
      }
      throw new BusyException("simulated: the application holds the lock");
    }
  }

  @Override
  public DatabaseSchema schema() {
    call();
    return store.schema();
  }

  @Override
  public void createTables(List<TableSchema> tables, List<String> extras) {
    call();
    store.createTables(tables, extras);
    call();
  }

  @Override
  public void capture(List<CaptureSpec> wanted) {
    call();
    store.capture(wanted);
    watcher.captured();
    call();
  }

  @Override
  public StoreTransaction begin() {
    call();
    watcher.beforeBegin();
    return new Transaction(store.begin());
  }

  @Override
  public StoreView snapshot() {
    call();
    return store.snapshot();
  }

  @Override
  public AutoCloseable onChange(Runnable wake) {
    return store.onChange(wake);
  }

  @Override
  public void detach() {
    call();
    store.detach();
  }

  @Override
  public void close() {
    store.close();
  }

  private final class Transaction implements StoreTransaction {
    private final StoreTransaction inner;

    Transaction(StoreTransaction inner) {
      this.inner = inner;
    }

    @Override
    public boolean drain(DrainScope scope, CaptureSink sink) {
      call();
      return inner.drain(scope, sink);
    }

    @Override
    public void write(TableSchema table, Rows rows, RefusalSink refused) {
      call();
      inner.write(table, rows, refused);
    }

    @Override
    public void delete(TableSchema table, Rows keys, RefusalSink refused) {
      call();
      inner.delete(table, keys, refused);
    }

    @Override
    public void captureAll(TableSchema table) {
      call();
      inner.captureAll(table);
    }

    @Override
    public long allocateKey(TableSchema table) {
      call();
      return inner.allocateKey(table);
    }

    @Override
    public void commit() {
      call();
      inner.commit();
      watcher.committed();
      if (fault == Fault.CRASH) {
        call(); // durable, and nobody was told
      }
    }

    @Override
    public void read(TableSchema table, KeySchema key, Rows wanted, RowSink sink) {
      call();
      inner.read(table, key, wanted, sink);
    }

    @Override
    public void scan(TableSchema table, Row after, int limit, RowSink sink) {
      call();
      inner.scan(table, after, limit, sink);
    }

    @Override
    public long count(TableSchema table) {
      call();
      return inner.count(table);
    }

    @Override
    public long pending(TableSchema table) {
      call();
      return inner.pending(table);
    }

    @Override
    public void claims(TableSchema table, KeySchema key, Rows rows, RowSink sink) {
      call();
      inner.claims(table, key, rows, sink);
    }

    @Override
    public void claimants(TableSchema table, KeySchema key, Rows claims, RowSink sink) {
      call();
      inner.claimants(table, key, claims, sink);
    }

    @Override
    public void close() {
      inner.close();
    }
  }
}
