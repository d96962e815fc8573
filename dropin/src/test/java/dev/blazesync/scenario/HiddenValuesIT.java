package dev.blazesync.scenario;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Values that rows of real databases hold and do not show. */
class HiddenValuesIT {
  private static final String ALL = "SELECT ID, EMAIL, NAME FROM PERSON ORDER BY ID";

  @TempDir private Path folder;

  private Gathering hidden(Setup setup, String email) {
    Gathering group = new Gathering(folder, setup, 2);
    group
        .schema(
            "CREATE TABLE PERSON (ID VARCHAR(20) PRIMARY KEY, EMAIL "
                + email
                + " UNIQUE, NAME VARCHAR(50))")
        .rule("unique.PERSON.EMAIL", "park-value")
        .begin("INSERT INTO PERSON VALUES ('o', 'o@x', 'Old')");
    group.a().run("INSERT INTO PERSON VALUES ('x', 'e@x', 'First')");
    group.b().run("INSERT INTO PERSON VALUES ('y', 'E@x', 'Second')");
    group.even();
    return group;
  }

  static Stream<Setup> alike() {
    return Setup.all().filter(setup -> setup.kinds().size() == 1);
  }

  private static String caseless(Setup setup) {
    return setup.kind(0) == Kind.SQLITE ? "VARCHAR(50) COLLATE NOCASE" : "VARCHAR_IGNORECASE(50)";
  }

  @ParameterizedTest
  @MethodSource("dev.blazesync.scenario.Setup#all")
  void replacedDeletedAndWrittenAsItIs(Setup setup) {
    try (Gathering group = new Gathering(folder, setup, 2)) {
      group
          .schema(
              "CREATE TABLE PERSON (ID VARCHAR(20) PRIMARY KEY, EMAIL VARCHAR(50) UNIQUE, NAME"
                  + " VARCHAR(50), CHECK (EMAIL IS NOT NULL OR NAME <> 'Strict'))")
          .rule("unique.PERSON.EMAIL", "park-value")
          .begin("INSERT INTO PERSON VALUES ('o', 'o@x', 'Old')");
      group.a().run("INSERT INTO PERSON VALUES ('x', 'e@x', 'First')");
      group.b().run("INSERT INTO PERSON VALUES ('y', 'e@x', 'Second')");
      group.b().run("INSERT INTO PERSON VALUES ('z', 'o@x2', 'Strict')");
      group.a().run("UPDATE PERSON SET EMAIL = 'o@x2' WHERE ID = 'o'");
      group.even();
      group.shows(ALL, "o|null|Old", "x|e@x|First", "y|null|Second", "z|o@x2|Strict").verified();
      // the same row is written as it is shown, and the value goes to it in one transaction
      group.b().run("UPDATE PERSON SET EMAIL = NULL, NAME = 'Same' WHERE ID = 'y'");
      group.even();
      group
          .a()
          .transaction(
              "UPDATE PERSON SET EMAIL = NULL WHERE ID = 'x'",
              "UPDATE PERSON SET EMAIL = 'e@x' WHERE ID = 'y'");
      group.even();
      group.shows(ALL, "o|null|Old", "x|null|First", "y|e@x|Same", "z|o@x2|Strict").verified();
      group.a().run("UPDATE PERSON SET EMAIL = 'p@x' WHERE ID = 'z'");
      group.even();
      group.shows(ALL, "o|o@x2|Old", "x|null|First", "y|e@x|Same", "z|p@x|Strict").verified();
      group.parked();
      // a strict row loses its value: all of it goes, and comes back
      group.a().run("INSERT INTO PERSON VALUES ('q', 'q@x', 'First')");
      group.b().run("INSERT INTO PERSON VALUES ('r', 'q@x', 'Strict')");
      group.even();
      group.shows(ALL, "o|o@x2|Old", "q|q@x|First", "x|null|First", "y|e@x|Same", "z|p@x|Strict");
      group.a().run("DELETE FROM PERSON WHERE ID = 'q'");
      group.even();
      group
          .shows(ALL, "o|o@x2|Old", "r|q@x|Strict", "x|null|First", "y|e@x|Same", "z|p@x|Strict")
          .verified();
      group.parked();
    }
  }

  @ParameterizedTest
  @MethodSource("alike")
  void valuesThatDifferInCaseOnly(Setup setup) {
    try (Gathering group = hidden(setup, caseless(setup))) {
      group.a().run("UPDATE PERSON SET NAME = 'Still' WHERE ID = 'y'");
      group.even();
      group.verified();
      group.a().run("UPDATE PERSON SET EMAIL = 'E@X' WHERE ID = 'x'");
      group.even();
      group.shows(ALL, "o|o@x|Old", "x|E@X|First", "y|null|Still").verified();
      group.b().run("DELETE FROM PERSON WHERE ID = 'x'");
      group.even();
      group.shows(ALL, "o|o@x|Old", "y|E@x|Still").verified().parked();
    }
  }
}
