package dev.blazesync.adapters.jdbc;

import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.TableSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Makes tables from their columns and keys, for declarations of another database. Stateless. */
public final class TableDdl {
  private TableDdl() {}

  /**
   * {@return CREATE TABLE with columns, primary key and unique constraints}
   *
   * @param withForeignKeys whether foreign keys are declared in it; else see {@link #foreignKey}
   */
  public static String create(Dialect dialect, TableSchema table, boolean withForeignKeys) {
    List<String> parts = new ArrayList<>();
    for (int column = 0; column < table.columns().size(); column++) {
      parts.add(dialect.columnDefinition(table, column));
    }
    for (KeySchema key : table.keys()) {
      String constraint = constraint(dialect, table, key);
      if (constraint != null && (withForeignKeys || key.kind() != KeySchema.Kind.FOREIGN)) {
        parts.add(constraint);
      }
    }
    return "CREATE TABLE " + dialect.quote(table.name()) + " (" + Sql.list(parts) + ")";
  }

  /** {@return FOREIGN KEY clause} */
  public static String foreignKey(Dialect dialect, TableSchema table, KeySchema key) {
    KeySchema.Reference reference = Objects.requireNonNull(key.reference());
    String referred =
        reference.columns().isEmpty()
            ? ""
            : " (" + Sql.list(reference.columns().stream().map(dialect::quote).toList()) + ")";
    return "FOREIGN KEY ("
        + Sql.list(Sql.columns(dialect, table, key))
        + ") REFERENCES "
        + dialect.quote(reference.table())
        + referred
        + switch (reference.onDelete()) {
          case RESTRICT -> "";
          case CASCADE -> " ON DELETE CASCADE";
          case SET_NULL -> " ON DELETE SET NULL";
          case SET_DEFAULT -> " ON DELETE SET DEFAULT";
        }
        + (reference.deferred() ? dialect.deferredClause() : "");
  }

  /** {@return the constraint, or null for a key that is declared another way} */
  private static @Nullable String constraint(Dialect dialect, TableSchema table, KeySchema key) {
    String columns = "(" + Sql.list(Sql.columns(dialect, table, key)) + ")";
    return switch (key.kind()) {
      case PRIMARY -> "PRIMARY KEY " + columns;
      case PRIMARY_GENERATED ->
          dialect.declaresGeneratedKeyInColumn() ? null : "PRIMARY KEY " + columns;
      // Predicates and terms are in another database's words; without them it would say more.
      case UNIQUE -> key.isPlain() ? "UNIQUE " + columns : null;
      case FOREIGN -> foreignKey(dialect, table, key);
    };
  }
}
