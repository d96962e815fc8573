package dev.blazesync.engine.care;

import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueKind;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * Whether two values of databases of different kinds are the same: numbers by value, booleans as 0
 * and 1, dates and times as ISO text with or without {@code T}, UUIDs as text. Within one kind of
 * value bit for bit. Pure.
 */
final class PortableValue {
  private PortableValue() {}

  static boolean same(Value a, Value b) {
    if (a.kind() == b.kind()) {
      return a.kind() == ValueKind.DECIMAL ? number(a, b) : a.equals(b);
    }
    if (a.kind() == ValueKind.NULL || b.kind() == ValueKind.NULL) {
      return false;
    }
    if (a.kind() == ValueKind.TEXT || b.kind() == ValueKind.TEXT) {
      return a instanceof Value.Text text ? asText(text.value(), b) : asText(textOf(b), a);
    }
    return number(a, b);
  }

  private static String textOf(Value value) {
    return value instanceof Value.Text text ? text.value() : "";
  }

  private static boolean number(Value a, Value b) {
    BigDecimal first = decimal(a);
    BigDecimal second = decimal(b);
    return first != null && second != null && first.compareTo(second) == 0;
  }

  private static @dev.blazesync.spi.Nullable BigDecimal decimal(Value value) {
    if (value instanceof Value.Int64 number) {
      return BigDecimal.valueOf(number.value());
    }
    if (value instanceof Value.Bool bool) {
      return bool.value() ? BigDecimal.ONE : BigDecimal.ZERO;
    }
    if (value instanceof Value.Decimal decimal) {
      return decimal.value();
    }
    if (value instanceof Value.Float64 number && Double.isFinite(number.value())) {
      // the shortest decimal that reads back as this double, which is how it travels to a decimal
      // column
      return new BigDecimal(Double.toString(number.value()));
    }
    return null;
  }

  private static boolean asText(String text, Value other) {
    try {
      if (other instanceof Value.Uuid uuid) {
        return uuid.value().toString().equalsIgnoreCase(text);
      }
      if (other instanceof Value.Temporal temporal) {
        return sameTime(text.strip().replace(' ', 'T'), temporal);
      }
      BigDecimal number = decimal(other);
      return number != null && new BigDecimal(text).compareTo(number) == 0;
    } catch (DateTimeException | NumberFormatException e) {
      return false;
    }
  }

  private static boolean sameTime(String text, Value.Temporal temporal) {
    return switch (temporal.kind()) {
      case DATE -> LocalDate.parse(text).toEpochDay() == temporal.units();
      case TIME -> LocalTime.parse(text).toNanoOfDay() == temporal.units();
      case TIMESTAMP -> {
        String full = text.length() == 10 ? text + "T00:00" : text;
        yield micros(LocalDateTime.parse(full)) == temporal.units();
      }
      default -> {
        OffsetDateTime zoned = OffsetDateTime.parse(text);
        LocalDateTime utc = zoned.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime();
        yield micros(utc) == temporal.units()
            && zoned.getOffset().getTotalSeconds() == temporal.offsetSeconds();
      }
    };
  }

  private static long micros(LocalDateTime time) {
    return ChronoUnit.MICROS.between(LocalDateTime.of(1970, 1, 1, 0, 0), time);
  }
}
