package dev.blazesync.scenario;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A row is deleted here while rows that refer to it are written there; rings of references. */
class ForeignKeysIT {
  private static final String CHAIN = "SELECT ID, BOSS, NAME FROM EMPLOYEE ORDER BY ID";
  private static final String TEAMS = "SELECT ID, LEADER, NAME FROM TEAM ORDER BY ID";
  private static final String PLAYERS = "SELECT ID, TEAM, NAME FROM PLAYER ORDER BY ID";

  @TempDir private Path folder;

  @ParameterizedTest
  @MethodSource("dev.blazesync.scenario.Setup#all")
  void aParentIsDeletedHereAndAChildAddedThere(Setup setup) {
    try (Gathering group = new Gathering(folder, setup, 2)) {
      group
          .schema(
              "CREATE TABLE PARENT (ID VARCHAR(20) PRIMARY KEY, NAME VARCHAR(20))",
              child("RESTRICTED", "RESTRICT"),
              child("CASCADED", "CASCADE"),
              child("NULLED", "SET NULL"))
          .begin(
              "INSERT INTO PARENT VALUES ('r', 'r'), ('c', 'c'), ('n', 'n'), ('z', 'z')",
              "INSERT INTO CASCADED VALUES ('c1', 'c', 'old'), ('z1', 'z', 'old')",
              "INSERT INTO NULLED VALUES ('n1', 'n', 'old'), ('z1', 'z', 'old')");
      group.a().run("DELETE FROM PARENT WHERE ID <> 'z'");
      group.b().run("INSERT INTO RESTRICTED VALUES ('r2', 'r', 'new')");
      group.b().run("INSERT INTO CASCADED VALUES ('c2', 'c', 'new')");
      group.b().run("INSERT INTO NULLED VALUES ('n2', 'n', 'new')");
      group.b().run("UPDATE NULLED SET NAME = 'edited' WHERE ID = 'n1'");
      group.even();
      group
          .shows("SELECT ID FROM PARENT", "z")
          .shows("SELECT * FROM RESTRICTED")
          .shows("SELECT * FROM CASCADED", "z1|z|old")
          .shows("SELECT * FROM NULLED ORDER BY ID", "n1|null|edited", "n2|null|new", "z1|z|old")
          .parked("CASCADED c2 FOREIGN_KEY", "NULLED n2 HIDDEN", "RESTRICTED r2 FOREIGN_KEY");
      group.a().run("INSERT INTO PARENT VALUES ('r', 'again'), ('c', 'again'), ('n', 'again')");
      group.even();
      group
          .shows("SELECT * FROM RESTRICTED", "r2|r|new")
          .shows("SELECT * FROM CASCADED ORDER BY ID", "c2|c|new", "z1|z|old")
          .shows("SELECT * FROM NULLED ORDER BY ID", "n1|null|edited", "n2|n|new", "z1|z|old")
          .parked();
    }
  }

  private static String child(String table, String onDelete) {
    return "CREATE TABLE "
        + table
        + " (ID VARCHAR(20) PRIMARY KEY, PARENT VARCHAR(20) REFERENCES PARENT (ID) ON DELETE "
        + onDelete
        + ", NAME VARCHAR(20))";
  }

  @ParameterizedTest
  @MethodSource("dev.blazesync.scenario.Setup#all")
  void aRingIsInsertedHereChangedThereAndDeletedHere(Setup setup) {
    try (Gathering group = new Gathering(folder, setup, 2)) {
      group
          .schema(
              Kind.SQLITE,
              "CREATE TABLE TEAM (ID VARCHAR(20) PRIMARY KEY, LEADER VARCHAR(20) REFERENCES PLAYER"
                  + " (ID) DEFERRABLE INITIALLY DEFERRED, NAME VARCHAR(20))",
              "CREATE TABLE PLAYER (ID VARCHAR(20) PRIMARY KEY, TEAM VARCHAR(20) NOT NULL"
                  + " REFERENCES TEAM (ID) DEFERRABLE INITIALLY DEFERRED, NAME VARCHAR(20))")
          .schema(
              Kind.H2,
              "CREATE TABLE TEAM (ID VARCHAR(20) PRIMARY KEY, LEADER VARCHAR(20), NAME"
                  + " VARCHAR(20))",
              "CREATE TABLE PLAYER (ID VARCHAR(20) PRIMARY KEY, TEAM VARCHAR(20)"
                  + " REFERENCES TEAM (ID), NAME VARCHAR(20))",
              "ALTER TABLE TEAM ADD FOREIGN KEY (LEADER) REFERENCES PLAYER (ID)")
          .begin(ring("t", "p"));
      group.a().transaction(ring("u", "q"));
      group.b().run("UPDATE PLAYER SET NAME = 'renamed' WHERE ID = 'p'");
      group.even();
      group
          .shows(TEAMS, "t|p|team", "u|q|team")
          .shows(PLAYERS, "p|t|renamed", "q|u|player")
          .parked();

      group
          .b()
          .transaction(
              "INSERT INTO PLAYER VALUES ('p2', 't', 'player')",
              "UPDATE TEAM SET LEADER = 'p2' WHERE ID = 't'");
      group
          .a()
          .transaction(
              "UPDATE TEAM SET LEADER = NULL WHERE ID = 'u'",
              "DELETE FROM PLAYER WHERE ID = 'q'",
              "DELETE FROM TEAM WHERE ID = 'u'",
              "UPDATE PLAYER SET TEAM = 't', NAME = 'kept' WHERE ID = 'p'");
      group.even();
      group.shows(TEAMS, "t|p2|team").shows(PLAYERS, "p|t|kept", "p2|t|player").parked();
    }
  }

