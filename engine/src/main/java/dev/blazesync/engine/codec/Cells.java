package dev.blazesync.engine.codec;

import dev.blazesync.engine.codec.column.Texts;
import dev.blazesync.spi.Value;
import java.util.Arrays;

/**
 * Values of a column that was read, one after the other. They are made when asked for, so that the
 * objects of a row are made at once and are near each other in memory. Not thread-safe.
 */
final class Cells {
  private static final long[] NO_NUMBERS = {};
  private static final double[] NO_DOUBLES = {};
  private static final Value[] NO_VALUES = {};
  private static final Texts NO_TEXTS =
      new Texts() {
        @Override
        public String next() {
          throw new IllegalStateException("no column of texts");
        }
      };

  private final int tag;
  private final long[] integers;
  private final double[] doubles;
  private final Texts texts;
  private final Value[] values;
  private int row;

  private Cells(int tag, long[] integers, double[] doubles, Texts texts, Value[] values) {
    this.tag = tag;
    this.integers = integers;
    this.doubles = doubles;
    this.texts = texts;
    this.values = values;
  }

  static Cells of(long[] integers) {
    return new Cells(ValueCodec.INT64, integers, NO_DOUBLES, NO_TEXTS, NO_VALUES);
  }

  static Cells of(double[] doubles) {
    return new Cells(ValueCodec.FLOAT64, NO_NUMBERS, doubles, NO_TEXTS, NO_VALUES);
  }

  static Cells of(Texts texts) {
    return new Cells(ValueCodec.TEXT, NO_NUMBERS, NO_DOUBLES, texts, NO_VALUES);
  }

  /** Of any values, made already. */
  static Cells of(Value[] values) {
    return new Cells(ValueCodec.NULL, NO_NUMBERS, NO_DOUBLES, NO_TEXTS, values);
  }

  /**
   * {@return the next one} As often as the column has values.
   *
   * @throws dev.blazesync.spi.ProtocolException if its bytes are none
   */
  Value next() {
    int index = row++;
    return switch (tag) {
      case ValueCodec.INT64 -> new Value.Int64(integers[index]);
      case ValueCodec.FLOAT64 -> new Value.Float64(doubles[index]);
      case ValueCodec.TEXT -> new Value.Text(texts.next());
      default -> values[index];
    };
  }

  /** {@return all of them, made already} */
  Cells now(int count) {
    if (tag == ValueCodec.NULL) {
      return this;
    }
    Value[] all = new Value[count];
    Arrays.setAll(all, index -> next());
    return of(all);
  }

  /** {@return the next one of each column} */
  static Value[] row(Cells[] columns) {
    Value[] row = new Value[columns.length];
    for (int column = 0; column < row.length; column++) {
      row[column] = columns[column].next();
    }
    return row;
  }
}
