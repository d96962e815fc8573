package dev.blazesync.adapters.h2;

import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Row;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Arithmetic on delta cells; NULL is a sum that is not known, and stays so. Stateless. */
final class Deltas {
  private Deltas() {}

  /** {@return new minus old of each cell, where NULL counts as 0} */
  static ValueRow between(Row before, Row after) {
    List<Value> deltas = new ArrayList<>();
    for (int cell = 0; cell < before.size(); cell++) {
      deltas.add(sum(orZero(after, before, cell), orZero(before, after, cell), -1));
    }
    return ValueRow.of(deltas);
  }

  private static Value orZero(Row row, Row other, int cell) {
    Value value = row.value(cell);
    if (!value.equals(Value.NULL)) {
      return value;
    }
    return switch (other.kind(cell)) {
      case FLOAT64 -> new Value.Float64(0);
      case DECIMAL -> new Value.Decimal(BigDecimal.ZERO);
      default -> new Value.Int64(0);
    };
  }

  /** {@return the sums of two rows of deltas; null = all unknown} */
  static @Nullable ValueRow add(@Nullable ValueRow one, @Nullable ValueRow other) {
    if (one == null || other == null) {
      return null;
    }
    List<Value> sums = new ArrayList<>();
    for (int cell = 0; cell < one.size(); cell++) {
      sums.add(sum(one.value(cell), other.value(cell), 1));
    }
    return ValueRow.of(sums);
  }

  private static Value sum(Value one, Value other, int sign) {
    if (one instanceof Value.Int64 a && other instanceof Value.Int64 b) {
      return sum(a.value(), b.value(), sign);
    }
    if (one instanceof Value.Float64 a && other instanceof Value.Float64 b) {
      double sum = a.value() + sign * b.value();
      return Double.isFinite(sum) ? new Value.Float64(sum) : Value.NULL;
    }
    return one instanceof Value.Decimal a && other instanceof Value.Decimal b
        ? new Value.Decimal(sign < 0 ? a.value().subtract(b.value()) : a.value().add(b.value()))
        : Value.NULL;
  }

  private static Value sum(long one, long other, int sign) {
    try {
      return new Value.Int64(sign < 0 ? Math.subtractExact(one, other) : Math.addExact(one, other));
    } catch (ArithmeticException e) {
      return Value.NULL;
    }
  }
}
