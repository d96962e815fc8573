package dev.blazesync.engine.operation;

import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.RecordId;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.Version;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * Insert, update or delete of one record. Immutable; equality by content.
 *
 * <p>Most hold plain values of their own time: these are kept as they are, and versions made of
 * them when someone asks.
 */
public final class Operation {
  /** What an operation does to a record. */
  public enum Kind {
    /** Raises born and writes all columns. */
    INSERT,
    /** Writes its columns; raises born where updates win over deletes. */
    UPDATE,
    /** Raises died. */
    DELETE
  }

  private final OperationShape shape;
  private final Kind kind;
  private final RecordId record;
  private final Stamp stamp;
  private final HybridTimestamp seen;
  private final Value[] values;
  private final boolean plain;

  /** Made once more at worst, and the same, if two threads ask at once. */
  private @Nullable List<Version> versions;

  /**
   * @param stamp when and by whom; {@link Stamp#BASE} for what was there before anyone could have
   *     written it (a migration's backfill)
   * @param versions of {@link OperationShape#columns}, in that order; most are plain values of this
   *     operation's time
   * @param seen greatest time of another writer that this one knew in the record; {@link
   *     HybridTimestamp#BASE} = none. Whatever is later and not its own, it had not seen
   */
  public Operation(
      OperationShape shape,
      Kind kind,
      RecordId record,
      Stamp stamp,
      List<Version> versions,
      HybridTimestamp seen) {
    this(
        shape,
        kind,
        record,
        stamp,
        seen,
        versions.stream().map(Version::value).toArray(Value[]::new),
        List.copyOf(versions));
  }

  /** An operation whose writer had seen nothing of others. */
  public Operation(
      OperationShape shape, Kind kind, RecordId record, Stamp stamp, List<Version> versions) {
    this(shape, kind, record, stamp, versions, HybridTimestamp.BASE);
  }

  private Operation(
      OperationShape shape,
      Kind kind,
      RecordId record,
      Stamp stamp,
      HybridTimestamp seen,
      Value[] values,
      @Nullable List<Version> versions) {
    if (values.length != shape.columns().size()) {
      throw new IllegalArgumentException(
          values.length + " values for " + shape.columns().size() + " columns");
    }
    this.shape = shape;
    this.kind = kind;
    this.record = record;
    this.stamp = stamp;
    this.seen = seen;
    this.values = values;
    this.plain = versions == null || plain(versions, stamp.time());
    this.versions = versions;
  }

  private static boolean plain(List<Version> versions, HybridTimestamp time) {
    for (Version version : versions) {
      if (!version.stamp().time().equals(time)
          || !version.stamp().authority().equals(HybridTimestamp.NEVER)
          || version.hasState()) {
        return false;
      }
    }
    return true;
  }

  /**
   * {@return an operation of plain values}
   *
   * @param values its own from now on
   */
  public static Operation plain(
      OperationShape shape,
      Kind kind,
      RecordId record,
      Stamp stamp,
      HybridTimestamp seen,
      Value[] values) {
    return new Operation(shape, kind, record, stamp, seen, values, null);
  }

  /** {@return an operation of plain values, whose writer had seen nothing of others} */
  public static Operation plain(
      OperationShape shape, Kind kind, RecordId record, HybridTimestamp time, List<Value> values) {
    Value[] own = values.toArray(Value[]::new);
    return plain(shape, kind, record, Stamp.of(time), HybridTimestamp.BASE, own);
  }

  /** {@return the same operation of a writer who had seen {@code more} too} */
  public Operation having(HybridTimestamp more) {
    return more.isAfter(seen)
        ? new Operation(shape, kind, record, stamp, more, values, versions)
        : this;
  }

  public OperationShape shape() {
    return shape;
  }

  public Kind kind() {
    return kind;
  }

  public RecordId record() {
    return record;
  }

  public Stamp stamp() {
    return stamp;
  }

  public HybridTimestamp seen() {
    return seen;
  }

  public HybridTimestamp time() {
    return stamp.time();
  }

  public boolean atBase() {
    return stamp.time().equals(HybridTimestamp.BASE);
  }

  /** {@return whether all versions are plain values of this operation's time} */
  public boolean isPlain() {
    return plain;
  }

  /** {@return what the columns get, in the shape's order} */
  public List<Version> versions() {
    List<Version> known = versions;
    if (known == null) {
      Stamp own = plainStamp();
      known = Arrays.stream(values).map(value -> Version.of(value, own)).toList();
      versions = known;
    }
    return known;
  }

  /** {@return what one of the columns gets} */
  public Version version(int column) {
    List<Version> known = versions;
    return known != null ? known.get(column) : Version.of(values[column], plainStamp());
  }

  private Stamp plainStamp() {
    return stamp.authority().equals(HybridTimestamp.NEVER) ? stamp : Stamp.of(stamp.time());
  }

  /** {@return what the columns show, in the shape's order} */
  public List<Value> values() {
    return Collections.unmodifiableList(Arrays.asList(values));
  }

  /** {@return what one of the columns shows} */
  public Value value(int column) {
    return values[column];
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Operation that
        && kind == that.kind
        && plain == that.plain
        && shape.equals(that.shape)
        && record.equals(that.record)
        && stamp.equals(that.stamp)
        && seen.equals(that.seen)
        && (plain ? Arrays.equals(values, that.values) : versions().equals(that.versions()));
  }

  @Override
  public int hashCode() {
    return Objects.hash(shape, kind, record, stamp, seen, Arrays.hashCode(values));
  }

  @Override
  public String toString() {
    return kind + " " + shape + " of " + record + " at " + stamp + ": " + versions();
  }
}
