package dev.blazesync.engine.codec;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.codec.column.ByteSink;
import dev.blazesync.engine.codec.column.ByteSource;
import dev.blazesync.engine.codec.column.BytesColumn;
import dev.blazesync.engine.codec.column.DecimalColumn;
import dev.blazesync.engine.codec.column.DoubleColumn;
import dev.blazesync.engine.codec.column.IntegerColumn;
import dev.blazesync.engine.codec.column.Scratch;
import dev.blazesync.engine.codec.column.TextBuffer;
import dev.blazesync.engine.codec.column.TextColumn;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueKind;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.UUID;

/** Bodies of values that have one tag ({@link ValueColumn} draws them). */
final class ValueBodies {
  private ValueBodies() {}

  static void write(ByteSink out, int tag, Value[] values, int count, Scratch scratch) {
    switch (tag) {
      case ValueCodec.INT64 -> writeIntegers(out, values, count, scratch);
      case ValueCodec.FLOAT64 -> {
        double[] numbers = scratch.doubles(count);
        for (int index = 0; index < count; index++) {
          numbers[index] = ((Value.Float64) values[index]).value();
        }
        DoubleColumn.write(out, numbers, count, scratch);
      }
      case ValueCodec.DECIMAL -> writeDecimals(out, values, count, scratch);
      case ValueCodec.TEXT -> writeTexts(out, values, count, scratch);
      case ValueCodec.BYTES -> writeBytes(out, values, count, scratch);
      case ValueCodec.UUID -> {
        for (int index = 0; index < count; index++) {
          UUID id = ((Value.Uuid) values[index]).value();
          out.i64(id.getMostSignificantBits()).i64(id.getLeastSignificantBits());
        }
      }
      default -> writeTemporals(out, tag, values, count, scratch);
    }
  }

  private static void writeIntegers(ByteSink out, Value[] values, int count, Scratch scratch) {
    long[] numbers = scratch.longs(count);
    for (int index = 0; index < count; index++) {
      numbers[index] = ((Value.Int64) values[index]).value();
    }
    IntegerColumn.write(out, numbers, count);
  }

  private static void writeDecimals(ByteSink out, Value[] values, int count, Scratch scratch) {
    BigDecimal[] decimals = new BigDecimal[count];
    for (int index = 0; index < count; index++) {
      decimals[index] = ((Value.Decimal) values[index]).value();
      ValueCodec.checkDecimal(decimals[index]);
    }
    DecimalColumn.write(out, decimals, count, scratch);
  }

  private static void writeTexts(ByteSink out, Value[] values, int count, Scratch scratch) {
    TextBuffer texts = scratch.texts();
    for (int index = 0; index < count; index++) {
      String text = ((Value.Text) values[index]).value();
      ValueCodec.checkText(text);
      if (!texts.add(text)) {
        writeLargeTexts(out, values, count, scratch);
        return;
      }
    }
    TextColumn.write(out, texts, scratch);
  }

  private static void writeLargeTexts(ByteSink out, Value[] values, int count, Scratch scratch) {
    String[] texts = new String[count];
    for (int index = 0; index < count; index++) {
      texts[index] = ((Value.Text) values[index]).value();
      ValueCodec.checkText(texts[index]);
    }
    TextColumn.writeLarge(out, texts, count, scratch);
  }

  private static void writeBytes(ByteSink out, Value[] values, int count, Scratch scratch) {
    byte[][] bytes = new byte[count][];
    for (int index = 0; index < count; index++) {
      bytes[index] = ((Value.Bytes) values[index]).value();
      ValueCodec.refuseOver(bytes[index].length, Limits.VALUE_BYTES, "a binary value");
    }
    BytesColumn.write(out, bytes, count, scratch);
  }

  private static void writeTemporals(
      ByteSink out, int tag, Value[] values, int count, Scratch scratch) {
    long[] numbers = scratch.longs(count);
    for (int index = 0; index < count; index++) {
      Value.Temporal time = (Value.Temporal) values[index];
      ValueCodec.checkRange(time.kind(), time.units(), time.offsetSeconds());
      numbers[index] = time.units();
    }
    if (tag == ValueCodec.TIME) {
      IntegerColumn.writeUnsigned(out, numbers, count);
      return;
    }
    IntegerColumn.write(out, numbers, count);
    if (tag == ValueCodec.TIMESTAMP_TZ) {
      for (int index = 0; index < count; index++) {
        numbers[index] = ((Value.Temporal) values[index]).offsetSeconds();
      }
      IntegerColumn.write(out, numbers, count);
    }
  }

  /** {@return the values} As {@link ValueColumn#read}. */
  static Cells read(ByteSource in, int tag, int count, Scratch scratch) {
    return switch (tag) {
      case ValueCodec.INT64 -> {
        long[] numbers = scratch.longs(count);
        IntegerColumn.read(in, numbers, count);
        yield Cells.of(numbers);
      }
      case ValueCodec.FLOAT64 -> {
        double[] numbers = scratch.doubles(count);
        DoubleColumn.read(in, numbers, count, scratch);
        yield Cells.of(numbers);
      }
      case ValueCodec.TEXT -> Cells.of(TextColumn.read(in, count, Limits.VALUE_BYTES, scratch));
      default -> Cells.of(readObjects(in, tag, count, scratch));
    };
  }

  private static Value[] readObjects(ByteSource in, int tag, int count, Scratch scratch) {
    Value[] values = new Value[count];
    switch (tag) {
      case ValueCodec.DECIMAL -> {
        BigDecimal[] decimals = DecimalColumn.read(in, count, scratch);
        Arrays.setAll(values, index -> new Value.Decimal(decimals[index]));
      }
      case ValueCodec.BYTES -> {
        byte[][] bytes = BytesColumn.read(in, count, Limits.VALUE_BYTES, scratch);
        Arrays.setAll(values, index -> new Value.Bytes(bytes[index]));
      }
      case ValueCodec.DATE -> readTemporals(in, ValueKind.DATE, values, scratch);
      case ValueCodec.TIME -> readTemporals(in, ValueKind.TIME, values, scratch);
      case ValueCodec.TIMESTAMP -> readTemporals(in, ValueKind.TIMESTAMP, values, scratch);
      case ValueCodec.TIMESTAMP_TZ -> readTemporals(in, ValueKind.TIMESTAMP_TZ, values, scratch);
      default -> Arrays.setAll(values, index -> new Value.Uuid(new UUID(in.i64(), in.i64())));
    }
    return values;
  }

  private static void readTemporals(
      ByteSource in, ValueKind kind, Value[] values, Scratch scratch) {
    int count = values.length;
    long[] units = scratch.longs(count);
    if (kind == ValueKind.TIME) {
      IntegerColumn.readUnsigned(in, units, count);
    } else {
      IntegerColumn.read(in, units, count);
    }
    long[] offsets = new long[count];
    if (kind == ValueKind.TIMESTAMP_TZ) {
      IntegerColumn.read(in, offsets, count);
    }
    for (int index = 0; index < count; index++) {
      if (!ValueCodec.inRange(kind, units[index], offsets[index])) {
        throw in.bad("a " + kind + " is outside its range");
      }
      values[index] = new Value.Temporal(kind, units[index], (int) offsets[index]);
    }
  }
}
