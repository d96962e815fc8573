package dev.blazesync.benchmarks.path;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How long does it take from a commit in one database until another program can read it in the
 * other? Hub, both nodes and the reader are processes apart, on one machine, over loopback.
 */
public final class CommitToVisible {
  /** Often enough to see it, seldom enough to leave the processors to what is measured. */
  private static final long POLL_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private CommitToVisible() {}

  /**
   * @param samples at least one
   * @param before how many updates go before them; ascending, at least {@code samples} apart
   * @return one for each of {@code before}, in one run
   */
  public static List<Latencies> measure(int samples, int... before)
      throws IOException, SQLException, InterruptedException {
    try (Deployment deployment = new Deployment()) {
      Path from = deployment.file("from.db");
      Path to = deployment.file("to.db");
      try (Connection writer = DriverManager.getConnection("jdbc:sqlite:" + from)) {
        prepare(writer);
        deployment.sync(from, to);
        try (Connection reader = DriverManager.getConnection("jdbc:sqlite:" + to)) {
          return measure(writer, reader, samples, before);
        }
      }
    }
  }

  private static void prepare(Connection writer) throws SQLException {
    try (Statement statement = writer.createStatement()) {
      statement.execute("PRAGMA journal_mode = WAL");
      statement.execute("PRAGMA busy_timeout = 10000");
      statement.execute(
          "CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT, qty INTEGER, price REAL)");
      statement.execute(
          "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)"
              + " INSERT INTO item SELECT i, 'item ' || i, 0, i / 100.0 FROM n");
    }
  }

  private static List<Latencies> measure(
      Connection writer, Connection reader, int samples, int... before) throws SQLException {
    List<Latencies> found = new ArrayList<>();
    try (PreparedStatement update =
            writer.prepareStatement("UPDATE item SET qty = ? WHERE id = ?");
        PreparedStatement query = reader.prepareStatement("SELECT qty FROM item WHERE id = ?")) {
      int done = 0;
      for (int earlier : before) {
        long[] nanos = new long[samples];
        while (done < earlier + samples) {
          long took = once(update, query, done);
          if (done >= earlier) {
            nanos[done - earlier] = took;
          }
          done++;
          LockSupport.parkNanos(PAUSE_NANOS);
        }
        found.add(new Latencies(nanos));
      }
    }
    return found;
  }

  private static long once(PreparedStatement update, PreparedStatement query, int number)
      throws SQLException {
    int id = 1 + number % 1000;
    update.setInt(1, number + 1);
    update.setInt(2, id);
    update.executeUpdate();
    long committed = System.nanoTime();
    query.setInt(1, id);
    awaitValue(query, number + 1, committed + PATIENCE_NANOS);
    return System.nanoTime() - committed;
  }

  private static void awaitValue(PreparedStatement query, int value, long deadline)
      throws SQLException {
    while (true) {
      try (ResultSet row = query.executeQuery()) {
        if (row.next() && row.getInt(1) == value) {
          return;
        }
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("a committed change did not arrive in 30 s");
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }
}
