package dev.blazesync.engine.operation;

import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.RecordId;
import dev.blazesync.spi.Value;
import java.util.List;

/**
 * Insert, update or delete of one record.
 *
 * @param stamp when and by whom; {@link HybridTimestamp#BASE} for column values that were there
 *     before anyone could have written them (a migration's backfill)
 * @param values of {@link OperationShape#columns}, in that order
 */
public record Operation(
    OperationShape shape, Kind kind, RecordId record, HybridTimestamp stamp, List<Value> values) {

  /** What an operation does to a record. */
  public enum Kind {
    /** Raises born and writes all columns. */
    INSERT,
    /** Writes its columns. */
    UPDATE,
    /** Raises died. */
    DELETE
  }

  public Operation {
    values = List.copyOf(values);
    if (values.size() != shape.columns().size()) {
      throw new IllegalArgumentException(
          values.size() + " values for " + shape.columns().size() + " columns");
    }
  }
}
