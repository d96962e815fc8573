package dev.blazesync.adapters.sqlite;

import dev.blazesync.adapters.jdbc.RowWriter;
import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Refusal;
import dev.blazesync.spi.Row;
import dev.blazesync.spi.TableSchema;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Keys that an index takes for equal although their bits differ: two spellings under NOCASE, 1 and
 * 1.0. They are different records, and an upsert of one would overwrite the other.
 */
final class RowChecks {
  private static final SqliteDialect DIALECT = SqliteDialect.INSTANCE;

  private final Session session;
  private final TableSchema table;
  private final String query;

  private RowChecks(Session session, TableSchema table, String query) {
    this.session = session;
    this.table = table;
    this.query = query;
  }

  /**
   * {@return what to ask before a row is written, or null when the key's index compares bits}
   *
   * @param columns the table's columns as the rows have them
   */
  static RowWriter.@Nullable Check forWrite(
      Session session, SqliteTable table, TableSchema columns) {
    if (table.keyComparesBits()) {
      return null;
    }
    KeySchema key = columns.identityKey();
    List<String> equal = new ArrayList<>();
    for (int part = 0; part < key.columns().size(); part++) {
      String name = SqlText.quote(columns.columns().get(key.columns().get(part)).name());
      String collation = SqlText.quote(table.keyCollations().get(part));
      equal.add(name + " = ?" + (part + 1) + " COLLATE " + collation);
    }
    String query =
        "SELECT 1 FROM "
            + SqlText.quote(columns.name())
            + " WHERE "
            + String.join(" AND ", equal)
            + " AND NOT ("
            + DIALECT.sameKey(columns)
            + ")";
    return new RowChecks(session, columns, query)::refusal;
  }

  private @Nullable Refusal refusal(Row row) throws SQLException {
    KeySchema key = table.identityKey();
    PreparedStatement statement = session.statements().prepare(query);
    for (int part = 0; part < key.columns().size(); part++) {
      int cell = key.columns().get(part);
      ColumnSchema column = table.columns().get(cell);
      if (!DIALECT.binder().bind(statement, part + 1, row, cell, column)) {
        return null; // the write itself will be refused
      }
    }
    try (ResultSet results = statement.executeQuery()) {
      return results.next()
          ? new Refusal(
              Refusal.Kind.UNIQUE,
              key.name(),
              "table " + table.name() + ": a row has a key that its index takes for the same")
          : null;
    }
  }
}
