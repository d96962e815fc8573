package dev.blazesync.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two databases change the same while they cannot see each other. */
class ConflictsIT {
  private static final String TABLE =
      "CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT NOT NULL, stock INTEGER, code TEXT"
          + " UNIQUE); INSERT INTO item VALUES (1, 'nut', 10, 'n'), (2, 'bolt', 20, 'b');";

  @TempDir private Path folder;
  private Path a;
  private Path b;

  @BeforeAll
  static void shell() {
    Shell.assumeInstalled();
  }

  @BeforeEach
  void database() {
    a = folder.resolve("a.db");
    b = folder.resolve("b.db");
    Shell.run(a, TABLE);
  }

  @Test
  void whatLostIsListedOnBothSidesAndCanBePutBack() throws IOException {
    try (Site site = joined()) {
      Shell.run(a, "UPDATE item SET name = 'early' WHERE id = 1;");
      Shell.run(b, "UPDATE item SET name = 'late' WHERE id = 1;");
      site.once(a);
      Jar.Ended decider = site.jar.run("sync", b.toString(), "--once").expect(0);
      assertThat(decider.told()).anyMatch(line -> line.contains("1 conflict was decided"));
      site.once(a, b);
      for (Path database : List.of(a, b)) {
        assertThat(Shell.run(database, "SELECT name FROM item WHERE id = 1;")).isEqualTo("late");
        Map<String, Object> conflict = onlyDecided(site, database);
        assertThat(conflict)
            .containsEntry("table", "item")
            .containsEntry("key", "1")
            .containsEntry("column", "name")
            .containsEntry("policy", "last-writer-wins")
            .containsEntry("reason", "column name was written on both sides")
            .containsEntry("winner", "late")
            .containsEntry("winnerNode", node(site, b))
            .containsEntry("loser", "early")
            .containsEntry("loserNode", node(site, a))
            .containsEntry("restored", false);
        assertThat(String.valueOf(conflict.get("winnerTime")))
            .isGreaterThanOrEqualTo(String.valueOf(conflict.get("loserTime")));
        assertThat(site.jar.run("conflicts", database.toString()).expect(0).out())
            .contains("late")
            .contains("early");
        assertThat(status(site, database)).containsEntry("conflicts", 1);
      }
      String id = id(onlyDecided(site, a));
      Jar.Ended restored = site.jar.run("conflicts", a.toString(), "restore", id).expect(0);
      assertThat(restored.out().strip())
          .isEqualTo("conflict " + id + ": name = early is back in item 1");
      assertThat(onlyDecided(site, a)).containsEntry("restored", true);
      site.once(a, b);
      for (Path database : List.of(a, b)) {
        assertThat(Shell.run(database, "SELECT name FROM item WHERE id = 1;")).isEqualTo("early");
        assertThat(decided(site, database)).as("the restored value is no conflict").hasSize(1);
      }
      site.equal(a, b);
    }
  }

  @Test
  void aRunningEngineIsAskedAndRestores() throws IOException {
    try (Site site = joined()) {
      Shell.run(a, "UPDATE item SET name = 'early' WHERE id = 1;");
      Shell.run(b, "UPDATE item SET name = 'late' WHERE id = 1;");
      site.once(a, b);
      String id = id(onlyDecided(site, b));
      try (Jar.Running holder = site.jar.start("sync", b.toString())) {
        awaitRunning(site, b);
        site.jar.run("conflicts", b.toString(), "show", id).expect(0);
        refused(site.jar.run("conflicts", b.toString(), "restore", "99"), "no conflict 99");
        site.jar.run("conflicts", b.toString(), "restore", id).expect(0);
        refused(site.jar.run("group", "config", b.toString(), "--set", "policy.item=max"), "fixed");
        holder.terminate().expect(0);
      }
      assertThat(Shell.run(b, "SELECT name FROM item WHERE id = 1;")).isEqualTo("early");
      site.once(b, a);
      assertThat(Shell.run(a, "SELECT name FROM item WHERE id = 1;")).isEqualTo("early");
      site.equal(a, b);
    }
  }

  @Test
  void aDeletedRowComesBackFromTheSideThatWroteIt() throws IOException {
    aDeletedRowComesBack(false);
  }

  @Test
  void whatTheDeleterKeptOfARowComesBack() throws IOException {
    aDeletedRowComesBack(true);
  }

