package dev.blazesync.spi;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A row over boxed values. Immutable, so it stays valid; equality by content. */
public final class ValueRow implements Row {
  private final List<Value> values;

  private ValueRow(List<Value> values) {
    this.values = values;
  }

  public static ValueRow of(List<Value> values) {
    return new ValueRow(List.copyOf(values));
  }

  public static ValueRow of(Value... values) {
    return new ValueRow(List.of(values));
  }

  /** {@return an independent copy of {@code row}} */
  public static ValueRow copyOf(Row row) {
    if (row instanceof ValueRow same) {
      return same;
    }
    List<Value> values = new ArrayList<>(row.size());
    for (int column = 0; column < row.size(); column++) {
      values.add(row.value(column));
    }
    return new ValueRow(List.copyOf(values));
  }

  public List<Value> values() {
    return values;
  }

  @Override
  public int size() {
    return values.size();
  }

  @Override
  public ValueKind kind(int column) {
    return values.get(column).kind();
  }

  @Override
  public long int64(int column) {
    Value value = values.get(column);
    if (value instanceof Value.Int64 number) {
      return number.value();
    }
    if (value instanceof Value.Bool bool) {
      return bool.value() ? 1 : 0;
    }
    if (value instanceof Value.Temporal temporal && temporal.kind() != ValueKind.TIMESTAMP_TZ) {
      return temporal.units();
    }
    throw wrongForm("int64", column);
  }

  @Override
  public double float64(int column) {
    if (values.get(column) instanceof Value.Float64 number) {
      return number.value();
    }
    throw wrongForm("float64", column);
  }

  @Override
  public String text(int column) {
    Value value = values.get(column);
    if (value instanceof Value.Text text) {
      return text.value();
    }
    if (value instanceof Value.Decimal decimal) {
      BigDecimal number = decimal.value();
      return number.toPlainString();
    }
    throw wrongForm("text", column);
  }

  @Override
  public ByteBuffer bytes(int column) {
    Value value = values.get(column);
    if (value instanceof Value.Bytes bytes) {
      return ByteBuffer.wrap(bytes.value()).asReadOnlyBuffer();
    }
    if (value instanceof Value.Uuid uuid) {
      UUID id = uuid.value();
      return ByteBuffer.allocate(16)
          .putLong(id.getMostSignificantBits())
          .putLong(id.getLeastSignificantBits())
          .flip()
          .asReadOnlyBuffer();
    }
    if (value instanceof Value.Temporal zoned && zoned.kind() == ValueKind.TIMESTAMP_TZ) {
      return ByteBuffer.allocate(12)
          .putLong(zoned.units())
          .putInt(zoned.offsetSeconds())
          .flip()
          .asReadOnlyBuffer();
    }
    throw wrongForm("bytes", column);
  }

  @Override
  public Value value(int column) {
    return values.get(column);
  }

  private IllegalStateException wrongForm(String form, int column) {
    return new IllegalStateException(
        "column " + column + " is " + kind(column) + ", which has no form " + form);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ValueRow that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
