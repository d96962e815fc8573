package dev.blazesync.adapters.h2;

import dev.blazesync.adapters.jdbc.Statements;
import dev.blazesync.spi.Nullable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A connection made ready for the store and given back as it was. For one thread.
 *
 * <p>Isolation SNAPSHOT: H2 takes the snapshot of all tables at the first statement of a
 * transaction. The lock timeout counts from the moment a transaction begins, so it is set first.
 */
final class H2Session implements AutoCloseable {
  private static final String SET_ISOLATION =
      "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL ";

  private final Connections connections;
  private final Connection connection;
  private final Statements statements;
  private final boolean autoCommit;
  private final int isolation;
  private final int lockMillis;
  private final boolean guarded;
  private boolean closed;

  private H2Session(Connections connections, Connection connection, Setup setup)
      throws SQLException {
    this.connections = connections;
    this.connection = connection;
    this.statements = new Statements(connection);
    this.guarded = setup.guarded;
    this.autoCommit = connection.getAutoCommit();
    this.isolation = connection.getTransactionIsolation();
    this.lockMillis = lockTimeout();
    connection.setAutoCommit(setup.autoCommit);
    statements.execute("SET LOCK_TIMEOUT " + setup.lockMillis);
    if (setup.guarded) {
      Guard.set(connection);
    }
    statements.execute(SET_ISOLATION + setup.isolation);
  }

  /** How a session is to be. */
  record Setup(boolean autoCommit, String isolation, int lockMillis, boolean guarded) {
    static final Setup TRANSACTION = new Setup(false, "SNAPSHOT", H2Limits.LOCK_MILLIS, true);
    static final Setup VIEW = new Setup(false, "SNAPSHOT", H2Limits.LOCK_MILLIS, false);

    /** Sees the latest state at each statement, others' uncommitted changes too. */
    static final Setup PRESENT = new Setup(true, "READ UNCOMMITTED", H2Limits.LOCK_MILLIS, false);

    static Setup ddl(int lockMillis) {
      return new Setup(true, "READ COMMITTED", lockMillis, true);
    }
  }

  static H2Session open(Connections connections, Setup setup) throws SQLException {
    return open(connections, connections.take(), setup);
  }

  /**
   * @param connection taken from {@code connections}
   */
  static H2Session open(Connections connections, Connection connection, Setup setup)
      throws SQLException {
    try {
      return new H2Session(connections, connection, setup);
    } catch (SQLException | RuntimeException e) {
      Connections.kill(connection);
      throw e;
    }
  }

  Connection connection() {
    return connection;
  }

  Statements statements() {
    return statements;
  }

  private int lockTimeout() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet results = statement.executeQuery("SELECT LOCK_TIMEOUT()")) {
      results.next();
      return results.getInt(1);
    }
  }

  /** Undoes what was not committed, and gives the connection back as it was. Idempotent. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    @Nullable SQLException failure = null;
    try {
      statements.close();
      if (!connection.getAutoCommit()) {
        connection.rollback();
      }
      if (guarded) {
        Guard.clear(connection);
      }
      statements.execute("SET LOCK_TIMEOUT " + lockMillis);
      statements.execute(SET_ISOLATION + name(isolation));
      connection.setAutoCommit(autoCommit);
      connections.give(connection);
    } catch (SQLException e) {
      failure = e;
    }
    if (failure != null) {
      abandon(failure);
    }
  }

  /** A connection that may still carry the guard must never reach the application. */
  private void abandon(SQLException cause) {
    try {
      Connections.kill(connection);
    } catch (SQLException e) {
      cause.addSuppressed(e);
      throw H2Errors.failure("giving a connection back", cause);
    }
  }

  private static String name(int isolation) {
    return switch (isolation) {
      case Connection.TRANSACTION_READ_UNCOMMITTED -> "READ UNCOMMITTED";
      case Connection.TRANSACTION_REPEATABLE_READ -> "REPEATABLE READ";
      case Connection.TRANSACTION_SERIALIZABLE -> "SERIALIZABLE";
      case Connection.TRANSACTION_READ_COMMITTED -> "READ COMMITTED";
      default -> "SNAPSHOT";
    };
  }
}
