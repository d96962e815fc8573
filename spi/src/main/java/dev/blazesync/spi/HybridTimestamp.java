package dev.blazesync.spi;

/**
 * A hybrid logical clock value: a Lamport clock whose counter follows wall time (Kulkarni et al.,
 * "Logical Physical Clocks", 2014), with its writer as tie-break.
 *
 * @param packed 48 bits of milliseconds since 1970 and 16 bits of counter, compared unsigned
 * @param writer who stamped; breaks ties, first by node, then by lineage
 */
public record HybridTimestamp(long packed, OriginLog writer)
    implements Comparable<HybridTimestamp> {
  /** Bits of the counter. */
  public static final int COUNTER_BITS = 16;

  /** Greatest millisecond value that fits (the year 10889). */
  public static final long MAX_MILLIS = (1L << 48) - 1;

  /**
   * Before every stamp: what never happened ("not born", "never died"). Packed 0 by nobody, so it
   * also is less than {@link #BASE}.
   */
  public static final HybridTimestamp NEVER = new HybridTimestamp(0, OriginLog.NONE);

  /** The base of a table that has not been folded: rows nobody has touched have it. */
  public static final HybridTimestamp BASE = new HybridTimestamp(1, OriginLog.NONE);

  /** {@return the packed form of {@code millis} with counter 0; negative or too late is clamped} */
  public static long pack(long millis) {
    return Math.max(0, Math.min(millis, MAX_MILLIS)) << COUNTER_BITS;
  }

  /** {@return milliseconds since 1970} */
  public long millis() {
    return packed >>> COUNTER_BITS;
  }

  @Override
  public int compareTo(HybridTimestamp other) {
    int byTime = Long.compareUnsigned(packed, other.packed);
    return byTime != 0 ? byTime : writer.compareTo(other.writer);
  }

  public boolean isAfter(HybridTimestamp other) {
    return compareTo(other) > 0;
  }

  public static HybridTimestamp max(HybridTimestamp a, HybridTimestamp b) {
    return a.compareTo(b) >= 0 ? a : b;
  }
}
