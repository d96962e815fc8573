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
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Which part of the processor time of the whole path is spent on sealing (encryption, signatures
 * and their checks at nodes and hub) and on the encrypted channel? Two nodes and a hub in this
 * process, over TCP; each work is done a few times, the first ones before the JIT compiler is done.
 */
final class SealShare {
  private static final int ROUNDS = 4;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String SEALING = "dev.blazesync.engine.seal";
  private static final String PRIMITIVES = "dev.blazesync.engine.crypto";
  private static final String CHANNEL = "dev.blazesync.engine.noise";
  private static final List<String> ENGINE =
      List.of(
          SEALING,
          CHANNEL,
          "dev.blazesync.engine.hub",
          "dev.blazesync.engine.relay",
          "dev.blazesync.engine.codec",
          "dev.blazesync.adapters",
          "dev.blazesync.engine");

  private SealShare() {}

  static void measure(int rows) throws IOException, SQLException, InterruptedException {
    Path folder = Files.createTempDirectory("blazesync-benchmark-");
    URI listen = URI.create("tcp://127.0.0.1:0");
    Path from = folder.resolve("from.db");
    List<BlazeSync> nodes = new ArrayList<>();
    try (Hub hub = Hub.start(new Hub.Options(List.of(listen), folder.resolve("hub"), false, 0));
        Connection writer = DriverManager.getConnection("jdbc:sqlite:" + from)) {
      fill(writer, rows);
      nodes.add(joined(from, Groups.create(hub.addresses())));
      for (int round = 0; round < ROUNDS; round++) {
        String code = GroupAdmin.of(Target.of(from)).invite(GroupAdmin.Invite.ONE);
        Path to = folder.resolve("to" + round + ".db");
        try (ProcessorShares shares = shares()) {
          nodes.add(joined(to, code));
          print("first copy of " + rows + " rows", round, shares.nanos());
        }
        try (ProcessorShares shares = shares()) {
          update(writer, rows, round);
          for (BlazeSync node : nodes) {
            node.awaitSynced(PATIENCE);
          }
          awaitLast(to, rows, round);
          print(rows + " single updates", round, shares.nanos());
        }
        nodes.remove(nodes.size() - 1).close();
      }
      nodes.forEach(BlazeSync::close);
    }
  }

  private static ProcessorShares shares() {
    return new ProcessorShares(ENGINE, PRIMITIVES, Thread.currentThread());
  }

  private static void fill(Connection writer, int rows) throws SQLException {
    try (Statement statement = writer.createStatement()) {
      statement.execute("PRAGMA journal_mode = WAL");
      statement.execute("PRAGMA busy_timeout = 10000");
      statement.execute(
          "CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT, qty INTEGER, price REAL)");
      statement.execute(
          "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
              + rows
              + ") INSERT INTO item SELECT i, 'item ' || i, 0, i / 100.0 FROM n");
    }
  }

  private static BlazeSync joined(Path file, String code) throws InterruptedException {
    BlazeSync node = BlazeSync.attach(file).join(code).start();
    if (!node.awaitSynced(PATIENCE)) {
      throw new IllegalStateException(file + " did not sync: " + node.status());
    }
    return node;
  }

  private static void update(Connection writer, int rows, int round) throws SQLException {
    try (PreparedStatement update =
        writer.prepareStatement("UPDATE item SET qty = ? WHERE id = ?")) {
      for (int id = 1; id <= rows; id++) {
        update.setInt(1, round + 1);
        update.setInt(2, id);
        update.executeUpdate();
      }
    }
  }

  private static void awaitLast(Path to, int rows, int round)
      throws SQLException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try (Connection reader = DriverManager.getConnection("jdbc:sqlite:" + to);
        PreparedStatement query =
            reader.prepareStatement("SELECT count(*) FROM item WHERE qty = ?")) {
      query.setInt(1, round + 1);
      while (true) {
        try (var row = query.executeQuery()) {
          if (row.next() && row.getInt(1) == rows) {
            return;
          }
        }
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("the updates did not arrive in 2 minutes");
        }
        Thread.sleep(20);
      }
    }
  }

  private static void print(String work, int round, Map<String, Long> nanos) {
    long all = nanos.values().stream().mapToLong(Long::longValue).sum();
    long sealing = nanos.getOrDefault(SEALING, 0L);
    long channel = nanos.getOrDefault(CHANNEL, 0L);
    System.out.printf(
        Locale.ROOT,
        "%s, round %d: processor %d ms, sealing %.1f %%, channel %.1f %%; %s%n",
        work,
        round + 1,
        all / 1_000_000,
        100.0 * sealing / all,
        100.0 * channel / all,
        nanos.entrySet().stream()
            .map(e -> e.getKey() + " " + Math.round(100.0 * e.getValue() / all) + " %")
            .sorted()
            .toList());
  }
}
