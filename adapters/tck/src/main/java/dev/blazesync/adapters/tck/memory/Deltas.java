package dev.blazesync.adapters.tck.memory;

import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Arithmetic on the cells of delta columns; NULL is a sum that is not known. Stateless. */
final class Deltas {
  private Deltas() {}

  /** {@return new minus old of each of the columns, or null when there are none} */
  static @Nullable ValueRow between(
      TableSchema table, BitSet columns, ValueRow before, ValueRow after) {
    if (columns.isEmpty()) {
      return null;
    }
    List<Value> values = new ArrayList<>();
    for (int column = columns.nextSetBit(0); column >= 0; column = columns.nextSetBit(column + 1)) {
      Value zero = zero(table, column);
      values.add(sum(cell(after, column, zero), cell(before, column, zero), -1));
    }
    return ValueRow.of(values);
  }

  /** {@return the sums; what is unknown stays so} */
  static @Nullable ValueRow add(@Nullable ValueRow a, @Nullable ValueRow b) {
    if (a == null || b == null) {
      return null;
    }
    List<Value> sums = new ArrayList<>(a.size());
    for (int index = 0; index < a.size(); index++) {
      sums.add(sum(a.value(index), b.value(index), 1));
    }
    return ValueRow.of(sums);
  }

  private static Value cell(ValueRow row, int column, Value zero) {
    return row.value(column).equals(Value.NULL) ? zero : row.value(column);
  }

  private static Value zero(TableSchema table, int column) {
    return switch (table.columns().get(column).kind()) {
      case FLOAT64 -> new Value.Float64(0);
      case DECIMAL -> new Value.Decimal(BigDecimal.ZERO);
      default -> new Value.Int64(0);
    };
  }

  private static Value sum(Value a, Value b, int sign) {
    if (a instanceof Value.Float64 left && b instanceof Value.Float64 right) {
      double sum = left.value() + sign * right.value();
      return Double.isFinite(sum) ? new Value.Float64(sum) : Value.NULL;
    }
    if (a instanceof Value.Decimal left && b instanceof Value.Decimal right) {
      BigDecimal term = sign < 0 ? right.value().negate() : right.value();
      return new Value.Decimal(left.value().add(term));
    }
    return a instanceof Value.Int64 left && b instanceof Value.Int64 right
        ? sum(left.value(), right.value(), sign)
        : Value.NULL;
  }

  private static Value sum(long a, long b, int sign) {
    try {
      return new Value.Int64(sign < 0 ? Math.subtractExact(a, b) : Math.addExact(a, b));
    } catch (ArithmeticException e) {
      return Value.NULL;
    }
  }
}
