package dev.blazesync.benchmarks.guard;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * A work and its baseline, by turns; the best round of each counts, so that what else the machine
 * does falls on both alike.
 *
 * @param operations that a run of either does
 */
public record Contest(String name, int operations, Work work, Work baseline) {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** However long a round takes. */
  private static final int FEWEST_ROUNDS = 5;

  private static final double MUCH = 0.97;

  /**
   * What was measured.
   *
   * @param bytes allocated by this thread for an operation of the work
   * @param nanos of its processor time for an operation of the work
   * @param ratio of its time to that of the baseline
   */
  public record Result(double bytes, double nanos, double ratio) {
    /** {@return the better of two in each} */
    Result best(Result other) {
      return new Result(
          Math.min(bytes, other.bytes), Math.min(nanos, other.nanos), Math.min(ratio, other.ratio));
    }
  }

  /** The best rounds so far. */
  private static final class Best {
    private long nanos = Long.MAX_VALUE;
    private long bytes = Long.MAX_VALUE;
    private long baseline = Long.MAX_VALUE;

    /** {@return whether one of them is much better than what was best} */
    boolean take(long workNanos, long workBytes, long baselineNanos) {
      boolean better =
          workBytes < bytes || workNanos < nanos * MUCH || baselineNanos < baseline * MUCH;
      nanos = Math.min(nanos, workNanos);
      bytes = Math.min(bytes, workBytes);
      baseline = Math.min(baseline, baselineNanos);
      return better;
    }
  }

  /**
   * Does both until, for so long, neither gets better: then the compiler is done.
   *
   * @param patienceNanos of this thread's processor time
   */
  public Result measure(long patienceNanos) throws Exception {
    Best best = new Best();
    long done = 0;
    long better = now();
    for (int round = 0; round < FEWEST_ROUNDS || now() - better < patienceNanos; round++) {
      baseline.prepare();
      long before = now();
      done += baseline.run();
      long baselineNanos = now() - before;
      work.prepare();
      long allocated = THREADS.getCurrentThreadAllocatedBytes();
      long start = now();
      done += work.run();
      long workNanos = now() - start;
      long workBytes = THREADS.getCurrentThreadAllocatedBytes() - allocated;
      if (best.take(workNanos, workBytes, baselineNanos)) {
        better = now();
      }
    }
    if (done == 0) {
      throw new IllegalStateException(name + " did nothing");
    }
    return new Result(
        (double) best.bytes / operations,
        (double) best.nanos / operations,
        (double) best.nanos / best.baseline);
  }

  /** Processor time: what other processes take does not count. */
  private static long now() {
    return THREADS.getCurrentThreadCpuTime();
  }
}
