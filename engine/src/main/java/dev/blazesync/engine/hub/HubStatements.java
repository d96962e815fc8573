package dev.blazesync.engine.hub;

import dev.blazesync.spi.Nullable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** The statements of one transaction, each prepared once. For one thread. */
final class HubStatements implements AutoCloseable {
  private final Connection connection;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();

  HubStatements(Connection connection) {
    this.connection = connection;
  }

  Connection connection() {
    return connection;
  }

  /** {@return the statement, which stays open; its last result is over} */
  PreparedStatement prepare(String sql) throws SQLException {
    PreparedStatement known = prepared.get(sql);
    if (known == null) {
      known = connection.prepareStatement(sql);
      prepared.put(sql, known);
    }
    return known;
  }

  /** {@return the number that a query of one row gives} */
  long count(String sql, @Nullable Long argument) throws SQLException {
    PreparedStatement count = prepare(sql);
    if (argument != null) {
      count.setLong(1, argument);
    }
    try (ResultSet rows = count.executeQuery()) {
      rows.next();
      return rows.getLong(1);
    }
  }

  long lastRow() throws SQLException {
    return count("SELECT last_insert_rowid()", null);
  }

  @Override
  public void close() throws SQLException {
    for (PreparedStatement statement : prepared.values()) {
      statement.close();
    }
  }
}
