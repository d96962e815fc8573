package dev.blazesync.scenario;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** Kind of a database file. Tables of both have upper-case names, so that they are the same. */
enum Kind {
  SQLITE(".db") {
    @Override
    Connection open(Path file) throws SQLException {
      Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
      try (Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA foreign_keys = ON");
        statement.execute("PRAGMA synchronous = OFF");
      }
      return connection;
    }
  },
  H2(".mv.db") {
    @Override
    Connection open(Path file) throws SQLException {
      String path = file.toString();
      return DriverManager.getConnection(
          "jdbc:h2:" + path.substring(0, path.length() - suffix.length()), "sa", "");
    }
  };

  final String suffix;

  Kind(String suffix) {
    this.suffix = suffix;
  }

  abstract Connection open(Path file) throws SQLException;
}
