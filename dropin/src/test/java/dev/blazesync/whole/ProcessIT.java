package dev.blazesync.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that run, are asked, and end. */
class ProcessIT {
  @TempDir private Path folder;

  private Path database(String name) throws SQLException {
    Path file = folder.resolve(name);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT)");
      statement.execute("INSERT INTO t VALUES (1, 'x')");
    }
    return file;
  }

  @Test
  void aHubEndsInOrderWhenAsked() throws IOException {
    try (Site site = new Site(folder)) {
      assertThat(site.address()).matches("tcp://127\\.0\\.0\\.1:[1-9]\\d*");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(site.file("hub"))))
          .isEqualTo("rwx------");
      Jar.Ended ended = site.hub().terminate().expect(0);
      assertThat(ended.err())
          .containsPattern("the key of this hub is ([0-9a-z]{4}-){6}[0-9a-z]{4}");
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(site.file("hub/hub.key"))))
          .isEqualTo("rw-------");
      assertThat(ended.out().lines()).hasSize(1);
    }
  }

  @Test
  void aJoinCodeIsAllThatGoesToStandardOutput() {
    try (Site site = new Site(folder)) {
      Jar.Ended create = site.jar.run("group", "create", "--hub", site.address()).expect(0);
      assertThat(create.out()).matches("blz1-\\S+\\R");
      assertThat(create.err()).doesNotContain("blz1-");
    }
  }

  @Test
  void theCodeComesFromStandardInputOrTheEnvironment() throws SQLException {
    try (Site site = new Site(folder)) {
      String code = site.group();
      String wrapped = code.substring(0, 30) + "\n" + code.substring(30) + "\n";
      String a = database("a.db").toString();
      site.jar.run(Map.of(), wrapped, "sync", a, "--join", "-", "--once").expect(0);
      Path b = folder.resolve("b.db");
      String second = site.invite(Path.of(a));
      site.jar.run(Map.of("BLAZESYNC_JOIN", second), "", "sync", b.toString(), "--once").expect(0);
      assertThat(b).exists();
      site.equal(Path.of(a), b);
    }
  }

  @Test
  void aDatabaseAnotherProcessHoldsIsAskedThroughIt() throws Exception {
    Path a = database("a.db");
    try (Site site = new Site(folder)) {
      site.join(a, site.group()).expect(0);
      try (Jar.Running holder = site.jar.start("sync", a.toString())) {
        await("the engine runs")
            .atMost(Duration.ofSeconds(30))
            .pollInterval(Duration.ofMillis(200))
            .until(() -> Boolean.TRUE.equals(status(site, a).get("running")));
        await("the peer is synced")
            .atMost(Duration.ofSeconds(30))
            .pollInterval(Duration.ofMillis(200))
            .until(() -> peer(status(site, a)).get("state").equals("synced"));
        assertThat(peer(status(site, a))).containsEntry("uri", site.address());
        Jar.Ended second = site.jar.run("sync", a.toString(), "--once").expect(3);
        assertThat(String.join("\n", second.told())).contains(String.valueOf(holder.pid()));
        site.jar.run("log", a.toString(), "--json").expect(0);
        site.jar.run("conflicts", a.toString(), "--json").expect(0);
        site.jar.run("detach", a.toString()).expect(3);
        holder.terminate().expect(0);
      }
      assertThat(status(site, a)).containsEntry("running", false).containsEntry("pending", 0);
    }
  }

  @Test
  void aNodeThatWasKilledLeavesNoLockBehind() throws SQLException {
    Path a = database("a.db");
    try (Site site = new Site(folder)) {
      site.join(a, site.group()).expect(0);
      try (Jar.Running holder = site.jar.start("sync", a.toString())) {
        await("the engine runs")
            .atMost(Duration.ofSeconds(30))
            .pollInterval(Duration.ofMillis(200))
            .until(() -> Boolean.TRUE.equals(status(site, a).get("running")));
        holder.kill();
      }
      site.once(a);
    }
  }

  @Test
  void aHubThatIsAwayIsNoError() throws SQLException {
    Path a = database("a.db");
    try (Site site = new Site(folder)) {
      site.join(a, site.group()).expect(0);
      site.hub().terminate().expect(0);
      try (Jar.Running sync = site.jar.start("sync", a.toString(), "--progress", "plain")) {
        await("it waits for the hub")
            .atMost(Duration.ofSeconds(30))
            .until(() -> sync.err().contains("waiting"));
        site.startHub();
        await("it found the hub")
            .atMost(Duration.ofSeconds(60))
            .until(() -> sync.err().contains("synced"));
        sync.terminate().expect(0);
      }
    }
  }

  @Test
  void rowsThatWereThereBeforeAreMergedOrReplaced() throws Exception {
    Path a = database("a.db");
    Path group = database("group.db");
    Path replace = database("replace.db");
    for (Path own : List.of(group, replace)) {
      try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + own);
          Statement statement = connection.createStatement()) {
        statement.execute("UPDATE t SET v = 'mine' WHERE id = 1");
        statement.execute("INSERT INTO t VALUES (2, 'only here')");
      }
    }
    try (Site site = new Site(folder)) {
      String code = site.group();
      site.join(a, code).expect(0);
      Jar.Ended merged = site.join(group, code).expect(0);
      assertThat(merged.err()).as("the file with the rows that lost is named").contains("group.db");
      site.once(a);
      assertThat(rows(a)).isEqualTo("1=x 2=only here ");
      assertThat(rows(group)).isEqualTo("1=x 2=only here ");
      Jar.Ended replaced = site.join(replace, code, "--existing", "replace").expect(0);
      assertThat(replaced.err()).contains("replace.db");
      assertThat(rows(replace)).isEqualTo("1=x 2=only here ");
    }
  }

  @Test
  void theDemoEndsEqual() {
    Path files = folder.resolve("files");
    Jar.Ended demo = new Jar(folder).run("demo", "--dir", files.toString()).expect(0);
    assertThat(demo.out().strip()).contains("order_line").doesNotContain("NO: ");
    assertThat(demo.out().lines()).contains("equal");
    assertThat(files.resolve("office.db")).exists();
    assertThat(files.resolve("till.mv.db")).exists();
    new Jar(folder).run("demo", "--dir", files.toString()).expect(2);
  }

  private static String rows(Path file) throws SQLException {
    StringBuilder rows = new StringBuilder();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement();
        var all = statement.executeQuery("SELECT id, v FROM t ORDER BY id")) {
      while (all.next()) {
        rows.append(all.getInt(1)).append('=').append(all.getString(2)).append(' ');
      }
    }
    return rows.toString();
  }

  private static Map<String, Object> status(Site site, Path database) throws IOException {
    return JSON.std.mapFrom(site.jar.run("status", database.toString(), "--json").expect(0).out());
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> peer(Map<String, Object> status) {
    return ((List<Map<String, Object>>) status.get("peers")).get(0);
  }
}
