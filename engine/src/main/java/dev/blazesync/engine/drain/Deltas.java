package dev.blazesync.engine.drain;

import dev.blazesync.spi.CapturedChange;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Row;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueKind;
import java.math.BigDecimal;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What updates have added to the columns of one record since the last drain. */
final class Deltas {
  private final int[] columns;
  private final Map<Integer, BigDecimal> sums = new HashMap<>();
  private final Set<Integer> inexact = new HashSet<>();
  private final Set<Integer> unknown = new HashSet<>();

  /**
   * @param columns those that deltas are captured of, ascending
   */
  Deltas(BitSet columns) {
    this.columns = columns.stream().toArray();
  }

  void add(CapturedChange change) {
    Row deltas = change.deltas();
    for (int index = 0; index < columns.length; index++) {
      int column = columns[index];
      BitSet changed = change.changed();
      boolean hit = changed == null || changed.get(column);
      Value delta = deltas == null ? Value.NULL : deltas.value(index);
      BigDecimal number = number(delta);
      if (number != null) {
        sums.merge(column, number, BigDecimal::add);
        if (delta.kind() == ValueKind.FLOAT64) {
          inexact.add(column);
        }
      } else if (hit) {
        unknown.add(column);
      }
    }
  }

  private static @Nullable BigDecimal number(Value value) {
    if (value instanceof Value.Int64 whole) {
      return BigDecimal.valueOf(whole.value());
    }
    if (value instanceof Value.Decimal decimal) {
      return decimal.value();
    }
    return value instanceof Value.Float64 real && Double.isFinite(real.value())
        ? new BigDecimal(real.value())
        : null;
  }

  /** {@return the sum; null = not known} */
  @Nullable
  Value of(int column, List<CapturedChange> changes) {
    BigDecimal sum = sums.get(column);
    boolean undefined = changes.stream().anyMatch(c -> c.created() || c.removedBetween());
    if (sum == null || undefined || unknown.contains(column)) {
      return null;
    }
    if (inexact.contains(column)) {
      return new Value.Float64(sum.doubleValue());
    }
    return sum.scale() <= 0 && sum.precision() - sum.scale() <= 18
        ? new Value.Int64(sum.longValueExact())
        : new Value.Decimal(sum);
  }

  /** {@return what a column held before {@code delta} was added, of the kind it holds now} */
  static Value before(Value now, Value delta) {
    BigDecimal after = number(now);
    BigDecimal added = number(delta);
    if (after == null || added == null) {
      return now;
    }
    BigDecimal before = after.subtract(added);
    if (now instanceof Value.Float64) {
      return new Value.Float64(before.doubleValue());
    }
    boolean whole = now instanceof Value.Int64 && before.stripTrailingZeros().scale() <= 0;
    return whole && before.toBigInteger().bitLength() < Long.SIZE
        ? new Value.Int64(before.longValueExact())
        : new Value.Decimal(before);
  }
}
