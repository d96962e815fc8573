package dev.blazesync.engine.clock;

import dev.blazesync.spi.HybridTimestamp;

/**
 * Stamps captured changes so that a timestamp never lies about causality: Lamport's rule (greater
 * than all that was merged before) over wall time.
 *
 * <p>A backlog can be drained in several pieces, and a later piece may hold an earlier edit. Only
 * what was merged, or belonged to an earlier cut, is a lower bound (the <em>floor</em>); within the
 * pieces of one cut each edit keeps the time it was captured at. Otherwise an edit made offline at
 * 10:00 and drained last would be dated 12:00 and beat another node's of 11:00.
 *
 * <p>Not thread-safe. Times are packed as in {@link HybridTimestamp}.
 */
public final class HybridClock {
  private long floor;
  private long last;

  /**
   * @param floor packed; everything merged, and every finished cut, is at or below it
   * @param last packed; greatest stamp given
   */
  public HybridClock(long floor, long last) {
    this.floor = floor;
    this.last = Math.max(floor, last);
  }

  public long floor() {
    return floor;
  }

  public long last() {
    return last;
  }

  /**
   * Stamps one captured change.
   *
   * @param capturedMillis when it was captured, by the writer's clock
   * @param nowMillis wall time
   * @param after packed; the stamp is greater than this (the record's newest, the entry stamped
   *     before)
   * @return packed
   */
  public long stamp(long capturedMillis, long nowMillis, long after) {
    long wanted = HybridTimestamp.pack(Math.min(capturedMillis, nowMillis));
    long stamp = Math.max(wanted, Math.max(floor, after) + 1);
    last = Math.max(last, stamp);
    return stamp;
  }

  /** A cut is complete: what is captured from now on comes after it. */
  public void cutDone() {
    floor = last;
  }

  /** Something with this packed time was merged. */
  public void merged(long packed) {
    floor = Math.max(floor, packed);
    last = Math.max(last, floor);
  }
}
