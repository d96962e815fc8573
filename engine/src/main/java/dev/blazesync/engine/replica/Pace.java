package dev.blazesync.engine.replica;

/**
 * How much work a transaction takes on so that it stays within the writer budget: more, at most
 * twice as much, while what was done fits several times into the time aimed at; half of it when a
 * transaction was too long. In between it stays, so that a commit which waits for the disk does not
 * shrink what it cannot make shorter. The first few that are worth counting are small whatever they
 * take: in a process that has just begun everything takes ten times as long. Time only steers
 * sizes, never results.
 */
final class Pace {
  /** The writer budget. */
  private static final long BUDGET_NANOS = 10_000_000L;

  /** Some take longer than the one before would tell. */
  private static final long AIM_NANOS = 6_000_000L;

  private static final int LEAST = 32;
  private static final int MOST = 4_096;

  /** Before anything is known of how long it takes. */
  private static final int USUAL = 256;

  private int size = LEAST;
  private boolean beginning = true;

  int size() {
    return size;
  }

  /** {@return how much of what is left to take on now, so that the last is about as much} */
  int share(int left) {
    int transactions = Math.max(1, (left + size - 1) / size);
    return (left + transactions - 1) / transactions;
  }

  /**
   * A transaction did {@code done} of something.
   *
   * @param nanos for which it held the write lock
   */
  void took(int done, long nanos) {
    if (beginning) {
      size = done < size / 2 ? size : size * 2;
      beginning = size < USUAL;
    } else if (nanos > BUDGET_NANOS && done > LEAST) {
      size = Math.max(LEAST, size / 2);
    } else if (nanos < AIM_NANOS) {
      double fitting = (double) done * AIM_NANOS / Math.max(1, nanos);
      size = (int) Math.min(MOST, Math.max(size, Math.min(size * 2.0, fitting)));
    }
  }
}
