package dev.blazesync.adapters.jdbc;

import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueKind;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.UUID;

/**
 * One cell as {@link CellReader} leaves it: a kind, and its contents in the form that {@link
 * dev.blazesync.spi.Row} says the kind travels in. Reused from row to row. Not thread-safe.
 */
public final class Cell {
  private ValueKind kind = ValueKind.NULL;
  private long number;
  private double real;
  private @Nullable String text;
  private byte @Nullable [] bytes;

  /** A cell that holds NULL. */
  public Cell() {}

  public void setNull() {
    kind = ValueKind.NULL;
  }

  /**
   * @param newKind BOOLEAN (0 or 1), INT64, DATE, TIME or TIMESTAMP in the units of {@link
   *     ValueKind}
   */
  public void setInt64(ValueKind newKind, long value) {
    kind = newKind;
    number = value;
  }

  public void setFloat64(double value) {
    kind = ValueKind.FLOAT64;
    real = value;
  }

  /**
   * @param newKind TEXT or DECIMAL (plain string)
   */
  public void setText(ValueKind newKind, String value) {
    kind = newKind;
    text = value;
  }

  /**
   * @param newKind BYTES, UUID (16 bytes) or TIMESTAMP_TZ (12 bytes)
   * @param value not copied; never changed by the cell
   */
  public void setBytes(ValueKind newKind, byte[] value) {
    kind = newKind;
    bytes = value;
  }

  public void setUuid(UUID value) {
    setBytes(
        ValueKind.UUID,
        ByteBuffer.allocate(16)
            .putLong(value.getMostSignificantBits())
            .putLong(value.getLeastSignificantBits())
            .array());
  }

  /**
   * @param micros since 1970-01-01T00:00Z
   */
  public void setZoned(long micros, int offsetSeconds) {
    setBytes(
        ValueKind.TIMESTAMP_TZ,
        ByteBuffer.allocate(12).putLong(micros).putInt(offsetSeconds).array());
  }

  ValueKind kind() {
    return kind;
  }

  long int64() {
    return switch (kind) {
      case BOOLEAN, INT64, DATE, TIME, TIMESTAMP -> number;
      default -> throw wrongForm("int64");
    };
  }

  double float64() {
    if (kind != ValueKind.FLOAT64) {
      throw wrongForm("float64");
    }
    return real;
  }

  String text() {
    if (kind != ValueKind.TEXT && kind != ValueKind.DECIMAL) {
      throw wrongForm("text");
    }
    return Objects.requireNonNull(text);
  }

  ByteBuffer bytes() {
    return ByteBuffer.wrap(rawBytes()).asReadOnlyBuffer();
  }

  Value value() {
    return switch (kind) {
      case NULL -> Value.NULL;
      case BOOLEAN -> new Value.Bool(number != 0);
      case INT64 -> new Value.Int64(number);
      case FLOAT64 -> new Value.Float64(real);
      case DECIMAL -> new Value.Decimal(new BigDecimal(text()));
      case TEXT -> new Value.Text(text());
      case BYTES -> new Value.Bytes(rawBytes());
      case DATE, TIME, TIMESTAMP -> new Value.Temporal(kind, number, 0);
      case TIMESTAMP_TZ -> {
        ByteBuffer zoned = bytes();
        yield new Value.Temporal(kind, zoned.getLong(), zoned.getInt());
      }
      case UUID -> {
        ByteBuffer id = bytes();
        yield new Value.Uuid(new UUID(id.getLong(), id.getLong()));
      }
    };
  }

  private byte[] rawBytes() {
    return switch (kind) {
      case BYTES, UUID, TIMESTAMP_TZ -> Objects.requireNonNull(bytes);
      default -> throw wrongForm("bytes");
    };
  }

  private IllegalStateException wrongForm(String form) {
    return new IllegalStateException("a cell of kind " + kind + " has no form " + form);
  }
}
