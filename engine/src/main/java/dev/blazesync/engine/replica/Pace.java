package dev.blazesync.engine.replica;

import java.util.function.LongSupplier;

/**
 * How much work a transaction takes on so that it stays within the writer budget: as much as would
 * have taken the time aimed at, going by the transaction before, but at most twice and at least
 * half of what that one had. Time is monotonic and only steers sizes, never results.
 */
final class Pace {
  /** The writer budget is 10 milliseconds; some take longer than the one before would tell. */
  private static final long AIM_NANOS = 6_000_000L;

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

  /** {@return how much of what is left to take on now, so that the last is about as much} */
  int share(int left) {
    int transactions = Math.max(1, (left + size - 1) / size);
    return (left + transactions - 1) / transactions;
  }

  void begin() {
    begun = nanoTime.getAsLong();
  }

  /** The transaction that began did {@code done} of something. */
  void end(int done) {
    long took = Math.max(1, nanoTime.getAsLong() - begun);
    if (done < size / 2 && took < AIM_NANOS) {
      // the last of something tells little
      return;
    }
    double fitting = (double) done * AIM_NANOS / took;
    size = (int) Math.max(size / 2.0, Math.min(size * 2.0, fitting));
    size = Math.max(LEAST, Math.min(MOST, size));
  }
}
