package dev.blazesync.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The nodes' schemas differ for a while. */
class MigrationsIT {
  @TempDir private Path folder;

  /** Rebuilds a table as migrations on SQLite do; on H2 the same, which is a migration too. */
  private static void rebuild(Member member, String table, String columns, String select) {
    member.transaction(
        "CREATE TABLE NEW_" + table + " (" + columns + ")",
        "INSERT INTO NEW_" + table + " " + select,
        "DROP TABLE " + table,
        "ALTER TABLE NEW_" + table + " RENAME TO " + table);
  }

  @ParameterizedTest
  @MethodSource("dev.blazesync.scenario.Setup#all")
  void aRelaxedCheckShowsWhatWasParked(Setup setup) {
    String strict = "ID VARCHAR(20) PRIMARY KEY, N BIGINT, CHECK (N < 10)";
    String relaxed = "ID VARCHAR(20) PRIMARY KEY, N BIGINT, CHECK (N < 100)";
    try (Gathering group = new Gathering(folder, setup, 2)) {
      group.a().run("CREATE TABLE T (" + strict + ")");
      group.b().run("CREATE TABLE T (" + relaxed + ")");
      group.begin("INSERT INTO T VALUES ('old', 1), ('edited', 2)");
      group.b().run("INSERT INTO T VALUES ('new', 50)", "UPDATE T SET N = 60 WHERE ID = 'edited'");
      group.a().run("INSERT INTO T VALUES ('other', 3)");
      group.meet();
      assertThat(group.a().query("SELECT ID, N FROM T ORDER BY ID"))
          .containsExactly("old|1", "other|3");
      assertThat(group.a().parked()).containsExactly("T edited CHECK", "T new CHECK");
      assertThat(group.b().query("SELECT ID, N FROM T ORDER BY ID"))
          .containsExactly("edited|60", "new|50", "old|1", "other|3");
      assertThat(group.b().parked()).isEmpty();

      rebuild(group.a(), "T", relaxed, "SELECT ID, N FROM T");
      group.even();
      group
          .shows("SELECT ID, N FROM T ORDER BY ID", "edited|60", "new|50", "old|1", "other|3")
          .parked();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.blazesync.scenario.Setup#all")
  void aRowParksUntilANeededColumnHasAValue(Setup setup) {
    String before = "ID VARCHAR(20) PRIMARY KEY, V VARCHAR(20)";
    String after = before + ", NEEDED VARCHAR(20) NOT NULL";
    try (Gathering group = new Gathering(folder, setup, 2)) {
      group.schema("CREATE TABLE T (" + before + ")").begin("INSERT INTO T VALUES ('old', 'v')");
      rebuild(group.b(), "T", after, "SELECT ID, V, 'filled' FROM T");
      group.a().run("INSERT INTO T VALUES ('new', 'v')");
      group.meet();
      group.a().run("UPDATE T SET V = 'a' WHERE ID = 'old'");
      group.meet();
      assertThat(group.b().query("SELECT * FROM T ORDER BY ID")).containsExactly("old|a|filled");
      assertThat(group.b().parked()).containsExactly("T new NOT_NULL");
      assertThat(group.a().query("SELECT * FROM T ORDER BY ID")).containsExactly("new|v", "old|a");

      rebuild(group.a(), "T", after, "SELECT ID, V, 'filled' FROM T");
      group.a().run("UPDATE T SET NEEDED = 'given' WHERE ID = 'new'");
      group.meet();
      group.parked();
      assertThat(group.b().query("SELECT * FROM T ORDER BY ID"))
          .containsExactly("new|v|given", "old|a|filled");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.blazesync.scenario.Setup#all")
  void aRowParksUntilANeededColumnHasADefault(Setup setup) {
    String before = "ID VARCHAR(20) PRIMARY KEY, V VARCHAR(20)";
    String after = before + ", NEEDED VARCHAR(20) NOT NULL";
    String settled = before + ", NEEDED VARCHAR(20) DEFAULT 'given' NOT NULL";
    try (Gathering group = new Gathering(folder, setup, 2)) {
      group.schema("CREATE TABLE T (" + before + ")").begin();
      rebuild(group.b(), "T", after, "SELECT ID, V, 'filled' FROM T");
      group.a().run("INSERT INTO T VALUES ('new', 'v')");
      group.meet();
      assertThat(group.b().parked()).containsExactly("T new NOT_NULL");
      rebuild(group.b(), "T", settled, "SELECT ID, V, NEEDED FROM T");
      group.meet();
      assertThat(group.b().parked()).isEmpty();
      assertThat(group.b().query("SELECT * FROM T")).containsExactly("new|v|given");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.blazesync.scenario.Setup#all")
  void whatHasNoPlaceIsCarriedUntilTheMigration(Setup setup) {
    try (Gathering group = new Gathering(folder, setup, 2)) {
      String old = "ID VARCHAR(20) PRIMARY KEY, V VARCHAR(20)";
      group.schema("CREATE TABLE T (" + old + ")").begin("INSERT INTO T VALUES ('old', 'v')");
      String addColumn = "ALTER TABLE T ADD COLUMN EXTRA VARCHAR(20)";
      String addTable =
          "CREATE TABLE MORE (ID VARCHAR(20) PRIMARY KEY, T VARCHAR(20) REFERENCES T (ID))";
      group.b().run(addColumn, addTable);
      group.meet();
      group.b().run("UPDATE T SET EXTRA = 'set' WHERE ID = 'old'");
      group
          .b()
          .run("INSERT INTO T VALUES ('new', 'v', 'x')", "INSERT INTO MORE VALUES ('m', 'new')");
      group.meet();
      assertThat(group.a().query("SELECT * FROM T ORDER BY ID")).containsExactly("new|v", "old|v");
      group.a().run("UPDATE T SET V = 'a' WHERE ID = 'old'");
      group.meet();
      group.a().run(addColumn, "UPDATE T SET EXTRA = 'backfill'", addTable);
      group.even();
      group
          .shows("SELECT ID, V, EXTRA FROM T ORDER BY ID", "new|v|x", "old|a|set")
          .shows("SELECT * FROM MORE", "m|new")
          .parked();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.blazesync.scenario.Setup#all")
  void aColumnDroppedOnOneSideLivesOnOnTheOther(Setup setup) {
    try (Gathering group = new Gathering(folder, setup, 2)) {
      String all = "ID VARCHAR(20) PRIMARY KEY, V VARCHAR(20), DROPPED VARCHAR(20)";
      group
          .schema("CREATE TABLE T (" + all + ")")
          .begin("INSERT INTO T VALUES ('1', 'v', 'd'), ('2', 'v', 'd')");
      rebuild(group.b(), "T", "ID VARCHAR(20) PRIMARY KEY, V VARCHAR(20)", "SELECT ID, V FROM T");
      group.a().run("UPDATE T SET DROPPED = 'edited' WHERE ID = '1'");
      group.b().run("UPDATE T SET V = 'b'", "INSERT INTO T VALUES ('3', 'new')");
      group.meet();
      assertThat(group.a().query("SELECT * FROM T ORDER BY ID"))
          .containsExactly("1|b|edited", "2|b|d", "3|new|null");
      assertThat(group.b().query("SELECT * FROM T ORDER BY ID"))
          .containsExactly("1|b", "2|b", "3|new");
      group.parked();
      // it comes back
      group.b().run("ALTER TABLE T ADD COLUMN DROPPED VARCHAR(20)");
      group.meet();
      assertThat(group.b().query("SELECT * FROM T WHERE ID = '1'")).containsExactly("1|b|edited");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.blazesync.scenario.Setup#all")
  void aColumnBecomesTextOnOneSide(Setup setup) {
    try (Gathering group = new Gathering(folder, setup, 2)) {
      group
          .schema("CREATE TABLE T (ID VARCHAR(20) PRIMARY KEY, N BIGINT)")
          .begin("INSERT INTO T VALUES ('1', 1), ('2', 2)");
      rebuild(
          group.b(),
          "T",
          "ID VARCHAR(20) PRIMARY KEY, N VARCHAR(20)",
          "SELECT ID, CAST(N AS VARCHAR) FROM T");
      group.b().run("UPDATE T SET N = '20' WHERE ID = '2'");
      group.meet();
      group.b().run("UPDATE T SET N = 'many' WHERE ID = '2'", "INSERT INTO T VALUES ('4', 'few')");
      group.a().run("INSERT INTO T VALUES ('3', 3), ('5', 5)");
      group.meet();
      // where a database does not take the other type the row waits
      if (group.a().kind == Kind.H2) {
        assertThat(group.a().parked()).contains("T 2 TYPE", "T 4 TYPE");
      }
      if (group.b().kind == Kind.H2) {
        assertThat(group.b().parked()).containsExactly("T 3 TYPE", "T 5 TYPE");
      }
      rebuild(
          group.a(),
          "T",
          "ID VARCHAR(20) PRIMARY KEY, N VARCHAR(20)",
          "SELECT ID, CAST(N AS VARCHAR) FROM T");
      group.even();
      group
          .shows("SELECT ID, N FROM T ORDER BY ID", "1|1", "2|many", "3|3", "4|few", "5|5")
          .parked();
    }
  }
}
