package dev.blazesync.adapters.h2;

import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.ValueKind;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Default expressions of another dialect that mean the same in H2: plain literals and the current
 * time. Stateless.
 */
final class Defaults {
  private static final Pattern NUMBER = Pattern.compile("[+-]?\\d+(\\.\\d+)?([eE][+-]?\\d+)?");
  private static final Pattern TEXT = Pattern.compile("'([^']|'')*'");
  private static final Pattern BYTES = Pattern.compile("[xX]'([0-9a-fA-F]{2})*'");

  private Defaults() {}

  /** {@return the default in H2's words, or null when there is none that surely means the same} */
  static @Nullable String plain(ColumnSchema column) {
    String expression = column.defaultSql();
    if (expression == null) {
      return null;
    }
    String plain = withoutParentheses(expression.strip());
    return switch (column.kind()) {
      case INT64, FLOAT64, DECIMAL -> NUMBER.matcher(plain).matches() ? plain : null;
      case BOOLEAN -> bool(plain);
      case NULL, TEXT -> TEXT.matcher(plain).matches() ? plain : currentText(plain);
      case BYTES -> BYTES.matcher(plain).matches() ? plain : null;
      case DATE, TIME, TIMESTAMP, TIMESTAMP_TZ -> current(column.kind(), plain);
      case UUID -> null;
    };
  }

  private static String withoutParentheses(String expression) {
    String plain = expression;
    while (plain.startsWith("(") && plain.endsWith(")")) {
      plain = plain.substring(1, plain.length() - 1).strip();
    }
    return plain;
  }

  private static @Nullable String bool(String plain) {
    return switch (plain.toUpperCase(Locale.ROOT)) {
      case "0", "FALSE" -> "FALSE";
      case "1", "TRUE" -> "TRUE";
      default -> null;
    };
  }

  /** SQLite's CURRENT_TIMESTAMP and its siblings are UTC text without fractions. */
  private static @Nullable String currentText(String plain) {
    @Nullable
    String format =
        switch (plain.toUpperCase(Locale.ROOT)) {
          case "CURRENT_TIMESTAMP" -> "YYYY-MM-DD HH24:MI:SS";
          case "CURRENT_DATE" -> "YYYY-MM-DD";
          case "CURRENT_TIME" -> "HH24:MI:SS";
          default -> null;
        };
    return format == null
        ? null
        : "TO_CHAR(CURRENT_TIMESTAMP AT TIME ZONE 'UTC', '" + format + "')";
  }

  private static @Nullable String current(ValueKind kind, String plain) {
    return switch (plain.toUpperCase(Locale.ROOT)) {
      case "CURRENT_TIMESTAMP" ->
          kind == ValueKind.TIMESTAMP || kind == ValueKind.TIMESTAMP_TZ ? plain : null;
      case "CURRENT_DATE" -> kind == ValueKind.DATE ? plain : null;
      case "CURRENT_TIME" -> kind == ValueKind.TIME ? "LOCALTIME" : null;
      default -> null;
    };
  }
}
