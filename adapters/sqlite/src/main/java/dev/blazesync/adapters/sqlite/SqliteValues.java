package dev.blazesync.adapters.sqlite;

import dev.blazesync.adapters.jdbc.CanonicalText;
import dev.blazesync.adapters.jdbc.Cell;
import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Row;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueKind;
import dev.blazesync.spi.ValueRow;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.regex.Pattern;

/**
 * Cells between SQLite's storage classes and the SPI's kinds; {@code docs/types-sqlite.md} is the
 * table. A cell that the column's affinity would change is refused. Stateless.
 */
final class SqliteValues {
  /** Largest integer below which a double holds every integer. */
  private static final long EXACT_IN_DOUBLE = 1L << 53;

  /** What a numeric affinity turns from text into a number. */
  private static final Pattern NUMBER =
      Pattern.compile("\\s*[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?\\s*");

  private SqliteValues() {}

  /** The reader of this dialect: the storage class decides. */
  static void read(ResultSet results, int index, ColumnSchema column, Cell into)
      throws SQLException {
    Object cell = results.getObject(index);
    if (cell == null) {
      into.setNull();
    } else if (cell instanceof Integer || cell instanceof Long) {
      long number = ((Number) cell).longValue();
      boolean bool =
          column.kind() == ValueKind.BOOLEAN
              && (number == 0 || number == 1)
              && ColumnTypes.readsAsKind(column);
      into.setInt64(bool ? ValueKind.BOOLEAN : ValueKind.INT64, number);
    } else if (cell instanceof Double real) {
      into.setFloat64(real);
    } else if (cell instanceof String text) {
      readText(text, column, into);
    } else if (cell instanceof byte[] bytes) {
      into.setBytes(ValueKind.BYTES, bytes);
    } else {
      throw new SQLException(
          "the driver returned "
              + cell.getClass().getName()
              + " for column "
              + column.name()
              + "; expected a storage class of SQLite");
    }
  }

  private static void readText(String text, ColumnSchema column, Cell into) {
    Value value = null;
    boolean asKind = ColumnTypes.readsAsKind(column) || isForeignDecimal(column);
    if (hasCanonicalText(column.kind()) && asKind) {
      value = CanonicalText.parse(column.kind(), text);
    }
    if (value == null) {
      into.setText(ValueKind.TEXT, text);
    } else if (value instanceof Value.Decimal) {
      into.setText(ValueKind.DECIMAL, text);
    } else if (value instanceof Value.Uuid uuid) {
      into.setUuid(uuid.value());
    } else if (value instanceof Value.Temporal temporal) {
      if (temporal.kind() == ValueKind.TIMESTAMP_TZ) {
        into.setZoned(temporal.units(), temporal.offsetSeconds());
      } else {
        into.setInt64(temporal.kind(), temporal.units());
      }
    }
  }

  /** The binder of this dialect. */
  static boolean bind(
      PreparedStatement statement, int index, Row row, int cell, ColumnSchema column)
      throws SQLException {
    return bind(CellTarget.parameter(statement, index), row, cell, column);
  }

  /** {@return false when the column holds no such value; then nothing was set} */
  static boolean bind(CellTarget into, Row row, int cell, ColumnSchema column) throws SQLException {
    ValueKind kind = row.kind(cell);
    switch (kind) {
      case NULL -> into.setNull();
      case BYTES -> into.setBytes(array(row.bytes(cell)));
      case INT64 -> {
        return bindInteger(into, row.int64(cell), column);
      }
      case BOOLEAN -> {
        return bindInteger(into, row.int64(cell), column);
      }
      case FLOAT64 -> {
        return bindReal(into, row.float64(cell), column);
      }
      case TEXT -> {
        return bindText(into, row.text(cell), column);
      }
      case DECIMAL -> {
        return bindDecimal(into, row.text(cell), column);
      }
      default -> {
        return bindText(into, CanonicalText.of(row, cell), column);
      }
    }
    return true;
  }

  /** {@return the cell as this column holds it; null when it cannot} */
  static @Nullable Value stored(ColumnSchema column, Value wanted) {
    return switch (wanted.kind()) {
      case BOOLEAN ->
          column.kind() == ValueKind.BOOLEAN && ColumnTypes.readsAsKind(column)
              ? wanted
              : new Value.Int64(((Value.Bool) wanted).value() ? 1 : 0);
      case DECIMAL, DATE, TIME, TIMESTAMP, TIMESTAMP_TZ, UUID -> {
        if (column.kind() == wanted.kind() && ColumnTypes.readsAsKind(column)) {
          yield wanted;
        }
        if (wanted instanceof Value.Decimal && isForeignDecimal(column)) {
          Value number = storedNumber(wanted);
          yield number != null ? number : new Value.Text(CanonicalText.of(ValueRow.of(wanted), 0));
        }
        Affinity affinity = Affinity.of(column);
        yield affinity == Affinity.TEXT || affinity == Affinity.BLOB
            ? new Value.Text(CanonicalText.of(ValueRow.of(wanted), 0))
            : storedNumber(wanted);
      }
      default -> wanted;
    };
  }

