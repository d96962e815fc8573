package dev.blazesync.engine.policy;

import dev.blazesync.engine.codec.ValueCodec;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Value;
import java.math.BigDecimal;
import java.util.Arrays;

/**
 * A total order of values: numbers of all kinds by what they are worth, exactly (negative infinity
 * first, positive infinity and then NaN last); then texts by code points; then all others by their
 * encoding, which also decides between numbers of equal worth (0.0 and -0.0, 1 and 1.0).
 */
final class ValueOrder {
  /** The real numbers, and where those that are none stand. */
  private record Real(int place, BigDecimal worth) implements Comparable<Real> {
    @Override
    public int compareTo(Real other) {
      return place != other.place
          ? Integer.compare(place, other.place)
          : worth.compareTo(other.worth);
    }
  }

  private ValueOrder() {}

  static int compare(Value a, Value b) {
    int order = Integer.compare(rank(a), rank(b));
    if (order != 0) {
      return order;
    }
    Real numberA = number(a);
    Real numberB = number(b);
    if (numberA != null && numberB != null) {
      order = numberA.compareTo(numberB);
    } else if (a instanceof Value.Text textA && b instanceof Value.Text textB) {
      order = Arrays.compare(codePoints(textA), codePoints(textB));
    }
    return order != 0 ? order : ValueCodec.compareEncoded(a, b);
  }

  private static int[] codePoints(Value.Text text) {
    return text.value().codePoints().toArray();
  }

  private static int rank(Value value) {
    return number(value) != null ? 0 : value instanceof Value.Text ? 1 : 2;
  }

  private static @Nullable Real number(Value value) {
    if (value instanceof Value.Int64 number) {
      return new Real(0, BigDecimal.valueOf(number.value()));
    }
    if (value instanceof Value.Decimal number) {
      return new Real(0, number.value());
    }
    if (value instanceof Value.Float64 number) {
      return number(number.value());
    }
    return null;
  }

  private static Real number(double number) {
    if (Double.isNaN(number)) {
      return new Real(2, BigDecimal.ZERO);
    }
    return Double.isInfinite(number)
        ? new Real(number > 0 ? 1 : -1, BigDecimal.ZERO)
        : new Real(0, new BigDecimal(number));
  }
}
