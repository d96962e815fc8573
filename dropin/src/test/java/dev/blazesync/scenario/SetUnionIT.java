package dev.blazesync.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** JSON arrays that applications write as a whole, merged by the policy {@code set-union}. */
class SetUnionIT {
  private static final String ALL = "SELECT ID, TAGS FROM NOTE ORDER BY ID";

  @TempDir private Path folder;

  private Gathering group(Setup setup, int nodes) {
    return new Gathering(folder, setup, nodes)
        .schema("CREATE TABLE NOTE (ID VARCHAR(20) PRIMARY KEY, TAGS VARCHAR(2000), N BIGINT)")
        .rule("policy.NOTE.TAGS", "set-union");
  }

  private static String tags(String id, String json) {
    return "UPDATE NOTE SET TAGS = "
        + (json == null ? "NULL" : "'" + json + "'")
        + " WHERE ID = '"
        + id
        + "'";
  }

  @ParameterizedTest
  @MethodSource("dev.blazesync.scenario.Setup#all")
  void whatTwoNodesAddIsThereAndWhatOneRemovesIsNot(Setup setup) {
    try (Gathering group = group(setup, 2)) {
      group.begin(
          "INSERT INTO NOTE VALUES ('add', '[\"a\",\"b\"]', 1), ('drop', '[\"a\",\"b\"]', 1)");
      group.a().run(tags("add", "[\"a\",\"b\",\"x\"]"), tags("drop", "[\"b\"]"));
      group.b().run(tags("add", "[\"y\",\"b\",\"a\"]"), tags("drop", "[\"a\",\"b\",\"c\"]"));
      group.even();
      group
          .shows(ALL, "add|[\"a\",\"b\",\"x\",\"y\"]", "drop|[\"b\",\"c\"]")
          .verified()
          .lost()
          .parked();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.blazesync.scenario.Setup#all")
  void theSameElementIsThereOnceHoweverItIsSpelled(Setup setup) {
    try (Gathering group = group(setup, 2)) {
      group.begin(
          "INSERT INTO NOTE VALUES ('both', '[\"a\",\"b\"]', 1)",
          "INSERT INTO NOTE VALUES ('form', '[ 1, {\"b\":1,\"a\":2} ]', 1)");
      group.b().run(tags("both", "[\"b\"]"), tags("form", "[{\"a\": 2, \"b\": 1}, 1]"));
      group.a().run(tags("both", "[]"), tags("form", "[1,{\"b\":1,\"a\":2},\"new\"]"));
      group.a().run("INSERT INTO NOTE VALUES ('fresh', '[1]', 1)");
      group.b().run("INSERT INTO NOTE VALUES ('fresh', '[2,1]', 1)");
      group.even();
      group
          .shows(ALL, "both|[]", "form|[1,{\"a\":2,\"b\":1},\"new\"]", "fresh|[2,1]")
          .verified()
          .parked();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.blazesync.scenario.Setup#all")
  void anEditOfWhatWasMergedBringsNothingBack(Setup setup) {
    try (Gathering group = group(setup, 3)) {
      group.begin("INSERT INTO NOTE VALUES ('1', '[\"a\",\"b\"]', 1)");
      group.a().run(tags("1", "[\"b\",\"x\"]"));
      group.b().run(tags("1", "[\"a\",\"b\",\"y\"]"));
      group.c().run(tags("1", "[\"a\",\"z\"]"), "UPDATE NOTE SET N = 2");
      group.even();
      group.shows(ALL, "1|[\"x\",\"y\",\"z\"]");

      // B adds to what it sees now, C removes what B had added, A changes another column
      group.b().run(tags("1", "[\"x\",\"y\",\"z\",\"q\"]"));
      group.c().run(tags("1", "[\"x\",\"z\"]"));
      group.a().run("UPDATE NOTE SET N = 3");
      group.even();
      group.shows(ALL, "1|[\"x\",\"z\",\"q\"]").shows("SELECT N FROM NOTE", "3");

      // on purpose it comes back, behind the others
      group.a().run(tags("1", "[\"x\",\"z\",\"q\",\"a\"]"));
      group.even();
      group.shows(ALL, "1|[\"x\",\"z\",\"q\",\"a\"]").verified().lost().parked();
      long before = group.a().batches();
      group.even();
      assertThat(group.a().batches()).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.blazesync.scenario.Setup#all")
  void nullAndTheEmptyArrayAreEmptySets(Setup setup) {
    try (Gathering group = group(setup, 2)) {
      group.begin(
          "INSERT INTO NOTE VALUES ('1', NULL, 1), ('2', '[]', 1), ('3', '[\"a\"]', 1)",
          "INSERT INTO NOTE VALUES ('4', '[\"a\"]', 1), ('5', NULL, 1)");
      group.a().run(tags("1", "[\"x\"]"), tags("2", "[\"x\"]"), tags("3", null));
      group.b().run(tags("1", "[\"y\"]"), tags("2", "[\"y\"]"), tags("3", "[\"a\",\"y\"]"));
      group.a().run(tags("4", "[]"), tags("5", "[]"));
      group.b().run(tags("4", null), "UPDATE NOTE SET N = 2 WHERE ID = '5'");
      group.even();
      group
          .shows(ALL, "1|[\"x\",\"y\"]", "2|[\"x\",\"y\"]", "3|[\"y\"]", "4|null", "5|[]")
          .verified()
          .parked();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.blazesync.scenario.Setup#all")
  void aValueThatIsNoArrayCountsAsAWhole(Setup setup) {
    try (Gathering group = group(setup, 2)) {
      group.begin(
          "INSERT INTO NOTE VALUES ('1', '[\"a\"]', 1), ('2', '[\"a\"]', 1), ('3', 'word', 1)",
          "INSERT INTO NOTE VALUES ('4', '[\"a\"]', 1)");
      group.a().run(tags("1", "no array"), tags("3", "[\"x\"]"), tags("4", "{\"a\":1}"));
      group.b().run(tags("1", "[\"a\",\"later\"]"), tags("2", "[\"a\",\"earlier\"]"));
      group.b().run(tags("3", "[\"y\"]"), tags("4", "broken ["));
      group.a().run(tags("2", "[\"open"));
      group.even();
      group
          .shows(ALL, "1|[\"later\"]", "2|[\"open", "3|[\"x\",\"y\"]", "4|broken [")
          .lost("TAGS [\"a\",\"earlier\"]", "TAGS {\"a\":1}", "TAGS no array");

      // an array written over it is a set again
      group.b().run(tags("2", "[\"n\"]"), tags("4", "[\"m\"]"));
      group.a().run(tags("2", "[\"o\"]"));
      group.even();
      group
          .shows(ALL, "1|[\"later\"]", "2|[\"n\",\"o\"]", "3|[\"x\",\"y\"]", "4|[\"m\"]")
          .verified()
          .parked();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.blazesync.scenario.Setup#all")
  void aWholeThatGivesWayToLaterElementsIsInTheLedger(Setup setup) {
    try (Gathering group = group(setup, 2)) {
      group.begin("INSERT INTO NOTE VALUES ('1', '[\"a\"]', 1)");
      group.a().run(tags("1", "no array"));
      group.b().run(tags("1", "[\"a\",\"later\"]"));
      group.even();
      group.shows(ALL, "1|[\"later\"]").lost("TAGS no array");
    }
  }
}
