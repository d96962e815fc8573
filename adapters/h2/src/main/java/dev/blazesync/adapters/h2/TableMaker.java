package dev.blazesync.adapters.h2;

import dev.blazesync.adapters.jdbc.Sql;
import dev.blazesync.adapters.jdbc.TableDdl;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.TableSchema.OriginalDdl;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Creates tables: all first, then what refers from one to another, then triggers. H2's DDL commits,
 * so when one cannot be made, those that were are dropped again. For one thread.
 */
final class TableMaker {
  private final H2Session session;
  private final H2Dialect dialect;
  private final List<String> made = new ArrayList<>();
  private String making = "";

  TableMaker(H2Session session, H2Dialect dialect) {
    this.session = session;
    this.dialect = dialect;
  }

  void create(List<TableSchema> tables, List<String> extras) throws SQLException {
    List<TableSchema> missing = new ArrayList<>();
    for (TableSchema table : tables) {
      if (!exists(table.name())) {
        missing.add(table);
      }
    }
    try {
      for (TableSchema table : missing) {
        made.add(table.name());
        run(table, before(table));
      }
      for (TableSchema table : missing) {
        run(table, references(table));
      }
      for (TableSchema table : missing) {
        run(table, triggers(table));
      }
      making = "views";
      for (String extra : extras) {
        session.statements().execute(extra);
      }
    } catch (SQLException e) {
      dropMade(e);
      throw new ConfigurationException(
          "cannot create " + making + " (H2 error " + e.getErrorCode() + ")", e);
    }
  }

  private void dropMade(SQLException cause) {
    for (String table : made) {
      try {
        session.statements().execute("DROP TABLE IF EXISTS " + Names.qualified(table) + " CASCADE");
      } catch (SQLException e) {
        cause.addSuppressed(e);
      }
    }
  }

  private void run(TableSchema table, List<String> statements) throws SQLException {
    making = "table " + table.name();
    for (String sql : statements) {
      session.statements().execute(sql);
    }
  }

  private static List<String> original(TableSchema table) {
    OriginalDdl ddl = table.originalDdl();
    return ddl != null && ddl.dialect().equals(H2StoreProvider.ID) ? ddl.statements() : List.of();
  }

  private static boolean isReference(String sql) {
    return sql.startsWith("ALTER TABLE ") && sql.contains(" FOREIGN KEY(");
  }

  private static boolean isTrigger(String sql) {
    return sql.matches("(?s)CREATE (FORCE )?TRIGGER .*");
  }

  private List<String> before(TableSchema table) {
    List<String> original = original(table);
    if (!original.isEmpty()) {
      return original.stream().filter(sql -> !isReference(sql) && !isTrigger(sql)).toList();
    }
    if (Names.isOwn(table.name())) {
      return List.of(own(table));
    }
    List<String> statements = new ArrayList<>();
    statements.add(TableDdl.create(dialect, table, false));
    return statements;
  }

  /**
   * Constraints of the engine's tables are named: the names H2 makes up could be those that the
   * application's original DDL is about to use.
   */
  private String own(TableSchema table) {
    List<String> parts = new ArrayList<>();
    for (int column = 0; column < table.columns().size(); column++) {
      parts.add(dialect.columnDefinition(table, column));
    }
    int number = 0;
    for (KeySchema key : table.keys()) {
      if (key.kind() != KeySchema.Kind.FOREIGN) {
        parts.add(
            "CONSTRAINT "
                + Names.quote(table.name() + "_key_" + number++)
                + (key.isPrimary() || key.equals(table.identity()) ? " PRIMARY KEY (" : " UNIQUE (")
                + Sql.list(Sql.columns(dialect, table, key))
                + ")");
      }
    }
    return "CREATE TABLE " + Names.qualified(table.name()) + " (" + Sql.list(parts) + ")";
  }

  private List<String> references(TableSchema table) {
    List<String> original = original(table);
    if (!original.isEmpty()) {
      return original.stream().filter(TableMaker::isReference).toList();
    }
    List<String> statements = new ArrayList<>();
    for (KeySchema key : table.keys()) {
      if (key.kind() == KeySchema.Kind.FOREIGN) {
        statements.add(
            "ALTER TABLE "
                + Names.qualified(table.name())
                + " ADD "
                + TableDdl.foreignKey(dialect, table, key));
      }
    }
    return statements;
  }

  private static List<String> triggers(TableSchema table) {
    return original(table).stream().filter(TableMaker::isTrigger).toList();
  }

  private boolean exists(String table) throws SQLException {
    PreparedStatement statement =
        session
            .statements()
            .prepare(
                "SELECT 1 FROM INFORMATION_SCHEMA.TABLES"
                    + " WHERE UPPER(TABLE_SCHEMA) = 'PUBLIC' AND TABLE_NAME = ?");
    statement.setString(1, table);
    try (ResultSet results = statement.executeQuery()) {
      return results.next();
    }
  }
}
