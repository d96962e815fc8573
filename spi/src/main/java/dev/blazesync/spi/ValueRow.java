package dev.blazesync.spi;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** A row over boxed values. Immutable, so it stays valid; equality by content. */
public final class ValueRow implements Row {
  private final Value[] values;

  private ValueRow(Value[] values) {
    for (Value value : values) {
      Objects.requireNonNull(value, "a cell without a value is Value.NULL");
    }
    this.values = values;
  }

  public static ValueRow of(List<Value> values) {
    return new ValueRow(values.toArray(Value[]::new));
  }

  public static ValueRow of(Value... values) {
    return new ValueRow(values.clone());
  }

  /** {@return an independent copy of {@code row}} */
  public static ValueRow copyOf(Row row) {
    if (row instanceof ValueRow same) {
      return same;
    }
    Value[] values = new Value[row.size()];
    for (int column = 0; column < values.length; column++) {
      values[column] = row.value(column);
    }
    return new ValueRow(values);
  }

  /** {@return the cells; not to be changed} */
  public List<Value> values() {
    return Collections.unmodifiableList(Arrays.asList(values));
  }

  @Override
  public int size() {
    return values.length;
  }

  @Override
  public ValueKind kind(int column) {
    return values[column].kind();
  }

  @Override
  public long int64(int column) {
    Value value = values[column];
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
    if (values[column] instanceof Value.Float64 number) {
      return number.value();
    }
    throw wrongForm("float64", column);
  }

  @Override
  public String text(int column) {
    Value value = values[column];
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
    Value value = values[column];
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
    return values[column];
  }

  private IllegalStateException wrongForm(String form, int column) {
    return new IllegalStateException(
        "column " + column + " is " + kind(column) + ", which has no form " + form);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other || (other instanceof ValueRow that && Arrays.equals(values, that.values));
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return Arrays.toString(values);
  }
}
