package dev.blazesync.benchmarks;

import dev.blazesync.BlazeSync;
import dev.blazesync.GroupAdmin;
import dev.blazesync.Groups;
import dev.blazesync.Hub;
import dev.blazesync.Target;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What constraints cost the one who merges: the same rows into tables without any and into tables
 * with UNIQUE, FOREIGN KEY, CHECK and NOT NULL, by turns in one run; plain inserts into both beside
 * it, since the database itself pays for its indexes.
 */
final class ConstraintCost {
  private static final int ROUNDS = 3;
  private static final int CUT = 5_000;
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final List<String> FREE =
      List.of(
          "CREATE TABLE maker (id INTEGER PRIMARY KEY, code TEXT, name TEXT)",
          "CREATE TABLE item (id INTEGER PRIMARY KEY, maker_id INTEGER, sku TEXT, qty INTEGER)");
  private static final List<String> BOUND =
      List.of(
          "CREATE TABLE maker (id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, name TEXT)",
          "CREATE TABLE item (id INTEGER PRIMARY KEY, maker_id INTEGER NOT NULL REFERENCES maker"
              + " (id), sku TEXT NOT NULL UNIQUE, qty INTEGER CHECK (qty >= 0))",
          "CREATE INDEX item_maker ON item (maker_id)");

  private ConstraintCost() {}

  /** Prints one JSON line. */
  static void measure(int rows) throws IOException, SQLException, InterruptedException {
    double[] free = new double[ROUNDS];
    double[] bound = new double[ROUNDS];
    double[] plainFree = new double[ROUNDS];
    double[] plainBound = new double[ROUNDS];
    for (int round = -1; round < ROUNDS; round++) {
      int kept = Math.max(0, round);
      free[kept] = merge(FREE, rows);
      bound[kept] = merge(BOUND, rows);
      plainFree[kept] = plain(FREE, rows);
      plainBound[kept] = plain(BOUND, rows);
    }
    System.out.printf(
        Locale.ROOT,
        "{\"benchmark\":\"constraint-cost\",\"rows\":%d,\"mergeSeconds\":%.2f,"
            + "\"mergeBoundSeconds\":%.2f,\"ratio\":%.2f,\"plainRatio\":%.2f}%n",
        rows,
        median(free),
        median(bound),
        median(bound) / median(free),
        median(plainBound) / median(plainFree));
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** {@return seconds that a database takes to pull and merge all rows} */
  private static double merge(List<String> schema, int rows)
      throws IOException, SQLException, InterruptedException {
    Path folder = Files.createTempDirectory("blazesync-benchmark-");
    URI any = URI.create("tcp://127.0.0.1:0");
    try (Hub hub = Hub.start(new Hub.Options(List.of(any), folder.resolve("hub"), false, 0))) {
      String code = Groups.create(hub.addresses());
      Path from = folder.resolve("from.db");
      Path to = folder.resolve("to.db");
      prepare(from, schema);
      prepare(to, schema);
      sync(from, code);
      String second = GroupAdmin.of(Target.of(from)).invite(GroupAdmin.Invite.ONE);
      sync(to, second);
      try (Connection writer = DriverManager.getConnection("jdbc:sqlite:" + from)) {
        insert(writer, rows);
      }
      sync(from, code);
      double seconds = sync(to, second);
      check(to, rows);
      return seconds;
    } finally {
      remove(folder);
    }
  }

  private static void check(Path file, int rows) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement();
        ResultSet count = statement.executeQuery("SELECT count(*) FROM item")) {
      if (!count.next() || count.getInt(1) != rows) {
        throw new IllegalStateException("not all rows arrived: " + count.getInt(1));
      }
    }
  }

  private static double plain(List<String> schema, int rows) throws IOException, SQLException {
    Path folder = Files.createTempDirectory("blazesync-benchmark-");
    try {
      Path file = folder.resolve("plain.db");
      prepare(file, schema);
      try (Connection writer = DriverManager.getConnection("jdbc:sqlite:" + file)) {
        long begin = System.nanoTime();
        insert(writer, rows);
        return (System.nanoTime() - begin) / 1e9;
      }
    } finally {
      remove(folder);
    }
  }

  private static void prepare(Path file, List<String> schema) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode = WAL");
      for (String sql : schema) {
        statement.execute(sql);
      }
    }
  }

  private static void insert(Connection writer, int rows) throws SQLException {
    try (Statement statement = writer.createStatement()) {
      statement.execute("PRAGMA foreign_keys = ON");
      for (int from = 1; from <= rows; from += CUT) {
        int to = Math.min(rows, from + CUT - 1);
        String numbers =
            "WITH RECURSIVE n(i) AS (SELECT "
                + from
                + " UNION ALL SELECT i + 1 FROM n WHERE i < "
                + to
                + ") ";
        statement.execute(
            numbers + "INSERT INTO maker SELECT i, 'code-' || i, 'maker ' || i FROM n");
        statement.execute(numbers + "INSERT INTO item SELECT i, i, 'sku-' || i, i % 100 FROM n");
      }
    }
  }

  private static double sync(Path file, String code) throws InterruptedException {
    long begin = System.nanoTime();
    try (BlazeSync sync = BlazeSync.attach(file).join(code).start()) {
      if (!sync.awaitSynced(PATIENCE)) {
        throw new IllegalStateException("not synced in " + PATIENCE);
      }
      return (System.nanoTime() - begin) / 1e9;
    }
  }

  private static void remove(Path folder) throws IOException {
    List<Path> all = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(folder)) {
      walk.sorted(Comparator.reverseOrder()).forEach(all::add);
    }
    for (Path path : all) {
      Files.deleteIfExists(path);
    }
  }
}
