package dev.blazesync.engine.merge;

import dev.blazesync.engine.codec.ValueCodec;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.Value;

/** One column's version: the greatest stamp wins, ties go to the greater encoded value. */
public record Register(HybridTimestamp stamp, Value value) {
  /** The join: commutative, associative, idempotent. */
  public Register join(Register other) {
    int order = stamp.compareTo(other.stamp);
    if (order == 0) {
      order = ValueCodec.compareEncoded(value, other.value);
    }
    return order >= 0 ? this : other;
  }
}
