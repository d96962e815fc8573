package dev.blazesync.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.Status;
import dev.blazesync.engine.plugin.Plugins;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A group's rules name a policy whose plug-in node B does not have. */
class MissingPolicyIT {
  private static final String SCORES = "SELECT ID, N, V FROM SCORE ORDER BY ID";
  private static final String NOTES = "SELECT ID, V FROM NOTE ORDER BY ID";

  @TempDir private Path folder;

  private Gathering group(Setup setup) {
    Gathering group = new Gathering(folder, setup, 3);
    Plugins all = TeamPolicy.plugins(folder);
    group.a().plugins(all);
    group.c().plugins(all);
    return group
        .schema(
            "CREATE TABLE SCORE (ID VARCHAR(20) PRIMARY KEY, N BIGINT, V VARCHAR(20))",
            "CREATE TABLE NOTE (ID VARCHAR(20) PRIMARY KEY, V VARCHAR(20))")
        .rule("policy.SCORE.N", TeamPolicy.NAME);
  }

  private static void heldBack(Member member) {
    assertThat(member.status().notices())
        .singleElement()
        .asString()
        .startsWith("table SCORE is held back: no conflict policy is called 'team-max'")
        .endsWith("its changes are kept and sync as soon as it is there");
    assertThat(member.notices()).containsAll(member.status().notices());
  }

  private static Status.Table score(Member member) {
    return member.status().tables().stream()
        .filter(table -> table.table().equals("SCORE"))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("dev.blazesync.scenario.Setup#all")
  void theTableWaitsForItAndTheOthersGoOn(Setup setup) {
    try (Gathering group = group(setup)) {
      Member a = group.a();
      Member b = group.b();
      group.found(
          "INSERT INTO SCORE VALUES ('1', 10, 'v'), ('gone', 10, 'v')",
          "INSERT INTO NOTE VALUES ('1', 'v')");
      heldBack(b);
      assertThat(b.query(SCORES)).isEmpty();
      assertThat(b.query(NOTES)).containsExactly("1|v");

      // B's application works with both tables, and so do the others'
      b.run("INSERT INTO SCORE VALUES ('b', 5, 'of b')", "UPDATE SCORE SET N = 6");
      b.run("UPDATE NOTE SET V = 'of b'");
      group.c().run("UPDATE SCORE SET N = 30, V = 'of c' WHERE ID = '1'");
      a.run("UPDATE SCORE SET N = 20, V = 'of a' WHERE ID = '1'");
      a.run("DELETE FROM SCORE WHERE ID = 'gone'", "INSERT INTO NOTE VALUES ('2', 'of a')");
      group.meet();
      heldBack(b);
      assertThat(score(b).pending()).isPositive();
      group.shows(NOTES, "1|of b", "2|of a").parked();
      assertThat(b.query(SCORES)).containsExactly("b|6|of b");
      assertThat(a.query(SCORES)).containsExactly("1|30|of a");
      assertThat(group.c().query(SCORES)).containsExactly("1|30|of a");

      b.plugins(TeamPolicy.plugins(folder));
      group.even();
      group.shows(SCORES, "1|30|of a", "b|6|of b").shows(NOTES, "1|of b", "2|of a");
      assertThat(b.status().notices()).isEmpty();
      assertThat(score(b).pending()).isZero();
      b.run("UPDATE SCORE SET N = 7");
      a.run("UPDATE SCORE SET N = 8 WHERE ID = 'b'");
      group.even();
      group.shows(SCORES, "1|30|of a", "b|8|of b").verified().parked();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.blazesync.scenario.Setup#all")
  void aPlugInThatIsGoneForAWhileIsMissedByNobody(Setup setup) {
    try (Gathering group = group(setup)) {
      Plugins all = TeamPolicy.plugins(folder);
      Member a = group.a();
      Member b = group.b();
      b.plugins(all);
      group.begin("INSERT INTO SCORE VALUES ('1', 10, 'v'), ('2', 10, 'v'), ('3', 10, 'v')");
      b.run("UPDATE SCORE SET N = 11 WHERE ID = '1'");
      group.even();

      b.plugins(null);
      b.run("UPDATE SCORE SET N = 50 WHERE ID = '1'", "UPDATE SCORE SET V = 'of b' WHERE ID = '2'");
      a.run("UPDATE SCORE SET V = 'of a' WHERE ID = '1'", "UPDATE SCORE SET N = 40 WHERE ID < '3'");
      b.run("DELETE FROM SCORE WHERE ID = '3'", "INSERT INTO NOTE VALUES ('1', 'of b')");
      group.meet();
      heldBack(b);
      group.shows(NOTES, "1|of b");
      assertThat(b.query(SCORES)).containsExactly("1|50|v", "2|10|of b");
      assertThat(a.query(SCORES)).containsExactly("1|40|of a", "2|40|v", "3|10|v");
      // edits from before and after a sync without it
      b.run("UPDATE SCORE SET N = 60 WHERE ID = '1'");
      group.meet();

      b.plugins(all);
      group.even();
      group.shows(SCORES, "1|60|of a", "2|40|of b").verified().parked();
    }
  }

  /** One column is written here while its table is held back, and there at the same time. */
  private void edited(Gathering group) {
    Plugins all = TeamPolicy.plugins(folder);
    Member b = group.b();
    b.plugins(all);
    group.begin("INSERT INTO SCORE VALUES ('1', 10, 'v')");
    b.plugins(null);
    b.run("UPDATE SCORE SET V = 'earlier'");
    group.a().run("UPDATE SCORE SET V = 'later'");
    group.c().run("INSERT INTO NOTE VALUES ('1', 'last of all')");
    group.meet();
    b.plugins(all);
    group.even();
  }

  @ParameterizedTest
  @MethodSource("dev.blazesync.scenario.Setup#all")
  void whatGivesWayToAnEditFromMeanwhileIsInTheLedger(Setup setup) {
    try (Gathering group = group(setup)) {
      edited(group);
      boolean first = group.a().query("SELECT V FROM SCORE").contains("earlier");
      group.lost(first ? "V later" : "V earlier").verified().parked();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.blazesync.scenario.Setup#all")
  void rowsThatReferToTheTableWaitForItToo(Setup setup) {
    try (Gathering group = group(setup)) {
      group
          .schema(
              "CREATE TABLE CHILD (ID VARCHAR(20) PRIMARY KEY, SCORE VARCHAR(20) REFERENCES SCORE"
                  + " (ID), V VARCHAR(20))")
          .found(
              "INSERT INTO SCORE VALUES ('1', 10, 'v')",
              "INSERT INTO CHILD VALUES ('c', '1', 'v')");
      Member b = group.b();
      group.a().run("INSERT INTO CHILD VALUES ('free', NULL, 'v')");
      b.run("INSERT INTO SCORE VALUES ('b', 1, 'v')", "INSERT INTO CHILD VALUES ('d', 'b', 'v')");
      group.meet();
      heldBack(b);
      assertThat(b.query("SELECT ID FROM CHILD ORDER BY ID")).containsExactly("d", "free");
      assertThat(b.parked()).containsExactly("CHILD c FOREIGN_KEY");

      b.plugins(TeamPolicy.plugins(folder));
      group.even();
      group
          .shows("SELECT ID, SCORE FROM CHILD ORDER BY ID", "c|1", "d|b", "free|null")
          .verified()
          .parked();
    }
  }
}
