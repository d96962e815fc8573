package dev.blazesync.adapters.tck.memory;

import dev.blazesync.spi.BusyException;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.UnavailableException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/** The committed state and its one writer. Thread-safe. */
final class MemoryDatabase {
  final LongSupplier wallMillis;
  private final List<Runnable> wakes = new CopyOnWriteArrayList<>();
  private DatabaseState committed;
  private @Nullable Object writer;

  MemoryDatabase(DatabaseState committed, LongSupplier wallMillis) {
    this.committed = committed;
    this.wallMillis = wallMillis;
  }

  synchronized DatabaseState committed() {
    return committed;
  }

  /**
   * {@return the state that {@code who} works on, alone until it commits or releases}
   *
   * @throws BusyException when another transaction is open
   */
  synchronized DatabaseState acquire(Object who) {
    if (writer != null) {
      throw new BusyException("another transaction on this database is open; try again later");
    }
    writer = who;
    return committed;
  }

  synchronized void commit(Object who, DatabaseState next) {
    check(who);
    committed = next;
    writer = null;
  }

  synchronized void release(Object who) {
    if (writer == who) {
      writer = null;
    }
  }

  /** Fails when {@code who} lost the database to a simulated crash. */
  synchronized void check(Object who) {
    if (writer != who) {
      throw new UnavailableException(
          "this transaction is over: the database was reopened; begin another");
    }
  }

  /** What a crash does to an open transaction, and to those who wait for changes. */
  synchronized void crash() {
    writer = null;
    wakes.clear();
  }

  /** Changes the state outside any transaction. */
  void change(UnaryOperator<DatabaseState> change) {
    Object who = new Object();
    DatabaseState before = acquire(who);
    try {
      commit(who, change.apply(before));
    } finally {
      release(who);
    }
  }

  /** Adds a callback; one that is added twice is called twice. */
  void addWake(Runnable wake) {
    wakes.add(wake);
  }

  void removeWake(Runnable wake) {
    wakes.remove(wake);
  }

  /** Tells those who wait; called without any lock, after a commit of the application. */
  void wake() {
    for (Runnable wake : wakes) {
      try {
        wake.run();
      } catch (RuntimeException broken) {
        // a callback of the store's user: its failure is not the application's
        Thread current = Thread.currentThread();
        Thread.UncaughtExceptionHandler handler = current.getUncaughtExceptionHandler();
        handler.uncaughtException(current, broken);
      }
    }
  }
}
