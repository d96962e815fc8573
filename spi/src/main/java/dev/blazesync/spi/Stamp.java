package dev.blazesync.spi;

/**
 * What versions, births and deaths are ordered by: first the authority, then the time. Without
 * authorities that is the order of time alone.
 *
 * @param time when it was written, and by whom
 * @param authority timestamp of the latest server write its writer had seen in this register's
 *     history (a server's own write: its own time); {@link HybridTimestamp#NEVER} = none
 */
public record Stamp(HybridTimestamp time, HybridTimestamp authority) implements Comparable<Stamp> {
  /** Before every stamp: what never happened. */
  public static final Stamp NEVER = of(HybridTimestamp.NEVER);

  /** What rows have that nobody has touched. */
  public static final Stamp BASE = of(HybridTimestamp.BASE);

  /** {@return a stamp without authority} */
  public static Stamp of(HybridTimestamp time) {
    return new Stamp(time, HybridTimestamp.NEVER);
  }

  @Override
  public int compareTo(Stamp other) {
    int byAuthority = authority.compareTo(other.authority);
    return byAuthority != 0 ? byAuthority : time.compareTo(other.time);
  }

  public boolean isAfter(Stamp other) {
    return compareTo(other) > 0;
  }

  public static Stamp max(Stamp a, Stamp b) {
    return a.compareTo(b) >= 0 ? a : b;
  }
}
