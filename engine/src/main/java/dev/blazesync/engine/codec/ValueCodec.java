package dev.blazesync.engine.codec;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.codec.column.Wtf8;
import dev.blazesync.spi.RefusedException;
import dev.blazesync.spi.Row;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueKind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.UUID;

/**
 * One value as bytes: a tag, then the body. Canonical: equal values, and only they, have equal
 * bytes.
 *
 * <pre>
 *  0 null
 *  1 false
 *  2 true
 *  3 64-bit integer      zigzag
 *  4 double              8 bytes, its raw IEEE 754 bits
 *  5 decimal             zigzag scale, sized two's complement of the unscaled number, shortest
 *  6 text                sized UTF-8 (WTF-8 for lone surrogates)
 *  7 bytes               sized
 *  8 date                zigzag days since 1970-01-01
 *  9 time                varint nanoseconds of the day
 * 10 timestamp           zigzag microseconds since 1970-01-01T00:00
 * 11 timestamp with zone zigzag microseconds since 1970-01-01T00:00Z, zigzag offset in seconds
 * 12 UUID                16 bytes
 * </pre>
 *
 * <p>A value over a limit of {@link Limits} or outside the range of its kind is a {@link
 * RefusedException} when written and a {@link dev.blazesync.spi.ProtocolException} when read.
 */
public final class ValueCodec {
  /** Nanoseconds of a day. */
  static final long DAY_NANOS = 86_400_000_000_000L;

  /** Greatest offset from UTC in seconds. */
  static final int OFFSET_SECONDS = 64_800;

  static final int NULL = 0;
  static final int FALSE = 1;
  static final int TRUE = 2;
  static final int INT64 = 3;
  static final int FLOAT64 = 4;
  static final int DECIMAL = 5;
  static final int TEXT = 6;
  static final int BYTES = 7;
  static final int DATE = 8;
  static final int TIME = 9;
  static final int TIMESTAMP = 10;
  static final int TIMESTAMP_TZ = 11;
  static final int UUID = 12;

  private static final long FIRST_DAY = LocalDate.MIN.toEpochDay();
  private static final long LAST_DAY = LocalDate.MAX.toEpochDay();

  private ValueCodec() {}

  /**
   * @throws RefusedException if {@code value} is over a limit; nothing has been written then
   */
  public static void write(WireWriter out, Value value) {
    if (value instanceof Value.Null) {
      out.u8(NULL);
    } else if (value instanceof Value.Bool bool) {
      out.u8(bool.value() ? TRUE : FALSE);
    } else if (value instanceof Value.Int64 number) {
      out.u8(INT64).zigzag(number.value());
    } else if (value instanceof Value.Float64 number) {
      out.u8(FLOAT64).i64(Double.doubleToRawLongBits(number.value()));
    } else if (value instanceof Value.Decimal number) {
      writeDecimal(out, number.value());
    } else if (value instanceof Value.Text text) {
      writeText(out, text.value());
    } else if (value instanceof Value.Bytes bytes) {
      writeBytes(out, ByteBuffer.wrap(bytes.value()));
    } else if (value instanceof Value.Temporal temporal) {
      writeTemporal(out, temporal.kind(), temporal.units(), temporal.offsetSeconds());
    } else if (value instanceof Value.Uuid uuid) {
      UUID id = uuid.value();
      out.u8(UUID).i64(id.getMostSignificantBits()).i64(id.getLeastSignificantBits());
    } else {
      throw new IllegalArgumentException("no encoding for " + value.kind());
    }
  }

  /**
   * Writes one cell as {@link #write} would write its value; nothing is boxed but a decimal, whose
   * plain text would lose a negative scale.
   *
   * @throws RefusedException if the cell is over a limit; nothing has been written then
   */
  public static void writeCell(WireWriter out, Row row, int column) {
    ValueKind kind = row.kind(column);
    switch (kind) {
      case NULL -> out.u8(NULL);
      case BOOLEAN -> out.u8(row.int64(column) == 0 ? FALSE : TRUE);
      case INT64 -> out.u8(INT64).zigzag(row.int64(column));
      case FLOAT64 -> out.u8(FLOAT64).i64(Double.doubleToRawLongBits(row.float64(column)));
      case DECIMAL -> write(out, row.value(column));
      case TEXT -> writeText(out, row.text(column));
      case BYTES -> writeBytes(out, row.bytes(column));
      case DATE, TIME, TIMESTAMP -> writeTemporal(out, kind, row.int64(column), 0);
      case TIMESTAMP_TZ -> {
        ByteBuffer parts = row.bytes(column);
        int at = parts.position();
        writeTemporal(out, kind, parts.getLong(at), parts.getInt(at + 8));
      }
      case UUID -> out.u8(UUID).raw(row.bytes(column));
    }
  }

