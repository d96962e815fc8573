package dev.blazesync.adapters.sqlite;

import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.ValueKind;
import java.util.Locale;

/**
 * Kinds of columns, and the types this adapter declares for kinds that SQLite does not have. Those
 * types say the kind and have an affinity that changes no value: {@code DATE TEXT} is a column with
 * TEXT affinity whose canonical texts are read as dates again.
 */
final class ColumnTypes {
  /** Between type and collation in {@link ColumnSchema#declaredType}. */
  static final String COLLATE = " COLLATE ";

  /** How a schema says ANY of a STRICT table; elsewhere ANY has numeric affinity. */
  static final String STRICT_ANY = "ANY BLOB";

  /**
   * Decimals of an application table that came from another kind of database: no affinity, so each
   * value is the integer or real that is written with the same digits, or else exactly its text.
   */
  static final String FOREIGN_DECIMAL = "DECIMAL BLOB";

  private ColumnTypes() {}

  /** {@return the type to declare for this kind} */
  static String declared(ValueKind kind) {
    return switch (kind) {
      case NULL, BYTES -> "BLOB";
      case BOOLEAN -> "BOOLEAN INTEGER";
      case INT64 -> "INTEGER";
      case FLOAT64 -> "REAL";
      case DECIMAL -> "DECIMAL TEXT";
      case TEXT -> "TEXT";
      case DATE -> "DATE TEXT";
      case TIME -> "TIME TEXT";
      case TIMESTAMP -> "TIMESTAMP TEXT";
      case TIMESTAMP_TZ -> "TIMESTAMP WITH TIME ZONE TEXT";
      case UUID -> "UUID TEXT";
    };
  }

  /** {@return what a column of this declared type is for} */
  static ValueKind kind(String declaredType) {
    String type = declaredType.toUpperCase(Locale.ROOT);
    if (type.equals(FOREIGN_DECIMAL)) {
      return ValueKind.DECIMAL;
    }
    for (ValueKind kind : ValueKind.values()) {
      if (kind != ValueKind.NULL && declared(kind).equals(type)) {
        return kind;
      }
    }
    return switch (Affinity.of(type)) {
      case INTEGER -> ValueKind.INT64;
      case TEXT -> ValueKind.TEXT;
      case BLOB -> ValueKind.BYTES;
      case REAL -> ValueKind.FLOAT64;
      case NUMERIC -> numeric(type);
    };
  }

  /**
   * {@return whether cells of this column are read as its kind, not by storage class alone: an
   * engine table's, or of a type that this adapter declared}
   */
  static boolean readsAsKind(ColumnSchema column) {
    String type = column.declaredType();
    return type == null || type.equalsIgnoreCase(declared(column.kind()));
  }

  private static ValueKind numeric(String type) {
    if (type.contains("BOOL")) {
      return ValueKind.BOOLEAN;
    }
    // Applications keep texts, Julian days or seconds in such columns; texts most of all.
    return type.contains("DATE") || type.contains("TIME") ? ValueKind.TEXT : ValueKind.DECIMAL;
  }
}
