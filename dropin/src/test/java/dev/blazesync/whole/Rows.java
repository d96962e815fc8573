package dev.blazesync.whole;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** An application's statements, on a SQLite file or an H2 file by its name. */
final class Rows {
  private static final String H2 = ".mv.db";

  private Rows() {}

  static void run(Path file, String... statements) {
    try (Connection connection = open(file);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new AssertionError(file + ": " + e.getMessage(), e);
    }
  }

  /** {@return the first column of each row} */
  static List<String> of(Path file, String query) {
    try (Connection connection = open(file);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      List<String> cells = new ArrayList<>();
      while (rows.next()) {
        cells.add(rows.getString(1));
      }
      return cells;
    } catch (SQLException e) {
      throw new AssertionError(file + ": " + e.getMessage(), e);
    }
  }

  private static Connection open(Path file) throws SQLException {
    String path = file.toString();
    return path.endsWith(H2)
        ? DriverManager.getConnection(
            "jdbc:h2:" + path.substring(0, path.length() - H2.length()), "sa", "")
        : DriverManager.getConnection("jdbc:sqlite:" + path + "?busy_timeout=20000");
  }
}
