package dev.blazesync.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each policy once, as rules of a group declare them. */
class PoliciesIT {
  private static final String STOCK = "SELECT ID, N, NAME FROM STOCK ORDER BY ID";
  private static final String NOTE = "SELECT ID, V, W FROM NOTE ORDER BY ID";
  private static final String MADE_NOTE =
      "CREATE TABLE NOTE (ID VARCHAR(20) PRIMARY KEY, V VARCHAR(200), W VARCHAR(200))";

  @TempDir private Path folder;

  @ParameterizedTest
  @MethodSource("dev.blazesync.scenario.Setup#all")
  void incrementsOfThreeNodesAddUp(Setup setup) {
    try (Gathering group = new Gathering(folder, setup, 3)) {
      group
          .schema(
              "CREATE TABLE STOCK (ID VARCHAR(20) PRIMARY KEY, N BIGINT NOT NULL, NAME VARCHAR(20))")
          .rule("policy.STOCK.N", "counter")
          .begin("INSERT INTO STOCK VALUES ('old', 100, 'x'), ('gone', 50, 'x')");
      group.b().run("INSERT INTO STOCK VALUES ('new', 10, 'x')");
      group.even();
      for (int round = 1; round <= 2; round++) {
        for (Member member : group.members()) {
          member.run("UPDATE STOCK SET N = N + 1", "UPDATE STOCK SET N = N - 3");
          member.transaction("UPDATE STOCK SET N = N + 10", "UPDATE STOCK SET N = N + 2");
        }
        group.even();
        int sum = 30 * round;
        group.shows(
            STOCK,
            "gone|" + (50 + sum) + "|x",
            "new|" + (10 + sum) + "|x",
            "old|" + (100 + sum) + "|x");
      }
      group.a().run("DELETE FROM STOCK WHERE ID = 'gone'");
      group.a().run("INSERT INTO STOCK VALUES ('gone', 7, 'again')");
      group.b().run("UPDATE STOCK SET N = N + 5 WHERE ID = 'gone'");
      group.c().run("UPDATE STOCK SET N = N + 1 WHERE ID = 'old'");
      group.even();
      group.shows(STOCK, "gone|12|again", "new|70|x", "old|161|x");
      group.members().forEach(member -> member.run("UPDATE STOCK SET N = N + 1"));
      group.even();
      group.shows(STOCK, "gone|15|again", "new|73|x", "old|164|x").parked();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.blazesync.scenario.Setup#all")
  void theServerWinsOverClientsThatHaveNotSeenIt(Setup setup) {
    try (Gathering group = new Gathering(folder, setup, 3)) {
      group
          .serverFirst()
          .schema(MADE_NOTE)
          .rule("policy.NOTE", "server-wins")
          .begin(
              "INSERT INTO NOTE VALUES ('1', '-', 'w'), ('2', '-', 'w'), ('3', '-', 'w'), ('4', '-', 'w')");
      group.a().run("UPDATE NOTE SET V = 'server' WHERE ID IN ('1', '2', '3')");
      group.a().run("DELETE FROM NOTE WHERE ID = '4'");
      group.b().run("UPDATE NOTE SET V = 'client'");
      group.b().run("UPDATE NOTE SET W = 'of a client' WHERE ID = '1'");
      group.c().run("DELETE FROM NOTE WHERE ID = '3'");
      group.even();
      group.shows(NOTE, "1|server|of a client", "2|server|w", "3|server|w").parked();

      group.b().run("UPDATE NOTE SET V = 'client has seen it' WHERE ID = '2'");
      group.c().run("DELETE FROM NOTE WHERE ID = '3'");
      group.even();
      group.shows(NOTE, "1|server|of a client", "2|client has seen it|w").parked();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.blazesync.scenario.Setup#all")
  void anUpdateMeetsADelete(Setup setup) {
    try (Gathering group = new Gathering(folder, setup, 2)) {
      group
          .schema(MADE_NOTE, MADE_NOTE.replace("NOTE", "LASTING"))
          .rule("deletes.LASTING", "update-wins")
          .begin(
              "INSERT INTO NOTE VALUES ('1', 'v', 'w'), ('2', 'v', 'w')",
              "INSERT INTO LASTING VALUES ('1', 'v', 'w'), ('2', 'v', 'w'), ('3', 'v', 'w')");
      group.a().run("INSERT INTO LASTING VALUES ('touched', 'v', 'w')");
      group.even();
      group.a().run("UPDATE NOTE SET V = 'updated first' WHERE ID = '1'");
      group.a().run("UPDATE LASTING SET V = 'updated first' WHERE ID = '1'");
      group.b().run("DELETE FROM NOTE", "DELETE FROM LASTING");
      group.a().run("UPDATE NOTE SET V = 'updated last' WHERE ID = '2'");
      group.a().run("UPDATE LASTING SET V = 'updated last' WHERE ID IN ('2', 'touched')");
      group.even();
      group.shows(NOTE).parked();
      group.shows(
          "SELECT * FROM LASTING ORDER BY ID", "2|updated last|w", "touched|updated last|w");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.blazesync.scenario.Setup#all")
  void otherPoliciesMergeThroughRealDatabases(Setup setup) {
    try (Gathering group = new Gathering(folder, setup, 2)) {
      group
          .schema(
              "CREATE TABLE T (ID VARCHAR(20) PRIMARY KEY, HIGH BIGINT, LOW BIGINT, CLAIMED"
                  + " VARCHAR(50))")
          .rule("policy.T.HIGH", "max")
          .rule("policy.T.LOW", "min")
          .rule("policy.T.CLAIMED", "first-writer-wins")
          .begin("INSERT INTO T VALUES ('1', 10, 10, NULL)");
      group.a().run("UPDATE T SET HIGH = 30, LOW = 5, CLAIMED = 'a'");
      group.b().run("UPDATE T SET HIGH = 20, LOW = 3, CLAIMED = 'b'");
      group.even();
      group.shows("SELECT HIGH, LOW, CLAIMED FROM T", "30|3|a").parked();
      // what a policy writes back is no edit of the application's: nothing travels any more
      long before = group.a().batches();
      group.even();
      assertThat(group.a().batches()).isEqualTo(before);
    }
  }
}
