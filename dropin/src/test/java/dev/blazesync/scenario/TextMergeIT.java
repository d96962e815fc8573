package dev.blazesync.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Texts that applications write as a whole, merged line by line by {@code text-merge}. */
class TextMergeIT {
  @TempDir private Path folder;

  private Gathering group(Setup setup, int nodes) {
    return new Gathering(folder, setup, nodes)
        .schema("CREATE TABLE NOTE (ID VARCHAR(20) PRIMARY KEY, V VARCHAR(2000), N BIGINT)")
        .rule("policy.NOTE.V", "text-merge");
  }

  /** Lines are given with a slash between them. */
  private static String text(String id, String lines) {
    String value = lines == null ? "NULL" : "'" + lines.replace('/', '\n') + "'";
    return "UPDATE NOTE SET V = " + value + " WHERE ID = '" + id + "'";
  }

  private static String insert(String id, String lines) {
    String value = lines == null ? "NULL" : "'" + lines.replace('/', '\n') + "'";
    return "INSERT INTO NOTE VALUES ('" + id + "', " + value + ", 1)";
  }

  private static String lines(Member member, String id) {
    return member.query("SELECT V FROM NOTE WHERE ID = '" + id + "'").get(0).replace('\n', '/');
  }

  private static void shows(Gathering group, String... rows) {
    for (Member member : group.members()) {
      assertThat(member.query("SELECT ID, V FROM NOTE ORDER BY ID"))
          .as("at %s", member)
          .extracting(row -> row.replace('\n', '/'))
          .containsExactly(rows);
    }
    group.parked();
  }

  @ParameterizedTest
  @MethodSource("dev.blazesync.scenario.Setup#all")
  void differentLinesChangedOnTwoNodesAreBothChanged(Setup setup) {
    try (Gathering group = group(setup, 2)) {
      group.begin(
          insert("change", "one/two/three"),
          insert("drop", "one/two/three"),
          insert("ends", "middle"),
          insert("same", "one/two"));
      group.a().run(text("change", "ONE/two/three"), text("drop", "one/three"));
      group.b().run(text("change", "one/two/THREE/four"), text("drop", "one/two/THREE"));
      group.a().run(text("ends", "first/middle"), text("same", "one/two/new"));
      group.b().run(text("ends", "middle/last"), text("same", "two"));
      group.even();
      shows(
          group,
          "change|ONE/two/THREE/four",
          "drop|one/THREE",
          "ends|first/middle/last",
          "same|two/new");
      group.verified().lost();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.blazesync.scenario.Setup#all")
  void aLineChangedOnTwoNodesIsThereTwiceUntilSomebodyChooses(Setup setup) {
    try (Gathering group = group(setup, 3)) {
      group.begin(insert("1", "one/two/three"));
      group.a().run(text("1", "one/two of a/three"));
      group.b().run(text("1", "one/two of b/three"));
      group.c().run(text("1", "one/two/three/four"));
      group.even();
      String merged = lines(group.a(), "1");
      assertThat(merged)
          .isIn("one/two of a/two of b/three/four", "one/two of b/two of a/three/four");

      // C chooses, while B edits another line of what it sees
      group.c().run(text("1", "one/two of b/three/four"));
      group.b().run(text("1", merged.replace("four", "FOUR")));
      group.a().run("UPDATE NOTE SET N = 2");
      group.even();
      shows(group, "1|one/two of b/three/FOUR");
      group.a().run(text("1", "zero/one/two of b/three/FOUR"));
      group.even();
      shows(group, "1|zero/one/two of b/three/FOUR");
      group.verified().lost();
      long before = group.a().batches();
      group.even();
      assertThat(group.a().batches()).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.blazesync.scenario.Setup#all")
  void aTextWrittenAsAWholeIsAnother(Setup setup) {
    try (Gathering group = group(setup, 2)) {
      group.begin(
          insert("empty", ""),
          insert("null", null),
          insert("to empty", "one/two"),
          insert("to null", "one/two"));
      group.a().run(text("empty", "a"), text("null", "a"), text("to empty", ""));
      group.b().run(text("empty", "/b"), text("null", "b"), text("to empty", "one/two/three"));
      group.a().run(text("to null", null), insert("fresh", "a"));
      group.b().run(text("to null", "one/TWO"), insert("fresh", "b"));
      group.even();
      shows(group, "empty|a/b", "fresh|b", "null|b", "to empty|/three", "to null|TWO");
      group.verified().lost("V a", "V a");
    }
  }
}
