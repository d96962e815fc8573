package dev.blazesync.adapters.h2;

import dev.blazesync.adapters.jdbc.CanonicalText;
import dev.blazesync.adapters.jdbc.Cell;
import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Row;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueKind;
import dev.blazesync.spi.ValueRow;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;

/**
 * Cells between H2 and the kinds that travel, as {@code docs/types-h2.md} says. Nothing is rounded,
 * cut or guessed: what a column cannot hold as it is, is not bound. Stateless.
 */
final class H2Cells {
  private static final long MICROS = 1_000_000L;
  private static final int NANOS_OF_MICRO = 1_000;
  private static final int MAX_FRACTION_DIGITS = 9;

  private H2Cells() {}

  /** As {@link dev.blazesync.adapters.jdbc.CellReader}. */
  static void read(ResultSet results, int index, ColumnSchema column, Cell into)
      throws SQLException {
    switch (column.kind()) {
      case BOOLEAN -> into.setInt64(ValueKind.BOOLEAN, results.getBoolean(index) ? 1 : 0);
      case INT64 -> into.setInt64(ValueKind.INT64, results.getLong(index));
      case FLOAT64 -> into.setFloat64(results.getDouble(index));
      case DECIMAL -> readDecimal(results, index, column, into);
      case NULL, TEXT -> setText(into, results.getString(index));
      case BYTES -> setBytes(into, results.getBytes(index));
      case UUID -> {
        UUID id = results.getObject(index, UUID.class);
        if (id != null) {
          into.setUuid(id);
        }
      }
      case DATE, TIME, TIMESTAMP, TIMESTAMP_TZ -> readTemporal(results, index, column, into);
    }
    if (results.wasNull()) {
      into.setNull();
    }
  }

  private static void setText(Cell into, @Nullable String text) {
    if (text != null) {
      into.setText(ValueKind.TEXT, text);
    }
  }

  private static void setBytes(Cell into, byte @Nullable [] bytes) {
    if (bytes != null) {
      into.setBytes(ValueKind.BYTES, bytes);
    }
  }

  private static void readDecimal(ResultSet results, int index, ColumnSchema column, Cell into)
      throws SQLException {
    H2Type type = H2Type.of(column);
    if (type.base().equals(H2Type.DECFLOAT)) {
      String text = results.getString(index);
      if (text != null && !Character.isDigit(text.charAt(text.length() - 1))) {
        into.setFloat64(Double.parseDouble(text)); // NaN, Infinity, -Infinity
        return;
      }
    }
    BigDecimal number = results.getBigDecimal(index);
    if (number != null) {
      into.setText(ValueKind.DECIMAL, canonical(number, type).toPlainString());
    }
  }

