package dev.blazesync.adapters.h2;

import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.SyncException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Calls back when a number that stands for the database's state has changed: looks at it a few
 * times in the milliseconds after a statement ended (its commit comes a little later), and else now
 * and then. One thread each, asleep for nearly all its time.
 */
final class Wakes implements AutoCloseable, Runnable {
  /** Milliseconds after a statement at which to look. */
  private static final int[] LOOKS = {0, 1, 3, 7, 15};

  private static final long NANOS_OF_MILLI = 1_000_000L;

  private final LongSupplier state;
  private final int pollMillis;
  private final Runnable wake;
  private final Runnable atEnd;
  private final Thread thread;
  private final AtomicBoolean signalled = new AtomicBoolean();
  private final long first;
  private volatile boolean closed;

  private Wakes(LongSupplier state, int pollMillis, Runnable wake, Runnable atEnd) {
    this.state = state;
    this.pollMillis = pollMillis;
    this.wake = wake;
    this.atEnd = atEnd;
    this.first = state.getAsLong();
    this.thread = new Thread(this, "blazesync-h2-wake");
    this.thread.setDaemon(true);
  }

  /**
   * @param state read here first, so that what is committed when this returns is not missed
   * @param pollMillis how often to look without a signal
   * @param watch tells of statements, if it can
   * @param atEnd runs when this is closed
   */
  static Wakes start(
      LongSupplier state,
      int pollMillis,
      @Nullable StatementWatch watch,
      Runnable wake,
      Runnable atEnd) {
    Wakes[] made = new Wakes[1];
    Runnable signal = () -> made[0].signal();
    Wakes wakes =
        new Wakes(
            state,
            pollMillis,
            wake,
            () -> {
              if (watch != null) {
                watch.noLonger(signal);
              }
              atEnd.run();
            });
    made[0] = wakes;
    wakes.thread.start();
    if (watch != null) {
      watch.onStatement(signal);
    }
    return wakes;
  }

  private void signal() {
    if (!signalled.get() && signalled.compareAndSet(false, true)) {
      LockSupport.unpark(thread);
    }
  }

  @Override
  public void run() {
    long seen = first;
    while (!closed) {
      if (!signalled.get()) {
        LockSupport.parkNanos(this, pollMillis * NANOS_OF_MILLI);
      }
      boolean burst = signalled.getAndSet(false);
      long began = System.nanoTime();
      for (int look = 0; look < (burst ? LOOKS.length : 1) && !closed; look++) {
        await(began + LOOKS[look] * NANOS_OF_MILLI);
        long now = read(seen);
        if (now != seen) {
          seen = now;
          call();
        }
      }
    }
  }

  private void await(long nanoTime) {
    for (long left = nanoTime - System.nanoTime(); left > 0 && !closed; ) {
      LockSupport.parkNanos(this, left);
      left = nanoTime - System.nanoTime();
    }
  }

  private long read(long seen) {
    try {
      return state.getAsLong();
    } catch (SyncException e) {
      return seen; // the database is closing, or behind a server that is not there: look again
    }
  }

  private void call() {
    try {
      wake.run();
    } catch (RuntimeException e) {
      // The caller's callback: its failure must not end later calls, and is its own to report.
      Thread.UncaughtExceptionHandler handler = thread.getUncaughtExceptionHandler();
      handler.uncaughtException(thread, e);
    }
  }

  /** After this returns nothing is called any more. Idempotent. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    LockSupport.unpark(thread);
    if (Thread.currentThread() != thread) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    atEnd.run();
  }
}
