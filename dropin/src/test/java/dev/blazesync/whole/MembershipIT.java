package dev.blazesync.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Devices come in, and a group's secret changes, while its databases sync. */
class MembershipIT {
  private static final String COUNT = "SELECT count(*) FROM T";

  @TempDir private Path folder;
  private Path a;

  @BeforeEach
  void database() {
    a = folder.resolve("a.db");
    fill(a);
  }

  private static void fill(Path file) {
    Rows.run(
        file,
        "CREATE TABLE T (ID INT PRIMARY KEY, V VARCHAR(20))",
        "INSERT INTO T VALUES (1, '-')");
  }

  @Test
  void afterARotationAllGoOnAndANewcomerReadsWhatWasBefore() {
    Path b = folder.resolve("b.mv.db");
    try (Site site = new Site(folder)) {
      String first = site.group();
      site.join(a, first).expect(0);
      site.join(b, first).expect(0);
      String open = site.invite(a, "--uses", "2");
      Rows.run(a, "INSERT INTO T VALUES (2, 'under the first secret')");
      site.once(a);
      site.jar.run("group", "rotate", a.toString()).expect(0);
      Rows.run(b, "INSERT INTO T VALUES (3, 'offline, before b knew')");
      site.once(b, a);
      Rows.run(b, "INSERT INTO T VALUES (4, 'under the second secret')");
      site.once(b, a);
      site.equal(a, b);
      Path c = folder.resolve("c.db");
      site.joinBy(open, c).expect(0);
      assertThat(Rows.of(c, COUNT)).containsExactly("4");
      site.equal(a, c);

      site.jar.run("group", "rotate", a.toString(), "--end-invites").expect(0);
      site.joinBy(open, folder.resolve("d.db"), "--progress", "none").expect(4);
      Rows.run(c, "INSERT INTO T VALUES (5, 'under the third secret')");
      site.once(c, a, b);
      site.equal(b, c);
    }
  }

  @Test
  void twoCodesAndOneCodeForTwoWorkAtOnce() {
    try (Site site = new Site(folder)) {
      site.join(a, site.group()).expect(0);
      String one = site.invite(a);
      String other = site.invite(a);
      String both = site.invite(a, "--uses", "2");
      List<Path> files =
          List.of("b.db", "c.mv.db", "d.db", "e.mv.db").stream().map(folder::resolve).toList();
      List<String> codes = List.of(one, other, both, both);
      Jar.Running[] joining = new Jar.Running[files.size()];
      for (int i = 0; i < joining.length; i++) {
        joining[i] =
            site.jar.start("sync", files.get(i).toString(), "--once", "--join", codes.get(i));
      }
      for (Jar.Running running : joining) {
        running.awaitEnd().expect(0);
      }
      site.once(a);
      files.forEach(file -> site.equal(a, file));
      assertThat(Devices.members(site.jar, a)).hasSize(5);
      site.joinBy(both, folder.resolve("f.db"), "--progress", "none").expect(4);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"first.db", "first.mv.db"})
  void actsAreDoneWhileTheDatabaseSyncs(String name) {
    Path first = folder.resolve(name);
    fill(first);
    Path b = folder.resolve("b.db");
    Path c = folder.resolve("c.mv.db");
    Path d = folder.resolve("d.db");
    try (Site site = new Site(folder)) {
      site.join(first, site.group()).expect(0);
      try (Jar.Running syncing = site.jar.start("sync", first.toString())) {
        await("it is synced")
            .atMost(Duration.ofSeconds(30))
            .until(() -> syncing.err().contains("synced"));
        site.joinBy(site.invite(first), b).expect(0);
        site.joinBy(site.invite(first), c).expect(0);
        site.jar.run("group", "rotate", first.toString()).expect(0);
        Rows.run(b, "INSERT INTO T VALUES (2, 'of b')");
        site.once(b);
        site.jar.run("group", "remove", first.toString(), Devices.of(site.jar, c)).expect(0);
        site.joinBy(site.invite(first, "--role", "server", "--admin"), d).expect(0);
        assertThat(Rows.of(d, COUNT)).containsExactly("2");
        await("it knows who is there")
            .atMost(Duration.ofSeconds(30))
            .pollInterval(Duration.ofMillis(500))
            .until(() -> Devices.members(site.jar, first).size() == 3);
        assertThat(Devices.members(site.jar, first))
            .contains(
                Map.of(
                    "device",
                    Devices.of(site.jar, d),
                    "role",
                    "server",
                    "admin",
                    true,
                    "self",
                    false));
        syncing.terminate().expect(0);
      }
      assertThat(Rows.of(first, COUNT)).containsExactly("2");
      site.once(d, b, first);
      site.equal(first, b);
      site.equal(first, d);
      site.jar.run("sync", c.toString(), "--once").expect(4);
    }
  }

  @Test
  void membersAreATableForPeople() {
    Path b = folder.resolve("b.db");
    try (Site site = new Site(folder)) {
      String first = site.group();
      site.join(a, first).expect(0);
      site.join(b, first).expect(0);
      String out = site.jar.run("group", "members", b.toString()).expect(0).out();
      assertThat(out.lines()).hasSize(3);
      assertThat(out.lines().filter(line -> line.contains(Devices.of(site.jar, a))))
          .singleElement()
          .asString()
          .containsPattern("client +yes$");
      assertThat(out.lines().filter(line -> line.contains(Devices.of(site.jar, b))))
          .singleElement()
          .asString()
          .containsPattern("client +no +this database$");
    }
  }
}