  public static Value read(WireReader in) {
    int tag = in.u8();
    return switch (tag) {
      case NULL -> Value.NULL;
      case FALSE -> new Value.Bool(false);
      case TRUE -> new Value.Bool(true);
      case INT64 -> new Value.Int64(in.zigzag());
      case FLOAT64 -> new Value.Float64(Double.longBitsToDouble(in.i64()));
      case DECIMAL -> readDecimal(in);
      case TEXT -> new Value.Text(in.text(Limits.VALUE_BYTES));
      case BYTES -> new Value.Bytes(in.sized(Limits.VALUE_BYTES));
      case DATE -> readTemporal(in, ValueKind.DATE, in.zigzag(), 0);
      case TIME -> readTemporal(in, ValueKind.TIME, in.varint(), 0);
      case TIMESTAMP -> readTemporal(in, ValueKind.TIMESTAMP, in.zigzag(), 0);
      case TIMESTAMP_TZ -> readTemporal(in, ValueKind.TIMESTAMP_TZ, in.zigzag(), in.zigzag());
      case UUID -> new Value.Uuid(new UUID(in.i64(), in.i64()));
      default -> throw in.bad("a value has the unknown tag " + tag);
    };
  }

  /** {@return the canonical bytes of {@code value}} */
  public static byte[] encode(Value value) {
    WireWriter out = new WireWriter(16);
    write(out, value);
    return out.toBytes();
  }

  /** Orders by the canonical bytes, unsigned: the last tie-break of merge, the same everywhere. */
  public static int compareEncoded(Value a, Value b) {
    return a.equals(b) ? 0 : Arrays.compareUnsigned(encode(a), encode(b));
  }

  private static void writeDecimal(WireWriter out, BigDecimal number) {
    checkDecimal(number);
    out.u8(DECIMAL).zigzag(number.scale()).sized(number.unscaledValue().toByteArray());
  }

  /**
   * @throws RefusedException if it is over a limit
   */
  static void checkDecimal(BigDecimal number) {
    refuseOver(
        number.unscaledValue().bitLength() / Byte.SIZE + 1, Limits.DECIMAL_BYTES, "a decimal");
    if (Math.abs((long) number.scale()) > Limits.DECIMAL_SCALE) {
      throw new RefusedException(
          "a decimal has the scale "
              + number.scale()
              + "; what can be synchronised is -"
              + Limits.DECIMAL_SCALE
              + " to "
              + Limits.DECIMAL_SCALE);
    }
  }

  private static Value readDecimal(WireReader in) {
    long scale = in.zigzag();
    if (scale < -Limits.DECIMAL_SCALE || scale > Limits.DECIMAL_SCALE) {
      throw in.bad("a decimal has the scale " + scale);
    }
    byte[] unscaled = in.sized(Limits.DECIMAL_BYTES);
    if (!shortest(unscaled)) {
      throw in.bad("a decimal is not in its shortest form");
    }
    return new Value.Decimal(new BigDecimal(new BigInteger(unscaled), (int) scale));
  }

  /** {@return whether no shorter two's complement is the same number} */
  private static boolean shortest(byte[] unscaled) {
    return unscaled.length == 1
        || (unscaled.length > 1 && unscaled[0] != (byte) (unscaled[1] < 0 ? -1 : 0));
  }

  private static void writeText(WireWriter out, String text) {
    byte[] bytes = Wtf8.encode(text);
    refuseOver(bytes.length, Limits.VALUE_BYTES, "a text");
    out.u8(TEXT).sized(bytes);
  }

  /**
   * @throws RefusedException if it is over a limit
   */
  static void checkText(String text) {
    if (text.length() > Limits.VALUE_BYTES / 3) {
      refuseOver(Wtf8.bytes(text), Limits.VALUE_BYTES, "a text");
    }
  }

  private static void writeBytes(WireWriter out, ByteBuffer bytes) {
    refuseOver(bytes.remaining(), Limits.VALUE_BYTES, "a binary value");
    out.u8(BYTES).varint(bytes.remaining()).raw(bytes);
  }

  private static void writeTemporal(WireWriter out, ValueKind kind, long units, int offsetSeconds) {
    checkRange(kind, units, offsetSeconds);
    switch (kind) {
      case DATE -> out.u8(DATE).zigzag(units);
      case TIME -> out.u8(TIME).varint(units);
      case TIMESTAMP -> out.u8(TIMESTAMP).zigzag(units);
      default -> out.u8(TIMESTAMP_TZ).zigzag(units).zigzag(offsetSeconds);
    }
  }

  private static Value readTemporal(WireReader in, ValueKind kind, long units, long offsetSeconds) {
    if (!inRange(kind, units, offsetSeconds)) {
      throw in.bad("a " + kind + " is outside its range");
    }
    return new Value.Temporal(kind, units, (int) offsetSeconds);
  }

  /**
   * @throws RefusedException if it is outside the range of its kind
   */
  static void checkRange(ValueKind kind, long units, int offsetSeconds) {
    if (!inRange(kind, units, offsetSeconds)) {
      throw new RefusedException("a " + kind + " is outside its range and can't be synchronised");
    }
  }

  static boolean inRange(ValueKind kind, long units, long offsetSeconds) {
    return switch (kind) {
      case DATE -> units >= FIRST_DAY && units <= LAST_DAY;
      case TIME -> units >= 0 && units < DAY_NANOS;
      case TIMESTAMP_TZ -> offsetSeconds >= -OFFSET_SECONDS && offsetSeconds <= OFFSET_SECONDS;
      default -> true;
    };
  }

  static void refuseOver(long bytes, int max, String what) {
    if (bytes > max) {
      throw new RefusedException(
          what + " of " + bytes + " bytes is over the limit of " + max + " bytes for one value");
    }
  }
}
