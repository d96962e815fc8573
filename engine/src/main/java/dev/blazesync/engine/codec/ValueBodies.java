package dev.blazesync.engine.codec;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.codec.column.ByteSink;
import dev.blazesync.engine.codec.column.ByteSource;
import dev.blazesync.engine.codec.column.BytesColumn;
import dev.blazesync.engine.codec.column.DecimalColumn;
import dev.blazesync.engine.codec.column.DoubleColumn;
import dev.blazesync.engine.codec.column.IntegerColumn;
import dev.blazesync.engine.codec.column.Scratch;
import dev.blazesync.engine.codec.column.TextColumn;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueKind;
import java.math.BigDecimal;
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
    String[] texts = scratch.texts(count);
    for (int index = 0; index < count; index++) {
      texts[index] = ((Value.Text) values[index]).value();
      ValueCodec.checkText(texts[index]);
    }
    TextColumn.write(out, texts, count, scratch);
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

  static void read(ByteSource in, int tag, Value[][] rows, int column, Scratch scratch) {
    int count = rows.length;
    switch (tag) {
      case ValueCodec.INT64 -> {
        long[] numbers = scratch.longs(count);
        IntegerColumn.read(in, numbers, count);
        for (int index = 0; index < count; index++) {
          rows[index][column] = new Value.Int64(numbers[index]);
        }
      }
      case ValueCodec.FLOAT64 -> {
        double[] numbers = scratch.doubles(count);
        DoubleColumn.read(in, numbers, count, scratch);
        for (int index = 0; index < count; index++) {
          rows[index][column] = new Value.Float64(numbers[index]);
        }
      }
      case ValueCodec.DECIMAL -> {
        BigDecimal[] decimals = DecimalColumn.read(in, count, scratch);
        for (int index = 0; index < count; index++) {
          rows[index][column] = new Value.Decimal(decimals[index]);
        }
      }
      case ValueCodec.TEXT -> readTexts(in, rows, column, scratch);
      case ValueCodec.BYTES -> {
        byte[][] bytes = BytesColumn.read(in, count, Limits.VALUE_BYTES, scratch);
        for (int index = 0; index < count; index++) {
          rows[index][column] = new Value.Bytes(bytes[index]);
        }
      }
      case ValueCodec.DATE -> readTemporals(in, ValueKind.DATE, rows, column, scratch);
      case ValueCodec.TIME -> readTemporals(in, ValueKind.TIME, rows, column, scratch);
      case ValueCodec.TIMESTAMP -> readTemporals(in, ValueKind.TIMESTAMP, rows, column, scratch);
      case ValueCodec.TIMESTAMP_TZ ->
          readTemporals(in, ValueKind.TIMESTAMP_TZ, rows, column, scratch);
      default -> {
        for (int index = 0; index < count; index++) {
          rows[index][column] = new Value.Uuid(new UUID(in.i64(), in.i64()));
        }
      }
    }
  }

  private static void readTexts(ByteSource in, Value[][] rows, int column, Scratch scratch) {
    int count = rows.length;
    String[] texts = scratch.texts(count);
    TextColumn.read(in, texts, count, Limits.VALUE_BYTES, scratch);
    for (int index = 0; index < count; index++) {
      rows[index][column] = new Value.Text(texts[index]);
    }
  }

  private static void readTemporals(
      ByteSource in, ValueKind kind, Value[][] rows, int column, Scratch scratch) {
    int count = rows.length;
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
      rows[index][column] = new Value.Temporal(kind, units[index], (int) offsets[index]);
    }
  }
}
