package dev.blazesync.adapters.sqlite;

import dev.blazesync.spi.Finding;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.TableSchema;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What a person should know about a database before it syncs. Stateless. */
final class SchemaFindings {
  /** Bits of a column mask, less the one that stands for all columns beyond. */
  static final int MAX_MASKED_COLUMNS = 63;

  private SchemaFindings() {}

  static Finding virtualTable(String table) {
    return new Finding(
        table,
        Finding.Severity.BLOCKER,
        "virtual-table",
        "table "
            + table
            + " is a virtual table: SQLite allows no triggers on it, so its changes cannot be"
            + " captured. It does not sync; the other tables do.");
  }

  /** {@return findings about one table} */
  static List<Finding> of(TableSchema table) {
    List<Finding> findings = new ArrayList<>();
    KeySchema identity = table.identity();
    if (identity == null) {
      findings.add(
          finding(
              table,
              Finding.Severity.BLOCKER,
              "no-key",
              " has no primary key and no UNIQUE key of NOT NULL columns, so its rows cannot be"
                  + " told apart on two devices. It does not sync; give it such a key."));
      return findings;
    }
    for (int column : identity.columns()) {
      if (table.columns().get(column).nullable()) {
        findings.add(
            finding(
                table,
                Finding.Severity.WARNING,
                "nullable-key",
                ": column "
                    + table.columns().get(column).name()
                    + " of its primary key may be NULL. Rows where it is NULL do not sync; declare"
                    + " the column NOT NULL."));
      }
    }
    if (identity.kind() == KeySchema.Kind.PRIMARY_GENERATED) {
      findings.add(
          finding(
              table,
              Finding.Severity.WARNING,
              "generated-keys-may-collide",
              " gets its keys from the database. Two devices that insert at the same time get the"
                  + " same number for different rows, and those are merged into one."));
    }
    if (table.columns().size() > MAX_MASKED_COLUMNS) {
      findings.add(
          finding(
              table,
              Finding.Severity.INFO,
              "too-many-columns",
              " has more than "
                  + MAX_MASKED_COLUMNS
                  + " columns: an update counts as a change of all of them."));
    }
    return findings;
  }

  /** {@return findings about the database, and those that need more than a table's schema} */
  static List<Finding> of(Connection connection, Collection<SqliteTable> tables)
      throws SQLException {
    List<Finding> findings = new ArrayList<>();
    if (!pragma(connection, "journal_mode").equalsIgnoreCase("wal")) {
      findings.add(
          new Finding(
              null,
              Finding.Severity.INFO,
              "wal-recommended",
              "the journal mode is not WAL: readers and writers wait for each other. PRAGMA"
                  + " journal_mode = WAL, once, in the application, makes sync unnoticeable."));
    }
    boolean references =
        tables.stream()
            .flatMap(table -> table.schema().keys().stream())
            .anyMatch(key -> key.kind() == KeySchema.Kind.FOREIGN);
    if (references) {
      findings.add(
          new Finding(
              null,
              Finding.Severity.INFO,
              "foreign-keys-off",
              "the schema declares foreign keys, which SQLite enforces only for programs that run"
                  + " PRAGMA foreign_keys = ON. Sync enforces them for what it writes: a row whose"
                  + " parent is missing on another device is held there until it comes."));
    }
    tables.forEach(table -> addCollation(findings, table));
    return findings;
  }

  /** {@return a pragma's only value, or an empty text} */
  static String pragma(Connection connection, String name) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet results = statement.executeQuery("PRAGMA " + name)) {
      @Nullable String value = results.next() ? results.getString(1) : null;
      return value == null ? "" : value;
    }
  }

  private static void addCollation(List<Finding> findings, SqliteTable table) {
    for (SqliteTable.UniqueIndex index : table.uniques()) {
      for (SqliteTable.Term term : index.terms()) {
        if (!ClaimCell.COLLATIONS.contains(term.collation())) {
          findings.add(
              finding(
                  table.schema(),
                  Finding.Severity.BLOCKER,
                  "own-collation",
                  ": index "
                      + index.name()
                      + " uses the collation "
                      + term.collation()
                      + ", which only the application knows. The table cannot be written by sync."));
        }
      }
    }
  }

  private static Finding finding(
      TableSchema table, Finding.Severity severity, String code, String rest) {
    return new Finding(table.name(), severity, code, "table " + table.name() + rest);
  }
}
