package dev.blazesync.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node or the hub is killed at a random moment, fifty times, while applications write on both
 * sides: nothing committed is lost, nothing counts twice, all end equal.
 *
 * <p>{@code -Dblazesync.kill.seed=N} and {@code -Dblazesync.kill.rounds=N} run others.
 */
class KillIT {
  private static final long SEED = Long.getLong("blazesync.kill.seed", 20_260_101L);
  private static final int ROUNDS = Integer.getInteger("blazesync.kill.rounds", 50);
  private static final int MAX_MILLIS_BEFORE_A_KILL = 700;

  @TempDir private Path folder;

  private final Random random = new Random(SEED);
  private final Jar.Running[] nodes = new Jar.Running[2];
  private final Path[] files = new Path[2];
  private final Set<String> committed = new TreeSet<>();

  @Test
  void nothingCommittedIsLostAndAllEndEqual() throws SQLException, InterruptedException {
    files[0] = folder.resolve("a.db");
    files[1] = folder.resolve("b.db");
    try (Site site = new Site(folder);
        Connection a = DriverManager.getConnection("jdbc:sqlite:" + files[0])) {
      prepare(a);
      String code = site.group();
      site.join(files[0], code).expect(0);
      site.join(files[1], code).expect(0);
      try (Connection b = DriverManager.getConnection("jdbc:sqlite:" + files[1])) {
        execute(b, "PRAGMA busy_timeout = 20000");
        startNode(site, 0);
        startNode(site, 1);
        for (int round = 0; round < ROUNDS; round++) {
          round(site, round, a, b);
        }
      } finally {
        nodes[0].close();
        nodes[1].close();
      }
      site.once(files[0], files[1]);
      site.equal(files[0], files[1]);
    }
    for (Path file : files) {
      check(file);
    }
  }

  private void round(Site site, int round, Connection a, Connection b)
      throws SQLException, InterruptedException {
    write(a, "a", round);
    write(b, "b", round);
    pause(random.nextInt(MAX_MILLIS_BEFORE_A_KILL));
    write(a, "c", round);
    switch (random.nextInt(3)) {
      case 0 -> {
        site.hub().kill();
        write(b, "d", round);
        site.startHub();
      }
      case 1 -> {
        nodes[0].kill();
        write(b, "d", round);
        startNode(site, 0);
      }
      default -> {
        nodes[1].kill();
        write(b, "d", round);
        startNode(site, 1);
      }
    }
  }

  private void startNode(Site site, int index) {
    nodes[index] = site.jar.start("sync", files[index].toString(), "--progress", "none");
  }

  private static void prepare(Connection a) throws SQLException {
    execute(a, "PRAGMA busy_timeout = 20000");
    execute(a, "PRAGMA journal_mode = WAL");
    execute(a, "CREATE TABLE parent (id TEXT PRIMARY KEY, v INTEGER NOT NULL)");
    execute(
        a,
        "CREATE TABLE child (parent TEXT NOT NULL REFERENCES parent (id), n INTEGER NOT NULL,"
            + " note TEXT, PRIMARY KEY (parent, n))");
    execute(a, "CREATE TABLE shared (id INTEGER PRIMARY KEY, a INTEGER, b INTEGER)");
    execute(a, "INSERT INTO shared VALUES (1, 0, 0), (2, 0, 0)");
  }

  /** One transaction; only once it is committed does the test rely on it. */
  private void write(Connection connection, String writer, int round) throws SQLException {
    String key = writer + round;
    connection.setAutoCommit(false);
    try (PreparedStatement parent =
            connection.prepareStatement("INSERT INTO parent VALUES (?, ?)");
        PreparedStatement child =
            connection.prepareStatement("INSERT INTO child VALUES (?, ?, 'note')")) {
      parent.setString(1, key);
      parent.setInt(2, round);
      parent.executeUpdate();
      for (int n = 0; n < 5; n++) {
        child.setString(1, key);
        child.setInt(2, n);
        child.executeUpdate();
      }
      // a column of one shared row belongs to each side: neither may overwrite the other's
      String column = writer.equals("a") || writer.equals("c") ? "a" : "b";
      execute(connection, "UPDATE shared SET " + column + " = " + column + " + 1 WHERE id = 1");
    }
    connection.commit();
    connection.setAutoCommit(true);
    committed.add(key);
  }

  private void check(Path file) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      Set<String> there = new TreeSet<>();
      try (ResultSet rows = statement.executeQuery("SELECT id FROM parent")) {
        while (rows.next()) {
          there.add(rows.getString(1));
        }
      }
      assertThat(there).as("seed %d, %s", SEED, file.getFileName()).isEqualTo(committed);
      assertThat(text(statement, "SELECT count(*) FROM child"))
          .isEqualTo(String.valueOf(5 * committed.size()));
      assertThat(text(statement, "SELECT a || ' ' || b FROM shared WHERE id = 1"))
          .isEqualTo(2 * ROUNDS + " " + 2 * ROUNDS);
      assertThat(text(statement, "PRAGMA integrity_check")).isEqualTo("ok");
    }
  }

  private static String text(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The moment of a kill is part of what is tested, so here time does pass. */
  private static void pause(int millis) throws InterruptedException {
    assertThat(new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS)).isFalse();
  }
}
