package dev.blazesync.engine.visible;

import dev.blazesync.spi.Stamp;

/** Who comes first to a contested value: the earlier stamp, then the lesser id. */
public record Rank<I extends Comparable<I>>(Stamp stamp, I id) implements Comparable<Rank<I>> {
  @Override
  public int compareTo(Rank<I> other) {
    int byStamp = stamp.compareTo(other.stamp);
    return byStamp != 0 ? byStamp : id.compareTo(other.id);
  }
}
