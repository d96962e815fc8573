package dev.blazesync.engine.operation;

import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.RecordId;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.Version;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The merged state of one record in a snapshot: visible, dead (a tombstone) or parked. Immutable;
 * equality by content.
 *
 * <p>Most hold plain values as old as the record: these are kept as they are, and versions made of
 * them when someone asks.
 */
public final class RecordImage {
  private final OperationShape shape;
  private final RecordId record;
  private final Stamp born;
  private final Stamp died;
  private final Stamp usual;
  private final Value[] values;
  private final @Nullable List<Version> versions;

  /**
   * @param shape its columns are those that have a version here; all columns of a live record,
   *     those its death left of a dead one
   * @param born greatest insert; {@link Stamp#NEVER} when only updates are known
   * @param died greatest delete; {@link Stamp#NEVER} when never deleted
   * @param versions of {@link OperationShape#columns}, in that order
   */
  public RecordImage(
      OperationShape shape, RecordId record, Stamp born, Stamp died, List<Version> versions) {
    this(shape, record, born, died, values(versions), plain(versions, born) ? null : versions);
  }

  private RecordImage(
      OperationShape shape,
      RecordId record,
      Stamp born,
      Stamp died,
      Value[] values,
      @Nullable List<Version> versions) {
    if (values.length != shape.columns().size()) {
      throw new IllegalArgumentException(
          values.length + " versions for " + shape.columns().size() + " columns");
    }
    this.shape = shape;
    this.record = record;
    this.born = born;
    this.died = died;
    this.usual = Stamp.of(born.time());
    this.values = values;
    this.versions = versions == null ? null : List.copyOf(versions);
  }

  /**
   * {@return an image of plain values that are as old as the record}
   *
   * @param values its own from now on
   */
  public static RecordImage plain(
      OperationShape shape, RecordId record, Stamp born, Stamp died, Value[] values) {
    return new RecordImage(shape, record, born, died, values, null);
  }

  private static Value[] values(List<Version> versions) {
    Value[] values = new Value[versions.size()];
    for (int column = 0; column < values.length; column++) {
      values[column] = versions.get(column).value();
    }
    return values;
  }

  private static boolean plain(List<Version> versions, Stamp born) {
    Stamp usual = Stamp.of(born.time());
    for (Version version : versions) {
      if (!version.stamp().equals(usual) || version.hasState()) {
        return false;
      }
    }
    return true;
  }

  public OperationShape shape() {
    return shape;
  }

  public RecordId record() {
    return record;
  }

  public Stamp born() {
    return born;
  }

  public Stamp died() {
    return died;
  }

  public boolean alive() {
    return born.isAfter(died);
  }

  /** {@return whether all versions are plain values of the time of birth} */
  public boolean isPlain() {
    return versions == null;
  }

  /** {@return the versions, in the shape's order} */
  public List<Version> versions() {
    return versions != null ? versions : new PlainVersions();
  }

  /** {@return the version of one of the columns} */
  public Version version(int column) {
    return versions != null ? versions.get(column) : Version.of(values[column], usual);
  }

  /** {@return what one of the columns shows} */
  public Value value(int column) {
    return values[column];
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RecordImage that
        && shape.equals(that.shape)
        && record.equals(that.record)
        && born.equals(that.born)
        && died.equals(that.died)
        && Arrays.equals(values, that.values)
        && Objects.equals(versions, that.versions);
  }

  @Override
  public int hashCode() {
    return Objects.hash(shape, record, born, died, Arrays.hashCode(values));
  }

  @Override
  public String toString() {
    return record + " " + shape + " born " + born + " died " + died + ": " + versions();
  }

  private final class PlainVersions extends AbstractList<Version> {
    @Override
    public Version get(int column) {
      return version(column);
    }

    @Override
    public int size() {
      return values.length;
    }
  }
}