  /** {@return the number with the scale its column gives every number} */
  private static BigDecimal canonical(BigDecimal number, H2Type type) {
    if (type.base().equals(H2Type.NUMERIC) && number.scale() <= type.scale()) {
      return number.setScale(type.scale());
    }
    BigDecimal stripped = number.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  private static void readTemporal(ResultSet results, int index, ColumnSchema column, Cell into)
      throws SQLException {
    switch (column.kind()) {
      case DATE -> {
        LocalDate date = results.getObject(index, LocalDate.class);
        if (date != null) {
          into.setInt64(ValueKind.DATE, date.toEpochDay());
        }
      }
      case TIME -> {
        LocalTime time = results.getObject(index, LocalTime.class);
        if (time != null) {
          into.setInt64(ValueKind.TIME, time.toNanoOfDay());
        }
      }
      case TIMESTAMP -> {
        LocalDateTime local = results.getObject(index, LocalDateTime.class);
        if (local != null) {
          setMicros(into, local.toInstant(ZoneOffset.UTC), local.toString());
        }
      }
      default -> {
        OffsetDateTime zoned = results.getObject(index, OffsetDateTime.class);
        if (zoned != null) {
          into.setZoned(micros(zoned.toInstant()), zoned.getOffset().getTotalSeconds());
        }
      }
    }
  }

  /** Years beyond 294,000 have no number of microseconds: they travel as text. */
  private static void setMicros(Cell into, Instant instant, String text) {
    if (Math.abs(instant.getEpochSecond()) < Long.MAX_VALUE / MICROS) {
      into.setInt64(ValueKind.TIMESTAMP, micros(instant));
    } else {
      into.setText(ValueKind.TEXT, text);
    }
  }

  private static long micros(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), MICROS), instant.getNano() / NANOS_OF_MICRO);
  }

  /** As {@link dev.blazesync.adapters.jdbc.CellBinder}. */
  static boolean bind(
      PreparedStatement statement, int index, Row row, int cell, ColumnSchema column)
      throws SQLException {
    ValueKind kind = row.kind(cell);
    if (kind == ValueKind.NULL) {
      statement.setNull(index, Types.NULL);
      return true;
    }
    if (kind == column.kind()) {
      if (kind == ValueKind.INT64) {
        statement.setLong(index, row.int64(cell));
        return true;
      }
      if (kind == ValueKind.TEXT) {
        statement.setString(index, row.text(cell));
        return true;
      }
    }
    Value stored = stored(column, row.value(cell));
    if (stored == null) {
      return false;
    }
    set(statement, index, stored);
    return true;
  }

  static void set(PreparedStatement statement, int index, Value value) throws SQLException {
    if (value instanceof Value.Int64 number) {
      statement.setLong(index, number.value());
    } else if (value instanceof Value.Float64 number) {
      statement.setDouble(index, number.value());
    } else if (value instanceof Value.Decimal number) {
      statement.setBigDecimal(index, number.value());
    } else if (value instanceof Value.Text text) {
      statement.setString(index, text.value());
    } else if (value instanceof Value.Bytes bytes) {
      statement.setBytes(index, bytes.value());
    } else if (value instanceof Value.Bool bool) {
      statement.setBoolean(index, bool.value());
    } else if (value instanceof Value.Uuid id) {
      statement.setObject(index, id.value());
    } else if (value instanceof Value.Temporal temporal) {
      statement.setObject(index, javaTime(temporal));
    } else {
      statement.setNull(index, Types.NULL);
    }
  }

  private static Object javaTime(Value.Temporal temporal) {
    return switch (temporal.kind()) {
      case DATE -> LocalDate.ofEpochDay(temporal.units());
      case TIME -> LocalTime.ofNanoOfDay(temporal.units());
      case TIMESTAMP -> LocalDateTime.ofInstant(instant(temporal.units()), ZoneOffset.UTC);
      default ->
          instant(temporal.units()).atOffset(ZoneOffset.ofTotalSeconds(temporal.offsetSeconds()));
    };
  }

  private static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * NANOS_OF_MICRO);
  }

  /** {@return the value as the column would hold it, or null when it would not be the same} */
  static @Nullable Value stored(ColumnSchema column, Value value) {
    if (value.kind() == ValueKind.NULL) {
      return value;
    }
    H2Type type = H2Type.of(column);
    return switch (column.kind()) {
      case BOOLEAN -> bool(value);
      case INT64 -> int64(value);
      case FLOAT64 -> float64(value, type);
      case DECIMAL -> decimal(value, type);
      case NULL, TEXT -> text(value, type);
      case BYTES -> value instanceof Value.Bytes ? value : null;
      case UUID, DATE -> parsed(column.kind(), value);
      case TIME, TIMESTAMP, TIMESTAMP_TZ -> {
        Value temporal = parsed(column.kind(), value);
        yield temporal != null && fits((Value.Temporal) temporal, type) ? temporal : null;
      }
    };
  }

  private static @Nullable Value bool(Value value) {
    if (value instanceof Value.Int64 number && (number.value() == 0 || number.value() == 1)) {
      return new Value.Bool(number.value() == 1);
    }
    return value instanceof Value.Bool ? value : null;
  }

  private static @Nullable Value int64(Value value) {
    if (value instanceof Value.Int64) {
      return value;
    }
    if (value instanceof Value.Bool bool) {
      return new Value.Int64(bool.value() ? 1 : 0);
    }
    BigDecimal number = number(value);
    try {
      return number == null ? null : new Value.Int64(number.longValueExact());
    } catch (ArithmeticException e) {
      return null;
    }
  }

  /** {@return what a number stands for exactly; a double for its shortest digits} */
  private static @Nullable BigDecimal number(Value value) {
    if (value instanceof Value.Int64 number) {
      return BigDecimal.valueOf(number.value());
    }
    if (value instanceof Value.Float64 number) {
      return Double.isFinite(number.value()) ? BigDecimal.valueOf(number.value()) : null;
    }
    return value instanceof Value.Decimal number ? number.value() : null;
  }

  private static @Nullable Value float64(Value value, H2Type type) {
    double stored;
    if (value instanceof Value.Float64 number) {
      stored = number.value();
    } else {
      BigDecimal number = number(value);
      if (number == null) {
        return null;
      }
      stored = number.doubleValue();
      if (!Double.isFinite(stored) || BigDecimal.valueOf(stored).compareTo(number) != 0) {
        return null;
      }
    }
    if (type.base().equals(H2Type.REAL) && (float) stored != stored && !Double.isNaN(stored)) {
      return null;
    }
    return new Value.Float64(stored + 0.0); // H2 knows no negative zero
  }

  private static @Nullable Value decimal(Value value, H2Type type) {
    BigDecimal number = number(value);
    if (number == null) {
      return null;
    }
    BigDecimal plain = number.stripTrailingZeros();
    if (type.base().equals(H2Type.NUMERIC)) {
      int digits = type.precision() < 0 ? H2Type.MAX_DIGITS : type.precision();
      boolean fits =
          plain.scale() <= type.scale()
              && plain.precision() - plain.scale() <= digits - type.scale();
      return fits ? new Value.Decimal(plain.setScale(type.scale())) : null;
    }
    int digits = type.precision() < 0 ? H2Type.MAX_DIGITS : type.precision();
    return plain.precision() <= digits ? new Value.Decimal(canonical(plain, type)) : null;
  }

  private static @Nullable Value text(Value value, H2Type type) {
    if (value instanceof Value.Text text) {
      int missing =
          type.base().equals(H2Type.CHARACTER) ? type.precision() - text.value().length() : 0;
      return missing > 0 ? new Value.Text(text.value() + " ".repeat(missing)) : text;
    }
    return switch (value.kind()) {
      case DECIMAL, DATE, TIME, TIMESTAMP, TIMESTAMP_TZ, UUID ->
          new Value.Text(CanonicalText.of(ValueRow.of(value), 0));
      default -> null;
    };
  }

  private static @Nullable Value parsed(ValueKind kind, Value value) {
    if (value.kind() == kind) {
      return value;
    }
    return value instanceof Value.Text text ? CanonicalText.parse(kind, text.value()) : null;
  }

  private static boolean fits(Value.Temporal temporal, H2Type type) {
    int digits = type.precision() < 0 ? defaultDigits(temporal.kind()) : type.precision();
    long nanos =
        temporal.kind() == ValueKind.TIME
            ? temporal.units()
            : Math.floorMod(temporal.units(), MICROS) * NANOS_OF_MICRO;
    long unit = 1;
    for (int digit = digits; digit < MAX_FRACTION_DIGITS; digit++) {
      unit *= 10;
    }
    return nanos % unit == 0;
  }

  private static int defaultDigits(ValueKind kind) {
    return kind == ValueKind.TIME ? 0 : H2Type.MICROS;
  }
}
