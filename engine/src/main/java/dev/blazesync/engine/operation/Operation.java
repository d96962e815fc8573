package dev.blazesync.engine.operation;

import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.RecordId;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.Version;
import java.util.List;

/**
 * Insert, update or delete of one record.
 *
 * @param stamp when and by whom; {@link Stamp#BASE} for what was there before anyone could have
 *     written it (a migration's backfill)
 * @param versions of {@link OperationShape#columns}, in that order; most are plain values of this
 *     operation's time
 * @param seen greatest time of another writer that this one knew in the record; {@link
 *     HybridTimestamp#BASE} = none. Whatever is later and not its own, it had not seen
 */
public record Operation(
    OperationShape shape,
    Kind kind,
    RecordId record,
    Stamp stamp,
    List<Version> versions,
    HybridTimestamp seen) {

  /** What an operation does to a record. */
  public enum Kind {
    /** Raises born and writes all columns. */
    INSERT,
    /** Writes its columns; raises born where updates win over deletes. */
    UPDATE,
    /** Raises died. */
    DELETE
  }

  public Operation {
    versions = List.copyOf(versions);
    if (versions.size() != shape.columns().size()) {
      throw new IllegalArgumentException(
          versions.size() + " values for " + shape.columns().size() + " columns");
    }
  }

  /** An operation whose writer had seen nothing of others. */
  public Operation(
      OperationShape shape, Kind kind, RecordId record, Stamp stamp, List<Version> versions) {
    this(shape, kind, record, stamp, versions, HybridTimestamp.BASE);
  }

  /** {@return the same operation of a writer who had seen {@code more} too} */
  public Operation having(HybridTimestamp more) {
    return more.isAfter(seen) ? new Operation(shape, kind, record, stamp, versions, more) : this;
  }

  /** {@return an operation of plain values} */
  public static Operation plain(
      OperationShape shape, Kind kind, RecordId record, HybridTimestamp time, List<Value> values) {
    Stamp stamp = Stamp.of(time);
    return new Operation(
        shape, kind, record, stamp, values.stream().map(v -> Version.of(v, stamp)).toList());
  }

  public HybridTimestamp time() {
    return stamp.time();
  }

  public boolean atBase() {
    return stamp.time().equals(HybridTimestamp.BASE);
  }

  /** {@return what the columns show, in the shape's order} */
  public List<Value> values() {
    return versions.stream().map(Version::value).toList();
  }
}
