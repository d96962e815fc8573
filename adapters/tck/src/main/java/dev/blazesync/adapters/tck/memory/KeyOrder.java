package dev.blazesync.adapters.tck.memory;

import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * A total order of cells that agrees with their equality: first by kind, then by content. Rows
 * compare cell by cell; one that is the beginning of another comes before it.
 */
enum KeyOrder implements Comparator<ValueRow> {
  KEYS;

  @Override
  public int compare(ValueRow a, ValueRow b) {
    List<Value> left = a.values();
    List<Value> right = b.values();
    int common = Math.min(left.size(), right.size());
    for (int index = 0; index < common; index++) {
      int order = compare(left.get(index), right.get(index));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(left.size(), right.size());
  }

  static int compare(Value a, Value b) {
    if (a instanceof Value.Int64 left && b instanceof Value.Int64 right) {
      return Long.compare(left.value(), right.value());
    }
    if (a.kind() != b.kind()) {
      return a.kind().compareTo(b.kind());
    }
    return compareSameKind(a, b);
  }

  private static int compareSameKind(Value a, Value b) {
    if (a instanceof Value.Text left) {
      return left.value().compareTo(((Value.Text) b).value());
    }
    if (a instanceof Value.Bytes left) {
      return Arrays.compareUnsigned(left.value(), ((Value.Bytes) b).value());
    }
    if (a instanceof Value.Bool left) {
      return Boolean.compare(left.value(), ((Value.Bool) b).value());
    }
    if (a instanceof Value.Float64 left) {
      return compareDoubles(left.value(), ((Value.Float64) b).value());
    }
    if (a instanceof Value.Decimal left) {
      Value.Decimal right = (Value.Decimal) b;
      int byAmount = left.value().compareTo(right.value());
      return byAmount != 0
          ? byAmount
          : Integer.compare(left.value().scale(), right.value().scale());
    }
    if (a instanceof Value.Temporal left) {
      Value.Temporal right = (Value.Temporal) b;
      int byUnits = Long.compare(left.units(), right.units());
      return byUnits != 0 ? byUnits : Integer.compare(left.offsetSeconds(), right.offsetSeconds());
    }
    if (a instanceof Value.Uuid left) {
      return left.value().compareTo(((Value.Uuid) b).value());
    }
    return 0;
  }

  /** As {@link Double#compare}, but NaNs of different bits differ. */
  private static int compareDoubles(double a, double b) {
    int order = Double.compare(a, b);
    return order != 0
        ? order
        : Long.compare(Double.doubleToRawLongBits(a), Double.doubleToRawLongBits(b));
  }
}
