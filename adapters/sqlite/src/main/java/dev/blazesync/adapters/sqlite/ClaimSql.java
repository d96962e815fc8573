package dev.blazesync.adapters.sqlite;

import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.Nullable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Statements that evaluate a unique index in SQLite's own way. Stateless. */
final class ClaimSql {
  private static final String ROW = SqlText.quote("blazesync claimed row");

  private ClaimSql() {}

  /** {@return the name of the table that rows are evaluated in, quoted} */
  static String scratch(SqliteTable.UniqueIndex index) {
    return "temp." + SqlText.quote(SchemaReader.OWN + "claims_" + index.name());
  }

  /**
   * {@return a temporary table of one row with the columns that matter, as the real table has them}
   *
   * @param columns indexes
   */
  static String create(SqliteTable table, SqliteTable.UniqueIndex index, List<Integer> columns) {
    List<String> definitions = new ArrayList<>();
    definitions.add(ROW + " INTEGER PRIMARY KEY");
    for (int column : columns) {
      ColumnSchema schema = table.schema().columns().get(column);
      @Nullable String generation = table.generations().get(column);
      String definition =
          SqlText.quote(schema.name())
              + " "
              + Affinity.of(schema)
              + ColumnTypes.COLLATE
              + SqlText.quote(table.collations().get(column));
      definitions.add(generation == null ? definition : definition + " AS (" + generation + "\n)");
    }
    return "CREATE TABLE IF NOT EXISTS "
        + scratch(index)
        + " ("
        + String.join(", ", definitions)
        + ")";
  }

  /** {@return a statement that replaces the row; its parameters are the columns' cells} */
  static String replace(
      SqliteTable table, SqliteTable.UniqueIndex index, List<Integer> writtenColumns) {
    StringBuilder names = new StringBuilder(ROW);
    StringBuilder cells = new StringBuilder("1");
    for (int column : writtenColumns) {
      names.append(", ").append(SqlText.quote(table.schema().columns().get(column).name()));
      cells.append(", ?");
    }
    return "REPLACE INTO " + scratch(index) + " (" + names + ") VALUES (" + cells + ")";
  }

  /**
   * {@return a query for whether the index holds a row, and for its terms}
   *
   * @param source the table, quoted; for {@link #scratch} add the real table's name as alias
   */
  static String select(SqliteTable.UniqueIndex index, String source) {
    List<String> cells = new ArrayList<>();
    String predicate = Objects.requireNonNullElse(index.predicate(), "1");
    cells.add("CASE WHEN (" + predicate + "\n) THEN 1 ELSE 0 END");
    index.terms().forEach(term -> cells.add("(" + term.sql() + "\n)"));
    return "SELECT " + String.join(", ", cells) + " FROM " + source;
  }

  /** {@return a condition that holds for the row of a claim; its parameters are the cells} */
  static String claimant(SqliteTable.UniqueIndex index) {
    List<String> terms = new ArrayList<>();
    for (SqliteTable.Term term : index.terms()) {
      String sql = term.column() >= 0 ? term.sql() : "(" + term.sql() + "\n)";
      terms.add(sql + ColumnTypes.COLLATE + SqlText.quote(term.collation()) + " = ?");
    }
    if (index.predicate() != null) {
      terms.add("(" + index.predicate() + "\n)");
    }
    return String.join(" AND ", terms);
  }
}
