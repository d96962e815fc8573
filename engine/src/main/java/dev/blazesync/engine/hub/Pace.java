package dev.blazesync.engine.hub;

/**
 * So many a second in the long run, and so many at once after a rest: a token bucket, kept as the
 * time at which it is full again (the virtual scheduling form of the generic cell rate algorithm,
 * ITU-T I.371). Pure; not thread-safe.
 */
final class Pace {
  private static final long SECOND_NANOS = 1_000_000_000;

  private final long eachNanos;
  private final long burstNanos;

  /** When it is full; before the first, never mind. */
  private long fullNanos;

  private boolean begun;

  /**
   * @param perSecond from 1
   * @param burst from 1
   */
  Pace(int perSecond, int burst) {
    eachNanos = SECOND_NANOS / perSecond;
    burstNanos = eachNanos * burst;
  }

  /** {@return whether one more is within the pace; it counts then} */
  boolean take(long nowNanos) {
    long from = isFull(nowNanos) ? nowNanos : fullNanos;
    if (from + eachNanos - nowNanos > burstNanos) {
      return false;
    }
    begun = true;
    fullNanos = from + eachNanos;
    return true;
  }

  /** {@return whether it is as if none was ever taken} */
  boolean isFull(long nowNanos) {
    return !begun || fullNanos - nowNanos <= 0;
  }
}
