package dev.blazesync.engine.operation;

import dev.blazesync.spi.RecordId;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.Version;
import java.util.List;

/**
 * The merged state of one record in a snapshot: visible, dead (a tombstone) or parked.
 *
 * @param shape its columns are those that have a version here; all columns of a live record, those
 *     its death left of a dead one
 * @param born greatest insert; {@link Stamp#NEVER} when only updates are known
 * @param died greatest delete; {@link Stamp#NEVER} when never deleted
 * @param versions of {@link OperationShape#columns}, in that order
 */
public record RecordImage(
    OperationShape shape, RecordId record, Stamp born, Stamp died, List<Version> versions) {
  public RecordImage {
    versions = List.copyOf(versions);
    if (versions.size() != shape.columns().size()) {
      throw new IllegalArgumentException(
          versions.size() + " versions for " + shape.columns().size() + " columns");
    }
  }

  public boolean alive() {
    return born.isAfter(died);
  }
}
