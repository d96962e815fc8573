package dev.blazesync.engine.codec;

import dev.blazesync.engine.codec.column.ByteSink;
import dev.blazesync.engine.codec.column.ByteSource;
import dev.blazesync.engine.codec.column.CodesColumn;
import dev.blazesync.engine.codec.column.Scratch;
import dev.blazesync.spi.Value;
import java.util.Arrays;

/**
 * Values of one column: a {@link CodesColumn} of their tags ({@link ValueCodec}), then for each tag
 * that occurs and has a body, in ascending order, a column of these bodies:
 *
 * <pre>
 *  3 64-bit integer      IntegerColumn
 *  4 double              DoubleColumn
 *  5 decimal             DecimalColumn
 *  6 text                TextColumn
 *  7 bytes               BytesColumn
 *  8 date                IntegerColumn of days
 *  9 time                IntegerColumn, unsigned, of nanoseconds
 * 10 timestamp           IntegerColumn of microseconds
 * 11 timestamp with zone IntegerColumn of microseconds, IntegerColumn of offsets
 * 12 UUID                16 bytes each
 * </pre>
 *
 * <p>One value alone has the bytes that {@link ValueCodec} gives it.
 */
final class ValueColumn {
  private static final Value FALSE = new Value.Bool(false);
  private static final int FEW = 16;
  private static final Value TRUE = new Value.Bool(true);

  private ValueColumn() {}

  /**
   * @throws dev.blazesync.spi.RefusedException if a value is over a limit
   */
  static void write(ByteSink out, Value[] values, int count, Scratch scratch) {
    byte[] tags = scratch.codes(count);
    for (int index = 0; index < count; index++) {
      tags[index] = (byte) tag(values[index]);
    }
    int present = CodesColumn.present(tags, count);
    CodesColumn.write(out, tags, count, scratch);
    boolean uniform = Integer.bitCount(present) <= 1;
    for (int tag = ValueCodec.INT64; tag <= ValueCodec.UUID; tag++) {
      if ((present & 1 << tag) != 0) {
        Value[] some = uniform ? values : having(tag, tags, values, count);
        ValueBodies.write(out, tag, some, uniform ? count : some.length, scratch);
      }
    }
  }

  private static Value[] having(int tag, byte[] tags, Value[] values, int count) {
    Value[] some = new Value[occurrences(tag, tags, count)];
    for (int index = 0, at = 0; index < count; index++) {
      if (tags[index] == tag) {
        some[at++] = values[index];
      }
    }
    return some;
  }

  private static int occurrences(int tag, byte[] tags, int count) {
    int found = 0;
    for (int index = 0; index < count; index++) {
      found += tags[index] == tag ? 1 : 0;
    }
    return found;
  }

  private static int tag(Value value) {
    if (value instanceof Value.Int64) {
      return ValueCodec.INT64;
    } else if (value instanceof Value.Text) {
      return ValueCodec.TEXT;
    } else if (value instanceof Value.Null) {
      return ValueCodec.NULL;
    } else if (value instanceof Value.Float64) {
      return ValueCodec.FLOAT64;
    } else if (value instanceof Value.Bool bool) {
      return bool.value() ? ValueCodec.TRUE : ValueCodec.FALSE;
    }
    return switch (value.kind()) {
      case DECIMAL -> ValueCodec.DECIMAL;
      case BYTES -> ValueCodec.BYTES;
      case DATE -> ValueCodec.DATE;
      case TIME -> ValueCodec.TIME;
      case TIMESTAMP -> ValueCodec.TIMESTAMP;
      case TIMESTAMP_TZ -> ValueCodec.TIMESTAMP_TZ;
      case UUID -> ValueCodec.UUID;
      default -> throw new IllegalArgumentException("no encoding for " + value.kind());
    };
  }

  /**
   * {@return the values}
   *
   * @param scratch used until all are taken
   */
  static Cells read(ByteSource in, int count, Scratch scratch) {
    byte[] tags = scratch.codes(count);
    int present = CodesColumn.read(in, tags, count, ValueCodec.UUID, scratch);
    if (Integer.bitCount(present) == 1) {
      return read(in, tags[0], count, scratch);
    }
    Value[] values = new Value[count];
    for (int tag = ValueCodec.NULL; tag <= ValueCodec.UUID; tag++) {
      if ((present & 1 << tag) != 0) {
        Cells some = read(in, tag, occurrences(tag, tags, count), scratch);
        for (int index = 0; index < count; index++) {
          if (tags[index] == tag) {
            values[index] = some.next();
          }
        }
      }
    }
    return Cells.of(values);
  }

  /**
   * {@return the values of several columns} Those of few rows are made at once.
   *
   * @param part of {@code scratch} that the first one uses, the next one the next
   */
  static Cells[] read(ByteSource in, int columns, int count, int part, Scratch scratch) {
    Cells[] cells = new Cells[columns];
    for (int column = 0; column < columns; column++) {
      cells[column] =
          count < FEW
              ? read(in, count, scratch).now(count)
              : read(in, count, scratch.part(part + column));
    }
    return cells;
  }

  private static Cells read(ByteSource in, int tag, int count, Scratch scratch) {
    if (tag >= ValueCodec.INT64) {
      return ValueBodies.read(in, tag, count, scratch);
    }
    Value[] values = new Value[count];
    Value value = tag == ValueCodec.TRUE ? TRUE : FALSE;
    Arrays.fill(values, tag == ValueCodec.NULL ? Value.NULL : value);
    return Cells.of(values);
  }
}
