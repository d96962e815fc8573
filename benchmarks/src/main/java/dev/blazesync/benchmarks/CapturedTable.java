package dev.blazesync.benchmarks;

import dev.blazesync.Databases;
import dev.blazesync.TableSelection;
import dev.blazesync.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A SQLite table of 1,000 rows in a temporary file, attached or not. Not thread-safe. */
final class CapturedTable implements AutoCloseable {
  static final int ROWS = 1_000;

  private final Path folder = Files.createTempDirectory("blazesync-benchmark-");
  private final Path file = folder.resolve("items.db");
  private final Connection connection;
  private int round;

  CapturedTable(boolean attached) throws IOException, SQLException {
    connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode = WAL");
      statement.execute("PRAGMA synchronous = NORMAL");
      statement.execute(
          "CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT, qty INTEGER, price REAL)");
      statement.execute(
          "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
              + ROWS
              + ") INSERT INTO item SELECT i, 'item ' || i, 0, i / 100.0 FROM n");
    }
    if (attached) {
      Databases.attach(Target.of(file), TableSelection.ALL, false);
    }
  }

  /**
   * Changes one column of every row, in one transaction.
   *
   * @return rows changed
   */
  int updateAll() throws SQLException {
    round++;
    connection.setAutoCommit(false);
    int changed = 0;
    try (PreparedStatement update =
        connection.prepareStatement("UPDATE item SET qty = ? WHERE id = ?")) {
      for (int id = 1; id <= ROWS; id++) {
        update.setInt(1, round);
        update.setInt(2, id);
        changed += update.executeUpdate();
      }
    }
    connection.commit();
    connection.setAutoCommit(true);
    return changed;
  }

  Path file() {
    return file;
  }

  /**
   * Writes every row anew, as one batch in one transaction.
   *
   * @return rows written
   */
  int upsertAll() throws SQLException {
    round++;
    connection.setAutoCommit(false);
    int written;
    try (PreparedStatement upsert =
        connection.prepareStatement(
            "INSERT INTO item (id, name, qty, price) VALUES (?, ?, ?, ?) ON CONFLICT (id)"
                + " DO UPDATE SET name = excluded.name, qty = excluded.qty,"
                + " price = excluded.price")) {
      for (int id = 1; id <= ROWS; id++) {
        upsert.setInt(1, id);
        upsert.setString(2, "item " + id);
        upsert.setInt(3, round);
        upsert.setDouble(4, id / 100.0);
        upsert.addBatch();
      }
      written = upsert.executeBatch().length;
    }
    connection.commit();
    connection.setAutoCommit(true);
    return written;
  }

  /** {@return the sum of all cells of all rows, each of which is read} */
  long readAll() throws SQLException {
    long sum = 0;
    try (PreparedStatement query =
            connection.prepareStatement("SELECT id, name, qty, price FROM item");
        ResultSet rows = query.executeQuery()) {
      while (rows.next()) {
        sum += rows.getInt(1);
        sum += rows.getString(2).length();
        sum += rows.getInt(3);
        sum += (long) rows.getDouble(4);
      }
    }
    return sum;
  }

  /** {@return rows of this quantity} */
  int having(int written) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("SELECT count(*) FROM item WHERE qty = ?")) {
      query.setInt(1, written);
      try (ResultSet rows = query.executeQuery()) {
        return rows.next() ? rows.getInt(1) : 0;
      }
    }
  }

  /** {@return what {@link #updateAll} and {@link #upsertAll} wrote last} */
  int round() {
    return round;
  }

  @Override
  public void close() throws SQLException, IOException {
    connection.close();
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.deleteIfExists(path);
    }
  }
}
