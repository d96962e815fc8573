package dev.blazesync.engine.replica;

import java.util.function.LongSupplier;

/**
 * How much work a transaction takes on so that it stays within the writer budget: doubled while
 * there is room, halved when it took too long. Time is monotonic and only steers sizes, never
 * results.
 */
final class Pace {
  private static final long BUDGET_NANOS = 10_000_000L;
  private static final int LEAST = 32;
  private static final int MOST = 4_096;

  private final LongSupplier nanoTime;
  private int size = 256;
  private long begun;

  /**
   * @param nanoTime a monotonic clock
   */
  Pace(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  int size() {
    return size;
  }

  void begin() {
    begun = nanoTime.getAsLong();
  }

  /** The transaction that began did {@code done} of something. */
  void end(int done) {
    long took = nanoTime.getAsLong() - begun;
    if (took > BUDGET_NANOS && done > LEAST) {
      size = Math.max(LEAST, size / 2);
    } else if (took < BUDGET_NANOS / 3 && done >= size) {
      size = Math.min(MOST, size * 2);
    }
  }
}