  private static String[] ring(String team, String player) {
    return new String[] {
      "INSERT INTO TEAM VALUES ('" + team + "', NULL, 'team')",
      "INSERT INTO PLAYER VALUES ('" + player + "', '" + team + "', 'player')",
      "UPDATE TEAM SET LEADER = '" + player + "' WHERE ID = '" + team + "'"
    };
  }

  @ParameterizedTest
  @MethodSource("dev.blazesync.scenario.Setup#sqlite")
  void aRingWithoutNullsIsInsertedHereAndMeetsAnotherThere(Setup setup) {
    try (Gathering group = new Gathering(folder, setup, 2)) {
      group
          .schema(
              "CREATE TABLE TEAM (ID VARCHAR(20) PRIMARY KEY, LEADER VARCHAR(20) NOT NULL UNIQUE"
                  + " REFERENCES PLAYER (ID) DEFERRABLE INITIALLY DEFERRED, NAME VARCHAR(20))",
              "CREATE TABLE PLAYER (ID VARCHAR(20) PRIMARY KEY, TEAM VARCHAR(20) NOT NULL"
                  + " REFERENCES TEAM (ID) DEFERRABLE INITIALLY DEFERRED, NAME VARCHAR(20) UNIQUE)")
          .begin();
      group
          .a()
          .transaction(
              "INSERT INTO TEAM VALUES ('t', 'p', 'team')",
              "INSERT INTO PLAYER VALUES ('p', 't', 'Ann')");
      // another ring with a player of the same name
      group
          .b()
          .transaction(
              "INSERT INTO TEAM VALUES ('u', 'q', 'team')",
              "INSERT INTO PLAYER VALUES ('q', 'u', 'Ann')");
      group.even();
      group.shows(TEAMS, "t|p|team").shows(PLAYERS, "p|t|Ann");
      group.b().run("UPDATE PLAYER SET NAME = 'Bea' WHERE ID = 'p'");
      group.even();
      group.shows(TEAMS, "t|p|team", "u|q|team").shows(PLAYERS, "p|t|Bea", "q|u|Ann").parked();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.blazesync.scenario.Setup#all")
  void aChainIsCutHereAndLengthenedThere(Setup setup) {
    try (Gathering group = new Gathering(folder, setup, 2)) {
      group
          .schema(
              "CREATE TABLE EMPLOYEE (ID VARCHAR(20) PRIMARY KEY, BOSS VARCHAR(20) REFERENCES"
                  + " EMPLOYEE (ID), NAME VARCHAR(20))")
          .begin("INSERT INTO EMPLOYEE VALUES ('1', NULL, 'one')");
      group
          .a()
          .transaction(
              "INSERT INTO EMPLOYEE VALUES ('2', '1', 'two')",
              "INSERT INTO EMPLOYEE VALUES ('3', '2', 'three')",
              "INSERT INTO EMPLOYEE VALUES ('4', '3', 'four')");
      group.even();
      group.shows(CHAIN, "1|null|one", "2|1|two", "3|2|three", "4|3|four").parked();

      group.a().run("DELETE FROM EMPLOYEE WHERE ID = '4'");
      group
          .b()
          .transaction(
              "INSERT INTO EMPLOYEE VALUES ('5', '4', 'five')",
              "INSERT INTO EMPLOYEE VALUES ('6', '5', 'six')",
              "INSERT INTO EMPLOYEE VALUES ('7', '7', 'self')");
      group.even();
      group
          .shows(CHAIN, "1|null|one", "2|1|two", "3|2|three", "7|7|self")
          .parked("EMPLOYEE 5 FOREIGN_KEY", "EMPLOYEE 6 FOREIGN_KEY");
      group.a().run("INSERT INTO EMPLOYEE VALUES ('4', '7', 'back')");
      group.even();
      group
          .shows(
              CHAIN,
              "1|null|one",
              "2|1|two",
              "3|2|three",
              "4|7|back",
              "5|4|five",
              "6|5|six",
              "7|7|self")
          .parked();
    }
  }
}
