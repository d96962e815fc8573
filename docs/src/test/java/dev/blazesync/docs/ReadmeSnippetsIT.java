package dev.blazesync.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.BlazeSync;
import dev.blazesync.Databases;
import dev.blazesync.DecidedConflict;
import dev.blazesync.GroupAdmin;
import dev.blazesync.Groups;
import dev.blazesync.Hub;
import dev.blazesync.SyncListener;
import dev.blazesync.Target;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/** The README's snippets, running; {@link ReadmeTest} checks that they are the same text. */
class ReadmeSnippetsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path temporary;

  private final List<String> logged = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger refreshes = new AtomicInteger();
  private Hub running;
  private String code;
  private String given;

  @BeforeEach
  void hub() {
    List<URI> anyPort = List.of(URI.create("tcp://127.0.0.1:0"));
    running = Hub.start(new Hub.Options(anyPort, temporary.resolve("hub"), false, 0));
    code = Groups.create(running.addresses());
  }

  @AfterEach
  void end() {
    running.close();
  }

  @Test
  void anApplicationSyncsWhileItRuns() throws SQLException, InterruptedException {
    Path file = database("shop.db");
    SQLiteDataSource dataSource = new SQLiteDataSource();
    dataSource.setUrl("jdbc:sqlite:" + file);
    theApplicationRuns(dataSource);
    // it may have ended before it reached the hub
    try (BlazeSync sync = BlazeSync.attach(dataSource).join(code).start()) {
      assertThat(sync.awaitSynced(PATIENCE)).isTrue();
    }
    try (BlazeSync sync = BlazeSync.attach(dataSource).start()) {
      assertThat(sync.awaitSynced(PATIENCE)).isTrue();
    }
    Path copy = temporary.resolve("copy.db");
    code = GroupAdmin.of(Target.of(file)).invite(GroupAdmin.Invite.ONE);
    try (BlazeSync sync = BlazeSync.attach(copy).join(code).start()) {
      assertThat(sync.awaitSynced(PATIENCE)).isTrue();
    }
    assertThat(names(copy)).containsExactly("first", "second");
  }

  @SuppressWarnings("try") // an application need not talk to what it opens
  private void theApplicationRuns(DataSource dataSource) {
    try (BlazeSync sync = BlazeSync.attach(dataSource).join(code).start()) {
      runTheApplication();
    }
  }

  @Test
  void aListenerHearsWhatArrives() throws Exception {
    Path first = database("shop.db");
    try (BlazeSync sync = BlazeSync.attach(first).join(code).start()) {
      assertThat(sync.awaitSynced(PATIENCE)).isTrue();
      code = GroupAdmin.of(Target.of(first)).invite(GroupAdmin.Invite.ONE);
      listen(temporary.resolve("copy.db"));
      try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + first);
          Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA busy_timeout = 10000");
        statement.execute("INSERT INTO item VALUES (3, 'third', 10)");
      }
      assertThat(sync.awaitSynced(PATIENCE)).isTrue();
      listen(temporary.resolve("copy.db"));
    }
    assertThat(refreshes.get()).isPositive();
    assertThat(logged).contains("up to date");
    assertThat(names(temporary.resolve("copy.db"))).contains("third");
  }

  private void listen(Path file) throws InterruptedException {
    SyncListener listener =
        new SyncListener() {
          @Override
          public void applied(long records) {
            refreshTheScreen();
          }

          @Override
          public void notice(String message) {
            log(message);
          }
        };
    try (BlazeSync sync = BlazeSync.attach(file).join(code).listener(listener).start()) {
      boolean complete = sync.awaitSynced(Duration.ofSeconds(30));
      log(complete ? "up to date" : sync.status().pending() + " changes wait");
    }
  }

  @Test
  void whatLostAConflictIsTold() throws Exception {
    Path first = database("shop.db");
    Path second = temporary.resolve("copy.db");
    conflicts(first);
    code = GroupAdmin.of(Target.of(first)).invite(GroupAdmin.Invite.ONE);
    conflicts(second);
    assertThat(logged).isEmpty();
    rename(first, "early");
    rename(second, "late");
    conflicts(first);
    conflicts(second);
    assertThat(logged).containsExactly("early gave way to late");
    assertThat(Databases.rules(Target.of(second))).containsEntry("policy.item.stock", "counter");
  }

  private void conflicts(Path file) throws InterruptedException {
    try (BlazeSync sync =
        BlazeSync.attach(file).join(code).rule("policy.item.stock", "counter").start()) {
      sync.awaitSynced(Duration.ofSeconds(30));
      for (DecidedConflict conflict : sync.conflicts(20)) {
        log(conflict.loser() + " gave way to " + conflict.winner());
      }
    }
  }

  private static void rename(Path file, String name) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout = 10000");
      statement.execute("UPDATE item SET name = '" + name + "'");
    }
  }

  @Test
  void aProgramMakesAHubAndAGroup() throws SQLException, InterruptedException {
    List<URI> listen = List.of(URI.create("tcp://127.0.0.1:0"));
    hubOfAProgram(listen, temporary.resolve("another hub"), database("shop.db"));
    assertThat(given).startsWith("blz1-").isNotEqualTo(code);
  }

  private void hubOfAProgram(List<URI> listen, Path folder, Path file) throws InterruptedException {
    try (Hub hub = Hub.start(new Hub.Options(listen, folder, false, 0))) {
      String first = Groups.create(hub.addresses());
      try (BlazeSync sync = BlazeSync.attach(file).join(first).start()) {
        sync.awaitSynced(Duration.ofSeconds(30));
        give(GroupAdmin.of(Target.of(file)).invite(GroupAdmin.Invite.ONE));
      }
    }
  }

  private Path database(String name) throws SQLException {
    Path file = temporary.resolve(name);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT NOT NULL, stock INTEGER)");
      statement.execute("INSERT INTO item VALUES (1, 'first', 10)");
    }
    return file;
  }

  private void runTheApplication() {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + temporary.resolve("shop.db"));
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout = 10000");
      statement.execute("INSERT INTO item VALUES (2, 'second', 10)");
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private void refreshTheScreen() {
    refreshes.incrementAndGet();
  }

  private void log(String message) {
    logged.add(message);
  }

  private void give(String joinCode) {
    given = joinCode;
  }

  private static List<String> names(Path file) throws SQLException {
    List<String> names = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT name FROM item ORDER BY id")) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }
}
