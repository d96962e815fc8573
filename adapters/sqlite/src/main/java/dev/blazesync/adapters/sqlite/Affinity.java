package dev.blazesync.adapters.sqlite;

import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.Nullable;
import java.util.Locale;

/** What SQLite does to a value that is stored in a column (sqlite.org/datatype3.html, 3.1). */
enum Affinity {
  INTEGER,
  TEXT,
  /** Stores every value as it is; so does ANY in a STRICT table. */
  BLOB,
  REAL,
  NUMERIC;

  static Affinity of(@Nullable String declaredType) {
    String type = declaredType == null ? "" : declaredType.toUpperCase(Locale.ROOT);
    if (type.contains("INT")) {
      return INTEGER;
    }
    if (type.contains("CHAR") || type.contains("CLOB") || type.contains("TEXT")) {
      return TEXT;
    }
    if (type.isBlank() || type.contains("BLOB")) {
      return BLOB;
    }
    if (type.contains("REAL") || type.contains("FLOA") || type.contains("DOUB")) {
      return REAL;
    }
    return NUMERIC;
  }

  /** {@return affinity of a column of a table in this database, an engine table included} */
  static Affinity of(ColumnSchema column) {
    String declared = column.declaredType();
    return of(declared == null ? ColumnTypes.declared(column.kind()) : typeOnly(declared));
  }

  /** A declared type may carry a collation behind it, and ANY means two things. */
  private static String typeOnly(String declaredType) {
    int collation = declaredType.indexOf(ColumnTypes.COLLATE);
    String type = collation < 0 ? declaredType : declaredType.substring(0, collation);
    return type.equals(ColumnTypes.STRICT_ANY) ? "" : type;
  }
}
