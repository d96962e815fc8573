package dev.blazesync.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A device that is removed or retired, and those that stay. */
class RemovedDeviceIT {
  private static final String VALUES = "SELECT V FROM T ORDER BY ID";

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"a.db, b.mv.db, c.db", "a.mv.db, b.db, c.mv.db"})
  void itIsRefusedAndTheOthersGoOn(String nameA, String nameB, String nameC) {
    Path a = folder.resolve(nameA);
    Path b = folder.resolve(nameB);
    Path c = folder.resolve(nameC);
    Rows.run(
        a, "CREATE TABLE T (ID INT PRIMARY KEY, V VARCHAR(20))", "INSERT INTO T VALUES (1, '-')");
    try (Site site = new Site(folder)) {
      String first = site.group();
      for (Path database : List.of(a, b, c)) {
        site.join(database, first).expect(0);
      }
      String open = site.invite(a, "--expires", "never", "--uses", "9");
      Rows.run(c, "INSERT INTO T VALUES (3, 'sent by c')");
      site.once(c, a, b);
      Rows.run(b, "INSERT INTO T VALUES (2, 'of b')");
      Rows.run(c, "INSERT INTO T VALUES (4, 'unsent')", "UPDATE T SET V = 'mine' WHERE ID = 1");
      String device = Devices.of(site.jar, c);
      Jar.Ended removed = site.jar.run("group", "remove", a.toString(), device).expect(0);
      assertThat(removed.out().strip()).isEqualTo("removed " + device);

      for (int again = 0; again < 2; again++) {
        Jar.Ended refused =
            site.jar.run("sync", c.toString(), "--once", "--progress", "none").expect(4);
        assertThat(refused.told()).singleElement().asString().contains("removed");
      }
      assertThat(Rows.of(c, VALUES)).containsExactly("mine", "sent by c", "unsent");
      site.once(b, a);
      site.equal(a, b);
      assertThat(Rows.of(a, VALUES)).containsExactly("-", "of b", "sent by c");
      assertThat(Devices.members(site.jar, b))
          .hasSize(2)
          .noneMatch(member -> device.equals(member.get("device")));

      Path late = folder.resolve("late.db");
      Jar.Ended ended = site.joinBy(open, late, "--progress", "none").expect(4);
      assertThat(ended.told()).singleElement().asString().contains("join code");
      site.joinBy(site.invite(a), late).expect(0);
      site.equal(a, late);
      Rows.run(late, "UPDATE T SET V = 'of the newcomer' WHERE ID = 1");
      site.once(late, a, b);
      site.equal(a, b);
      assertThat(Rows.of(b, VALUES)).containsExactly("of the newcomer", "of b", "sent by c");
    }
  }

  @ParameterizedTest
  @CsvSource({"retire, 2", "remove, 1"})
  void whatTheHubHasOfARetiredOneCounts(String act, int rows) {
    Path a = folder.resolve("a.db");
    Path b = folder.resolve("b.db");
    Path c = folder.resolve("c.db");
    Rows.run(
        a, "CREATE TABLE T (ID INT PRIMARY KEY, V VARCHAR(20))", "INSERT INTO T VALUES (1, '-')");
    try (Site site = new Site(folder)) {
      String first = site.group();
      for (Path database : List.of(a, b, c)) {
        site.join(database, first).expect(0);
      }
      site.once(a, b);
      Rows.run(c, "INSERT INTO T VALUES (2, 'sent, and not seen by a')");
      site.once(c);
      Jar.Ended done = site.jar.run("group", act, a.toString(), Devices.of(site.jar, c));
      assertThat(done.expect(0).out()).startsWith(act + "d ");
      site.once(a, b);
      site.equal(a, b);
      assertThat(Rows.of(a, VALUES)).hasSize(rows);
      assertThat(Devices.members(site.jar, a))
          .extracting(Map::keySet)
          .allSatisfy(keys -> assertThat(keys).containsExactly("device", "role", "admin", "self"));
    }
  }
}
