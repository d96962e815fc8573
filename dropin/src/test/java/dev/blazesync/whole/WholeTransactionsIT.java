package dev.blazesync.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A transaction over three tables is seen whole at the other side, or not at all. */
class WholeTransactionsIT {
  private static final int TRANSACTIONS = 300;

  @TempDir private Path folder;

  @Test
  void aReaderNeverSeesHalf() throws SQLException {
    Path a = folder.resolve("a.db");
    Path b = folder.resolve("b.db");
    try (Connection writer = DriverManager.getConnection("jdbc:sqlite:" + a);
        Statement write = writer.createStatement()) {
      write.execute("PRAGMA journal_mode = WAL");
      write.execute("PRAGMA busy_timeout = 10000");
      for (String table : new String[] {"one", "two", "three"}) {
        write.execute("CREATE TABLE " + table + " (id INTEGER PRIMARY KEY, v INTEGER NOT NULL)");
        write.execute("INSERT INTO " + table + " VALUES (0, 0)");
      }
      try (Site site = new Site(folder)) {
        String code = site.group();
        site.join(a, code).expect(0);
        site.join(b, code).expect(0);
        try (Jar.Running atA = site.jar.start("sync", a.toString(), "--progress", "none");
            Jar.Running atB = site.jar.start("sync", b.toString(), "--progress", "none")) {
          readWhileWriting(write, b);
          atA.terminate().expect(0);
          atB.terminate().expect(0);
        }
      }
    }
  }

  private static void readWhileWriting(Statement write, Path b) throws SQLException {
    try (Connection reader = DriverManager.getConnection("jdbc:sqlite:" + b);
        Statement read = reader.createStatement()) {
      read.execute("PRAGMA busy_timeout = 10000");
      for (int i = 1; i <= TRANSACTIONS; i++) {
        write.execute("BEGIN IMMEDIATE");
        for (String table : new String[] {"one", "two", "three"}) {
          write.execute("INSERT INTO " + table + " VALUES (" + i + ", " + i + ")");
          write.execute("UPDATE " + table + " SET v = " + i + " WHERE id = 0");
        }
        write.execute("COMMIT");
        seen(read);
      }
      await("everything has arrived")
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofMillis(5))
          .until(() -> seen(read) == TRANSACTIONS);
    }
  }

  /** {@return how many transactions are visible, in one statement and so in one snapshot} */
  private static int seen(Statement read) throws SQLException {
    try (ResultSet row =
        read.executeQuery(
            "SELECT (SELECT max(id) FROM one), (SELECT max(id) FROM two), (SELECT max(id) FROM"
                + " three), (SELECT v FROM one WHERE id = 0), (SELECT v FROM two WHERE id = 0),"
                + " (SELECT v FROM three WHERE id = 0)")) {
      row.next();
      int first = row.getInt(1);
      for (int column = 2; column <= 6; column++) {
        assertThat(row.getInt(column))
            .as("value %d of a torn transaction", column)
            .isEqualTo(first);
      }
      return first;
    }
  }
}