  private static @Nullable Value storedNumber(Value wanted) {
    if (!(wanted instanceof Value.Decimal decimal)) {
      return new Value.Text(CanonicalText.of(ValueRow.of(wanted), 0));
    }
    BigDecimal number = decimal.value();
    if (isLong(number)) {
      return new Value.Int64(number.longValueExact());
    }
    double real = number.doubleValue();
    return isExact(number, real) ? new Value.Float64(real) : null;
  }

  private static boolean isForeignDecimal(ColumnSchema column) {
    return ColumnTypes.FOREIGN_DECIMAL.equalsIgnoreCase(column.declaredType());
  }

  static boolean hasCanonicalText(ValueKind kind) {
    return switch (kind) {
      case DECIMAL, DATE, TIME, TIMESTAMP, TIMESTAMP_TZ, UUID -> true;
      default -> false;
    };
  }

  private static boolean bindInteger(CellTarget into, long value, ColumnSchema column)
      throws SQLException {
    if (column.kind() != ValueKind.INT64
        && Affinity.of(column) == Affinity.REAL
        && Math.abs(value) > EXACT_IN_DOUBLE) {
      return false;
    }
    into.setLong(value);
    return true;
  }

  private static boolean bindReal(CellTarget into, double value, ColumnSchema column)
      throws SQLException {
    if (Double.isNaN(value)) {
      return false; // SQLite would store NULL
    }
    if (column.kind() != ValueKind.FLOAT64 && Affinity.of(column) == Affinity.TEXT) {
      return false; // it would become text of 15 digits
    }
    into.setDouble(value);
    return true;
  }

  private static boolean bindDecimal(CellTarget into, String text, ColumnSchema column)
      throws SQLException {
    if (isForeignDecimal(column)) {
      if (!bindNumber(into, new BigDecimal(text), column)) {
        into.setString(text);
      }
      return true;
    }
    Affinity affinity = Affinity.of(column);
    if (affinity == Affinity.TEXT || affinity == Affinity.BLOB) {
      into.setString(text);
      return true;
    }
    return bindNumber(into, new BigDecimal(text), column);
  }

  private static boolean bindNumber(CellTarget into, BigDecimal number, ColumnSchema column)
      throws SQLException {
    if (isLong(number)) {
      return bindInteger(into, number.longValueExact(), column);
    }
    double real = number.doubleValue();
    if (!isExact(number, real)) {
      return false;
    }
    into.setDouble(real);
    return true;
  }

  private static boolean bindText(CellTarget into, String text, ColumnSchema column)
      throws SQLException {
    if (column.kind() != ValueKind.TEXT || !isTextual(column)) {
      Affinity affinity = Affinity.of(column);
      boolean numeric = affinity != Affinity.TEXT && affinity != Affinity.BLOB;
      if (numeric && NUMBER.matcher(text).matches()) {
        // Stored as a number; taken only if that number is written the same way.
        boolean plain = text.indexOf('e') < 0 && text.indexOf('E') < 0 && text.strip().equals(text);
        if (!plain) {
          return false;
        }
        BigDecimal number = new BigDecimal(text);
        return number.toPlainString().equals(text) && bindNumber(into, number, column);
      }
    }
    into.setString(text);
    return true;
  }

  /** Columns declared DATETIME and the like are for texts, and yet have numeric affinity. */
  private static boolean isTextual(ColumnSchema column) {
    String declared = column.declaredType();
    return declared == null || Affinity.of(column) == Affinity.TEXT;
  }

  private static boolean isLong(BigDecimal number) {
    return number.precision() - number.scale() <= 19
        && number.scale() < 100
        && number.stripTrailingZeros().scale() <= 0
        && number.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0
        && number.compareTo(BigDecimal.valueOf(Long.MIN_VALUE)) >= 0;
  }

  private static boolean isExact(BigDecimal number, double real) {
    return !Double.isInfinite(real) && new BigDecimal(Double.toString(real)).compareTo(number) == 0;
  }

  private static byte[] array(ByteBuffer bytes) {
    byte[] array = new byte[bytes.remaining()];
    bytes.get(array);
    return array;
  }
}