  private void aDeletedRowComesBack(boolean atTheDeleter) throws IOException {
    try (Site site = joined()) {
      Shell.run(a, "UPDATE item SET name = 'wanted' WHERE id = 1;");
      Shell.run(b, "DELETE FROM item WHERE id = 1;");
      site.once(a, b);
      for (Path database : List.of(a, b)) {
        assertThat(Shell.run(database, "SELECT name FROM item WHERE id = 1;")).isEmpty();
        Map<String, Object> conflict = onlyDecided(site, database);
        assertThat(conflict)
            .containsEntry("column", null)
            .containsEntry("policy", "delete-wins")
            .containsEntry("winner", null)
            .containsEntry("winnerNode", node(site, b))
            .containsEntry("loserNode", node(site, a));
        Jar.Ended shown =
            site.jar.run("conflicts", database.toString(), "show", id(conflict)).expect(0);
        assertThat(shown.out()).contains("winner    (deleted)").contains("wanted");
      }
      Path restorer = atTheDeleter ? b : a;
      String id = id(onlyDecided(site, restorer));
      Jar.Ended restored = site.jar.run("conflicts", restorer.toString(), "restore", id).expect(0);
      assertThat(restored.err().contains("may have kept all of it")).isEqualTo(atTheDeleter);
      site.once(restorer, a, b);
      for (Path database : List.of(a, b)) {
        assertThat(Shell.run(database, "SELECT * FROM item WHERE id = 1;"))
            .isEqualTo(atTheDeleter ? "1|wanted||" : "1|wanted|10|n");
      }
      site.equal(a, b);
    }
  }

  @Test
  void editsThatFollowEachOtherAreNoConflicts() throws IOException {
    try (Site site = joined()) {
      for (int round = 0; round < 2; round++) {
        Shell.run(a, "UPDATE item SET name = 'a" + round + "', stock = stock + 1;");
        site.once(a, b);
        Shell.run(b, "UPDATE item SET name = 'b" + round + "' WHERE id = 1;");
        site.once(b, a);
      }
      Shell.run(b, "DELETE FROM item WHERE id = 2; UPDATE item SET stock = 0;");
      site.once(b, a);
      Shell.run(a, "INSERT INTO item VALUES (2, 'again', 1, 'b');");
      site.once(a, b);
      assertThat(Shell.run(b, "SELECT * FROM item;")).isEqualTo("1|b1|0|n\n2|again|1|b");
      for (Path database : List.of(a, b)) {
        assertThat(decided(site, database)).isEmpty();
        Jar.Ended none = site.jar.run("conflicts", database.toString()).expect(0);
        assertThat(none.out()).isEmpty();
        assertThat(none.told()).singleElement().asString().contains("no conflicts");
      }
    }
  }

  @Test
  void rulesOfTheFounderAreTheGroups() throws IOException {
    try (Site site = new Site(folder)) {
      Jar.Ended none = site.jar.run("group", "config", a.toString()).expect(0);
      assertThat(none.out()).isEmpty();
      assertThat(none.told()).hasSize(1);
      for (String wrong :
          List.of(
              "policy.item.colour=max",
              "policy.item.stock=sum",
              "deletes.item=never",
              "unique.item.name=park-value",
              "colour=red")) {
        usage(site.jar.run("group", "config", a.toString(), "--set", wrong));
      }
      String[] rules = {"deletes.item=update-wins", "policy.item.stock=counter"};
      Jar.Ended set =
          site.jar.run("group", "config", a.toString(), "--set", rules[1], "--set", rules[0]);
      assertThat(set.expect(0).out().lines()).containsExactly(rules);
      String code = site.group();
      site.join(a, code).expect(0);
      site.join(b, code).expect(0);
      for (Path database : List.of(a, b)) {
        String db = database.toString();
        assertThat(site.jar.run("group", "config", db).expect(0).out().lines())
            .containsExactly(rules);
        refused(site.jar.run("group", "config", db, "--set", "policy.item.stock=max"), "fixed");
        site.jar.run("group", "config", db, "--set", rules[0]).expect(0);
        assertThat(JSON.std.mapFrom(site.jar.run("group", "config", db, "--json").expect(0).out()))
            .containsEntry(
                "rules",
                List.of(
                    Map.of("rule", "deletes.item", "value", "update-wins"),
                    Map.of("rule", "policy.item.stock", "value", "counter")));
      }
      Shell.run(a, "UPDATE item SET stock = stock + 5; DELETE FROM item WHERE id = 2;");
      Shell.run(b, "UPDATE item SET stock = stock - 3; UPDATE item SET name = 'kept';");
      site.once(a, b);
      for (Path database : List.of(a, b)) {
        assertThat(Shell.run(database, "SELECT name, stock FROM item WHERE id = 1;"))
            .isEqualTo("kept|12");
        assertThat(Shell.run(database, "SELECT name FROM item WHERE id = 2;")).isEqualTo("kept");
      }
      site.equal(a, b);
    }
  }

  @Test
  void aServersWriteWinsOverALaterOneOfAClient() throws IOException {
    try (Site site = new Site(folder)) {
      site.jar.run("group", "config", a.toString(), "--set", "policy.item=server-wins").expect(0);
      site.joinBy(site.group("--role", "server"), a, "--role", "SERVER").expect(0);
      String client = site.invite(a);
      refused(site.joinBy(client, b, "--role", "server", "--progress", "none"), "--role server");
      site.joinBy(client, b, "--role", "client").expect(0);
      Shell.run(a, "UPDATE item SET name = 'office' WHERE id = 1;");
      Shell.run(b, "UPDATE item SET name = 'till' WHERE id = 1;");
      site.once(a, b);
      for (Path database : List.of(a, b)) {
        assertThat(Shell.run(database, "SELECT name FROM item WHERE id = 1;")).isEqualTo("office");
        assertThat(onlyDecided(site, database))
            .containsEntry("policy", "server-wins")
            .containsEntry("winner", "office")
            .containsEntry("loser", "till");
      }
      site.equal(a, b);
    }
  }

