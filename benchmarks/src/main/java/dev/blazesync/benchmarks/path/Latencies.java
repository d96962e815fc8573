package dev.blazesync.benchmarks.path;

import java.util.Arrays;
import java.util.Locale;

/** Measured times, sorted. Immutable. */
public final class Latencies {
  private static final double NANOS_PER_MILLI = 1e6;

  private final long[] nanos;

  /**
   * @param nanos at least one, in any order
   */
  Latencies(long[] nanos) {
    if (nanos.length == 0) {
      throw new IllegalArgumentException("no sample was measured");
    }
    this.nanos = nanos.clone();
    Arrays.sort(this.nanos);
  }

  /**
   * @param percent from 0 to 100
   * @return the least time that this many percent of the samples do not exceed (nearest rank)
   */
  public double percentileMillis(double percent) {
    int rank = (int) Math.ceil(percent / 100 * nanos.length);
    return nanos[Math.max(0, rank - 1)] / NANOS_PER_MILLI;
  }

  /** One line. */
  public String json(String benchmark) {
    return String.format(
        Locale.ROOT,
        "{\"benchmark\":\"%s\",\"unit\":\"ms\",\"samples\":%d,\"p50\":%.3f,\"p90\":%.3f,\"p99\":%.3f,"
            + "\"max\":%.3f}",
        benchmark,
        nanos.length,
        percentileMillis(50),
        percentileMillis(90),
        percentileMillis(99),
        percentileMillis(100));
  }
}
