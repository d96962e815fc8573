package dev.blazesync.benchmarks.path;

import java.sql.SQLException;
import java.util.Arrays;

/** How long a work takes. */
final class Watch {
  /** A work. */
  @FunctionalInterface
  interface Work {
    void run() throws Exception;
  }

  private Watch() {}

  /** {@return milliseconds} */
  static double millis(Work work) throws Exception {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e6;
  }

  /** {@return the middle one} */
  static double median(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** Something that is not so yet. */
  @FunctionalInterface
  interface Condition {
    boolean holds() throws SQLException;
  }

  /**
   * Looks every {@code everyMicros} until a condition holds.
   *
   * @throws IllegalStateException if it does not within two minutes
   */
  static void await(Condition condition, long everyMicros)
      throws SQLException, InterruptedException {
    long deadline = System.nanoTime() + 120_000_000_000L;
    while (!condition.holds()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("what was written did not arrive within two minutes");
      }
      Thread.sleep(everyMicros / 1_000, (int) (everyMicros % 1_000) * 1_000);
    }
  }
}
