package dev.blazesync.adapters.h2;

import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.ValueKind;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A data type in H2's words.
 *
 * @param base without precision: {@code CHARACTER VARYING}
 * @param precision length, digits or fraction digits; -1 = the type has none or the greatest
 * @param scale of NUMERIC, else 0
 */
record H2Type(String base, int precision, int scale) {
  static final String BIGINT = "BIGINT";
  static final String BOOLEAN = "BOOLEAN";
  static final String CHARACTER = "CHARACTER";
  static final String DECFLOAT = "DECFLOAT";
  static final String DOUBLE = "DOUBLE PRECISION";
  static final String ENUM = "ENUM";
  static final String JSON = "JSON";
  static final String NUMERIC = "NUMERIC";
  static final String REAL = "REAL";
  static final String TEXT = "CHARACTER VARYING";
  static final String IGNORECASE = "VARCHAR_IGNORECASE";

  /** What {@link #TEXT} is unless the database is set to ignore case. */
  private static final String CASE_SENSITIVE = "VARCHAR_CASESENSITIVE";

  static final String BYTES = "BINARY VARYING";
  static final String TIME = "TIME";
  static final String TIMESTAMP = "TIMESTAMP";
  static final String ZONE = " WITH TIME ZONE";

  /** Ends the words of a column that only an insert may give a value. */
  static final String ALWAYS_IDENTITY = " GENERATED ALWAYS AS IDENTITY";

  /** As many digits as H2 allows. */
  static final int MAX_DIGITS = 100_000;

  /** Fraction digits that travel: microseconds. */
  static final int MICROS = 6;

  private static final Pattern WORDS =
      Pattern.compile("([A-Z_ ]+?)(?:\\((\\d+)(?:, ?(\\d+))?\\))?( WITH TIME ZONE)?");
  private static final Map<String, H2Type> PARSED = new ConcurrentHashMap<>();

  /** {@return the type of a column, by its declared words or else by its kind} */
  static H2Type of(ColumnSchema column) {
    String declared = column.declaredType();
    if (declared == null) {
      return engineType(column.kind());
    }
    return PARSED.computeIfAbsent(declared, H2Type::parse);
  }

  private static H2Type parse(String declared) {
    String type = declared.toUpperCase(Locale.ROOT).replace(ALWAYS_IDENTITY, "");
    Matcher words = WORDS.matcher(type);
    if (!words.matches()) {
      return new H2Type(declared, -1, 0);
    }
    @Nullable String precision = words.group(2);
    @Nullable String scale = words.group(3);
    String base = words.group(1) + (words.group(4) == null ? "" : words.group(4));
    return new H2Type(
        base,
        precision == null ? -1 : Integer.parseInt(precision),
        scale == null ? 0 : Integer.parseInt(scale));
  }

  /** {@return a type that holds every value of this kind unchanged} */
  static H2Type engineType(ValueKind kind) {
    return switch (kind) {
      case BOOLEAN -> new H2Type(BOOLEAN, -1, 0);
      case INT64 -> new H2Type(BIGINT, -1, 0);
      case FLOAT64 -> new H2Type(DOUBLE, -1, 0);
      case DECIMAL -> new H2Type(DECFLOAT, MAX_DIGITS, 0);
      case NULL, TEXT -> new H2Type(TEXT, -1, 0);
      case BYTES -> new H2Type(BYTES, -1, 0);
      case DATE -> new H2Type("DATE", -1, 0);
      case TIME -> new H2Type(TIME, 9, 0);
      case TIMESTAMP -> new H2Type(TIMESTAMP, 9, 0);
      case TIMESTAMP_TZ -> new H2Type(TIMESTAMP + ZONE, 9, 0);
      case UUID -> new H2Type("UUID", -1, 0);
    };
  }

  /**
   * {@return the kind of value that a type holds, or null when its values cannot travel}
   *
   * @param dataType as INFORMATION_SCHEMA names it
   */
  static @Nullable ValueKind kind(String dataType) {
    return switch (dataType) {
      case BOOLEAN -> ValueKind.BOOLEAN;
      case "TINYINT", "SMALLINT", "INTEGER", BIGINT -> ValueKind.INT64;
      case REAL, DOUBLE, "FLOAT" -> ValueKind.FLOAT64;
      case NUMERIC, "DECIMAL", DECFLOAT -> ValueKind.DECIMAL;
      case CHARACTER,
          TEXT,
          IGNORECASE,
          "CHARACTER LARGE OBJECT",
          ENUM,
          JSON,
          "INTERVAL",
          "GEOMETRY",
          TIME + ZONE ->
          ValueKind.TEXT;
      case "BINARY", BYTES, "BINARY LARGE OBJECT", "JAVA_OBJECT" -> ValueKind.BYTES;
      case "DATE" -> ValueKind.DATE;
      case TIME -> ValueKind.TIME;
      case TIMESTAMP -> ValueKind.TIMESTAMP;
      case TIMESTAMP + ZONE -> ValueKind.TIMESTAMP_TZ;
      case "UUID" -> ValueKind.UUID;
      default -> null;
    };
  }

  /** {@return the journal's type for keys of this type: wide enough to outlive ALTER COLUMN} */
  String journalType() {
    return switch (base) {
      case "TINYINT", "SMALLINT", "INTEGER", BIGINT -> BIGINT;
      case NUMERIC, DECFLOAT -> DECFLOAT + "(" + MAX_DIGITS + ")";
      case REAL, DOUBLE, "FLOAT" -> DOUBLE;
      case CHARACTER, TEXT, IGNORECASE, ENUM -> CASE_SENSITIVE;
      case "BINARY", BYTES -> BYTES;
      case TIME -> "TIME(9)";
      case TIMESTAMP -> "TIMESTAMP(9)";
      case TIMESTAMP + ZONE -> "TIMESTAMP(9) WITH TIME ZONE";
      default -> base;
    };
  }

  /** {@return whether records can be told apart by a column of this type} */
  boolean canBeKey() {
    return switch (base) {
      case JSON, "INTERVAL", "GEOMETRY", TIME + ZONE, "JAVA_OBJECT" -> false;
      case TIMESTAMP, TIMESTAMP + ZONE -> precision <= MICROS;
      default -> !base.startsWith("INTERVAL");
    };
  }

  /** {@return the words for DDL of our own tables, which no setting changes the meaning of} */
  String exactSql() {
    return base.equals(TEXT) ? sql().replace(TEXT, CASE_SENSITIVE) : sql();
  }

  /** {@return the words for DDL} */
  String sql() {
    String digits =
        precision < 0 ? "" : "(" + precision + (base.equals(NUMERIC) ? ", " + scale : "") + ")";
    return base.endsWith(ZONE)
        ? base.substring(0, base.length() - ZONE.length()) + digits + ZONE
        : base + digits;
  }
}
