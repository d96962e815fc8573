package dev.blazesync.adapters.h2;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.value.Value;

/**
 * The mark on a session whose writes are the engine's: they are not captured and fire no trigger of
 * the application. A variable of the session, so nobody else ever sees it, and it dies with it.
 */
final class Guard {
  private static final String NAME = "BLAZESYNC_GUARD";

  private Guard() {}

  static void set(Connection connection) throws SQLException {
    run(connection, "SET @\"" + NAME + "\" = 1");
  }

  static void clear(Connection connection) throws SQLException {
    run(connection, "SET @\"" + NAME + "\" = NULL");
  }

  /** {@return whether the session behind the connection carries the mark} */
  static boolean isSet(Connection connection) throws SQLException {
    if (connection instanceof JdbcConnection jdbc
        && jdbc.getSession() instanceof SessionLocal session) {
      return session.getVariable(NAME).getValueType() != Value.NULL;
    }
    try (Statement statement = connection.createStatement();
        ResultSet results = statement.executeQuery("SELECT @\"" + NAME + "\"")) {
      return results.next() && results.getObject(1) != null;
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