  @Test
  void aTakenValueParksARowThatComesBack() throws IOException {
    try (Site site = joined()) {
      Shell.run(a, "INSERT INTO item VALUES (10, 'of a', 1, 'same');");
      Shell.run(b, "INSERT INTO item VALUES (11, 'of b', 1, 'same');");
      site.once(a, b);
      for (Path database : List.of(a, b)) {
        assertThat(Shell.run(database, "SELECT id FROM item WHERE code = 'same';")).isEqualTo("10");
        List<Map<String, Object>> parked = list(site, database, "parked");
        assertThat(parked).hasSize(1);
        assertThat(parked.get(0))
            .containsEntry("table", "item")
            .containsEntry("key", "11")
            .containsEntry("policy", null)
            .containsEntry("winner", null)
            .containsEntry("loser", null);
        assertThat(String.valueOf(parked.get(0).get("reason"))).containsIgnoringCase("unique");
        assertThat(site.jar.run("conflicts", database.toString(), "list").expect(0).out())
            .contains("parked in")
            .contains("11");
        Jar.Ended strict = site.jar.run("sync", database.toString(), "--once", "--strict");
        strict.expect(1);
        assertThat(strict.told()).anyMatch(line -> line.contains("1 record is parked"));
      }
      Shell.run(b, "DELETE FROM item WHERE id = 10;");
      site.once(b, a);
      for (Path database : List.of(a, b)) {
        assertThat(Shell.run(database, "SELECT id FROM item WHERE code = 'same';")).isEqualTo("11");
        assertThat(list(site, database, "parked")).isEmpty();
      }
      site.equal(a, b);
    }
  }

  @Test
  void aConflictThatIsNotThereIsRefusedAndNothingIsTouched() throws IOException {
    Jar jar = new Jar(folder);
    String before = Shell.schema(a);
    refused(jar.run("conflicts", a.toString(), "show", "1"), "no conflict 1");
    refused(jar.run("conflicts", a.toString(), "restore", "1"), "no conflict 1");
    assertThat(Shell.schema(a)).isEqualTo(before);
    Path text = folder.resolve("text.db");
    Files.writeString(text, "no database, though it is longer than a header ".repeat(99));
    jar.run("conflicts", text.toString()).expect(5);
    jar.run("group", "config", text.toString(), "--set", "policy.t=max").expect(5);
    jar.run("conflicts", text.toString(), "restore", "1").expect(5);
  }

  @Test
  void theLedgerIsReadWithSql() throws IOException {
    try (Site site = joined()) {
      Shell.run(a, "UPDATE item SET name = 'early' WHERE id = 1;");
      Shell.run(b, "UPDATE item SET name = 'late' WHERE id = 1;");
      site.once(a, b);
      assertThat(
              Shell.run(
                  a,
                  "SELECT table_name, label, column_name, policy, winner, lower(hex(winner_node)),"
                      + " loser FROM blazesync_conflict;"))
          .isEqualTo("item|1|name|last-writer-wins|late|" + node(site, b) + "|early");
    }
  }

  /** {@return a hub, and both databases in one group} */
  private Site joined() {
    Site site = new Site(folder);
    String code = site.group();
    site.join(a, code).expect(0);
    site.join(b, code).expect(0);
    return site;
  }

  private static void awaitRunning(Site site, Path database) {
    await("the engine runs")
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(200))
        .until(() -> Boolean.TRUE.equals(status(site, database).get("running")));
  }

  private static void refused(Jar.Ended ended, String why) {
    assertThat(ended.expect(4).told()).singleElement().asString().contains(why);
  }

  private static void usage(Jar.Ended ended) {
    assertThat(ended.expect(2).told()).as("%s", ended.command()).hasSize(1);
    assertThat(ended.out()).isEmpty();
  }

  private static String id(Map<String, Object> conflict) {
    return String.valueOf(conflict.get("id"));
  }

  private static Map<String, Object> onlyDecided(Site site, Path database) throws IOException {
    List<Map<String, Object>> decided = decided(site, database);
    assertThat(decided).as("conflicts of %s", database).hasSize(1);
    return decided.get(0);
  }

  private static List<Map<String, Object>> decided(Site site, Path database) throws IOException {
    return list(site, database, "decided");
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> list(Site site, Path database, String key)
      throws IOException {
    return (List<Map<String, Object>>)
        JSON.std
            .mapFrom(site.jar.run("conflicts", database.toString(), "--json").expect(0).out())
            .get(key);
  }

  private static Map<String, Object> status(Site site, Path database) throws IOException {
    return JSON.std.mapFrom(site.jar.run("status", database.toString(), "--json").expect(0).out());
  }

  private static String node(Site site, Path database) throws IOException {
    return String.valueOf(status(site, database).get("node"));
  }
}
