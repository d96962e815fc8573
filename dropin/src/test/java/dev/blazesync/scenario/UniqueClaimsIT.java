package dev.blazesync.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two nodes want the same unique value. */
class UniqueClaimsIT {
  private static final String PERSON =
      "CREATE TABLE PERSON (ID VARCHAR(20) PRIMARY KEY, EMAIL VARCHAR(50) UNIQUE, NAME VARCHAR(50))";
  private static final String ALL = "SELECT ID, EMAIL, NAME FROM PERSON ORDER BY ID";

  @TempDir private Path folder;

  @ParameterizedTest
  @MethodSource("dev.blazesync.scenario.Setup#all")
  void theEarlierClaimIsVisibleAndTheOtherComesBack(Setup setup) {
    try (Gathering group = new Gathering(folder, setup, 2)) {
      group.schema(PERSON).begin("INSERT INTO PERSON VALUES ('o', 'o@x', 'Old')");
      group.a().run("INSERT INTO PERSON VALUES ('x', 'e@x', 'First')");
      group.b().run("INSERT INTO PERSON VALUES ('y', 'e@x', 'Second')");
      group.even();
      group.shows(ALL, "o|o@x|Old", "x|e@x|First").parked("PERSON y UNIQUE");

      // the one that is not seen is edited nowhere; the one that is seen lets go of the value
      group.b().run("UPDATE PERSON SET EMAIL = 'f@x' WHERE ID = 'x'");
      group.even();
      group.shows(ALL, "o|o@x|Old", "x|f@x|First", "y|e@x|Second").parked();

      group.a().run("UPDATE PERSON SET EMAIL = 'g@x' WHERE ID = 'o'");
      group.b().run("UPDATE PERSON SET EMAIL = 'g@x', NAME = 'New' WHERE ID = 'x'");
      group.even();
      group.shows(ALL, "o|g@x|Old", "y|e@x|Second").parked("PERSON x UNIQUE");
      group.a().run("DELETE FROM PERSON WHERE ID = 'o'");
      group.even();
      group.shows(ALL, "x|g@x|New", "y|e@x|Second").parked();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.blazesync.scenario.Setup#all")
  void aRowJustWrittenStaysThoughAParkedOneClaimedItsValueBefore(Setup setup) {
    try (Gathering group = new Gathering(folder, setup, 2)) {
      group.schema(PERSON).begin();
      group.a().run("INSERT INTO PERSON VALUES ('z', 'e@x', 'Holder')");
      group.b().run("INSERT INTO PERSON VALUES ('x', 'e@x', 'Waiting')");
      group.even();
      group.shows(ALL, "z|e@x|Holder").parked("PERSON x UNIQUE");
      group
          .b()
          .transaction(
              "DELETE FROM PERSON WHERE ID = 'z'",
              "INSERT INTO PERSON VALUES ('y', 'e@x', 'Written')");
      group.b().once(sync -> sync);
      assertThat(group.b().query(ALL)).containsExactly("y|e@x|Written");
      group.even();
      group.shows(ALL, "y|e@x|Written").parked("PERSON x UNIQUE");
      group.a().run("DELETE FROM PERSON WHERE ID = 'y'");
      group.even();
      group.shows(ALL, "x|e@x|Waiting").parked();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.blazesync.scenario.Setup#all")
  void theValueAloneGivesWayWhereTheRulesSaySo(Setup setup) {
    try (Gathering group = new Gathering(folder, setup, 2)) {
      group
          .schema(PERSON)
          .rule("unique.PERSON.EMAIL", "park-value")
          .begin("INSERT INTO PERSON VALUES ('o', 'o@x', 'Old')");
      group.a().run("INSERT INTO PERSON VALUES ('x', 'e@x', 'First')");
      group.b().run("INSERT INTO PERSON VALUES ('y', 'e@x', 'Second')");
      group.even();
      group.shows(ALL, "o|o@x|Old", "x|e@x|First", "y|null|Second").verified();
      group.parked("PERSON y HIDDEN");

      // what is shown can be edited, and the value that is not shown is not lost by it
      group.a().run("UPDATE PERSON SET NAME = 'Still second' WHERE ID = 'y'");
      group.b().run("UPDATE PERSON SET EMAIL = 'f@x' WHERE ID = 'x'");
      group.even();
      group.shows(ALL, "o|o@x|Old", "x|f@x|First", "y|e@x|Still second").verified().parked();

      // a value that the user gives to another row stays there
      group.a().run("UPDATE PERSON SET EMAIL = 'g@x' WHERE ID = 'o'");
      group.b().run("UPDATE PERSON SET EMAIL = 'g@x' WHERE ID = 'y'");
      group.even();
      group.shows(ALL, "o|g@x|Old", "x|f@x|First", "y|null|Still second");
      group
          .b()
          .transaction(
              "UPDATE PERSON SET EMAIL = NULL WHERE ID = 'o'",
              "UPDATE PERSON SET EMAIL = 'g@x' WHERE ID = 'x'");
      group.even();
      group.shows(ALL, "o|null|Old", "x|g@x|First", "y|null|Still second").verified();
      group.parked("PERSON y HIDDEN");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.blazesync.scenario.Setup#all")
  void aSwapHereMeetsAChangeThere(Setup setup) {
    try (Gathering group = new Gathering(folder, setup, 2)) {
      group
          .schema(PERSON)
          .begin(
              "INSERT INTO PERSON VALUES ('x', '1@x', 'X')",
              "INSERT INTO PERSON VALUES ('y', '2@x', 'Y')",
              "INSERT INTO PERSON VALUES ('p', '3@x', 'P')",
              "INSERT INTO PERSON VALUES ('q', '4@x', 'Q')");
      // one pair is swapped before the other node changes it, the other pair after that
      group.a().transaction(swap("x", "1@x", "y", "2@x"));
      group.b().run("UPDATE PERSON SET EMAIL = '5@x' WHERE ID = 'x'");
      group.b().run("UPDATE PERSON SET EMAIL = '6@x', NAME = 'Q!' WHERE ID = 'q'");
      group.a().transaction(swap("p", "3@x", "q", "4@x"));
      group.even();
      group.shows(ALL, "p|4@x|P", "q|3@x|Q!", "x|5@x|X", "y|1@x|Y").parked();
    }
  }

  private static String[] swap(String one, String valueOfOne, String other, String valueOfOther) {
    String set = "UPDATE PERSON SET EMAIL = '";
    return new String[] {
      set + "temporary' WHERE ID = '" + one + "'",
      set + valueOfOne + "' WHERE ID = '" + other + "'",
      set + valueOfOther + "' WHERE ID = '" + one + "'"
    };
  }
}
