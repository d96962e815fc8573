package dev.blazesync.engine.operation;

import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.RecordId;
import dev.blazesync.spi.Value;
import java.util.List;

/**
 * The merged state of one record in a snapshot: visible, dead (a tombstone) or parked.
 *
 * @param shape its columns are those that have a value here; all columns of a live record, those
 *     newer than the death of a dead one
 * @param born greatest insert; {@link HybridTimestamp#NEVER} when only updates are known
 * @param died greatest delete; {@link HybridTimestamp#NEVER} when never deleted
 * @param stamps of {@link OperationShape#columns}, in that order
 * @param values of {@link OperationShape#columns}, in that order
 */
public record RecordImage(
    OperationShape shape,
    RecordId record,
    HybridTimestamp born,
    HybridTimestamp died,
    List<HybridTimestamp> stamps,
    List<Value> values) {
  public RecordImage {
    stamps = List.copyOf(stamps);
    values = List.copyOf(values);
    if (values.size() != shape.columns().size() || stamps.size() != values.size()) {
      throw new IllegalArgumentException(
          values.size() + " values, " + stamps.size() + " stamps for " + shape.columns());
    }
  }

  public boolean alive() {
    return born.isAfter(died);
  }
}
