package dev.blazesync.adapters.jdbc;

import dev.blazesync.spi.Nullable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Prepared statements of one connection, kept by their text: preparing costs more than running most
 * of them. A statement belongs to its user until the user closes its result set; it must not be
 * closed. For one thread.
 */
public final class Statements implements AutoCloseable {
  /** How many statements stay prepared; the one used longest ago gives way. */
  static final int MAX_KEPT = 128;

  private final Connection connection;
  private final LinkedHashMap<String, PreparedStatement> kept =
      new LinkedHashMap<>(32, 0.75f, true);

  public Statements(Connection connection) {
    this.connection = connection;
  }

  public Connection connection() {
    return connection;
  }

  /** {@return the statement of this text; its user binds every parameter before it runs} */
  public PreparedStatement prepare(String sql) throws SQLException {
    PreparedStatement statement = kept.get(sql);
    if (statement != null && isOpen(statement)) {
      return statement;
    }
    discard(sql);
    evict();
    PreparedStatement fresh = connection.prepareStatement(sql);
    kept.put(sql, fresh);
    return fresh;
  }

  /** A driver may close a statement that fails, without {@code isClosed} saying so. */
  private static boolean isOpen(PreparedStatement statement) {
    try {
      statement.clearParameters();
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  private void discard(String sql) throws SQLException {
    PreparedStatement statement = kept.remove(sql);
    if (statement != null) {
      statement.close();
    }
  }

  /** Runs a statement that returns no rows and is not worth keeping. */
  public void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private void evict() throws SQLException {
    if (kept.size() >= MAX_KEPT) {
      Map.Entry<String, PreparedStatement> eldest = kept.entrySet().iterator().next();
      kept.remove(eldest.getKey());
      eldest.getValue().close();
    }
  }

  /** Closes all statements; the connection stays open. */
  @Override
  public void close() throws SQLException {
    @Nullable SQLException failure = null;
    for (PreparedStatement statement : kept.values()) {
      try {
        statement.close();
      } catch (SQLException e) {
        failure = e;
      }
    }
    kept.clear();
    if (failure != null) {
      throw failure;
    }
  }
}
