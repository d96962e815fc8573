package dev.blazesync.engine.policy;

import dev.blazesync.engine.policy.Tally.Kind;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers a counter counts with: exact decimals of bounded length. Adding them up is exact. */
final class Numbers {
  /** Digits of what an origin has added; more are rounded, once, by the origin itself. */
  static final int DIGITS = 100;

  /** Digits of a base: enough for every double. */
  static final int BASE_DIGITS = 800;

  /** Digits behind the point, and zeros before it: enough for every double. */
  static final int SCALE = 1_100;

  /** What a sum can come to by adding and rounding within these bounds; other states are none. */
  static final int MAX_SCALE = 4 * SCALE;

  private static final BigInteger GREATEST = BigInteger.valueOf(Long.MAX_VALUE);
  private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);

  private Numbers() {}

  static Kind kind(Value value) {
    return value instanceof Value.Float64
        ? Kind.DOUBLE
        : value instanceof Value.Decimal ? Kind.DECIMAL : Kind.INTEGER;
  }

  /** {@return what {@code value} is worth; null = it can't be counted with} NULL is worth 0. */
  static @Nullable BigDecimal worth(Value value) {
    if (value instanceof Value.Null) {
      return BigDecimal.ZERO;
    }
    if (value instanceof Value.Int64 number) {
      return BigDecimal.valueOf(number.value());
    }
    if (value instanceof Value.Float64 number) {
      return Double.isFinite(number.value()) ? new BigDecimal(number.value()) : null;
    }
    if (value instanceof Value.Decimal number) {
      BigDecimal exact = number.value();
      boolean bounded = exact.precision() <= BASE_DIGITS && Math.abs(exact.scale()) <= SCALE;
      return bounded ? exact : null;
    }
    return null;
  }

  /** {@return {@code number} with at most {@value #DIGITS} digits} */
  static BigDecimal bounded(BigDecimal number) {
    return bounded(number, DIGITS);
  }

  static BigDecimal bounded(BigDecimal number, int digits) {
    BigDecimal rounded = number.round(new MathContext(digits));
    return rounded.scale() > SCALE ? rounded.setScale(SCALE, RoundingMode.HALF_EVEN) : rounded;
  }

  /** {@return the number as the column shows it} Integers end at the ends of 64 bits. */
  static Value shown(BigDecimal total, Kind kind) {
    return switch (kind) {
      case DOUBLE -> new Value.Float64(total.doubleValue());
      case DECIMAL -> new Value.Decimal(total);
      case INTEGER ->
          new Value.Int64(total.toBigInteger().min(GREATEST).max(LEAST).longValueExact());
    };
  }
}
