package dev.blazesync.engine.place;

import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.Value;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The value of a column that nobody wrote: its default if that is a plain constant, else NULL
 * (D15).
 */
final class ConstantDefault {
  private static final Pattern INTEGER = Pattern.compile("[+-]?\\d{1,18}");
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+\\.\\d*|\\.\\d+|\\d+)([eE][+-]?\\d+)?");

  private ConstantDefault() {}

  static Value of(ColumnSchema column) {
    String sql = column.defaultSql();
    if (sql == null) {
      return Value.NULL;
    }
    String text = sql.strip();
    while (text.startsWith("(") && text.endsWith(")")) {
      text = text.substring(1, text.length() - 1).strip();
    }
    if (text.length() >= 2 && text.startsWith("'") && text.endsWith("'")) {
      return new Value.Text(text.substring(1, text.length() - 1).replace("''", "'"));
    }
    if (INTEGER.matcher(text).matches()) {
      return new Value.Int64(Long.parseLong(text));
    }
    if (NUMBER.matcher(text).matches()) {
      return new Value.Float64(Double.parseDouble(text));
    }
    return switch (text.toUpperCase(Locale.ROOT)) {
      case "TRUE" -> new Value.Int64(1);
      case "FALSE" -> new Value.Int64(0);
      default -> Value.NULL;
    };
  }
}
