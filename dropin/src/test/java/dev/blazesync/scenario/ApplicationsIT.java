package dev.blazesync.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What applications put into their databases beside tables. */
class ApplicationsIT {
  @TempDir private Path folder;

  @ParameterizedTest
  @MethodSource("dev.blazesync.scenario.Setup#all")
  void whatATriggerDoesIsCountedOnce(Setup setup) {
    try (Gathering group = new Gathering(folder, setup, 2)) {
      group
          .schema(
              "CREATE TABLE ITEM (ID VARCHAR(20) PRIMARY KEY, STOCK BIGINT NOT NULL)",
              "CREATE TABLE LINE (ID VARCHAR(20) PRIMARY KEY, ITEM VARCHAR(20) NOT NULL REFERENCES"
                  + " ITEM (ID), QUANTITY BIGINT NOT NULL)",
              "CREATE TABLE AUDIT (ID VARCHAR(40) PRIMARY KEY, LINE VARCHAR(20))")
          .schema(
              Kind.SQLITE,
              "CREATE TRIGGER TAKE AFTER INSERT ON LINE BEGIN UPDATE ITEM SET STOCK = STOCK -"
                  + " NEW.QUANTITY WHERE ID = NEW.ITEM; INSERT INTO AUDIT VALUES"
                  + " (hex(randomblob(16)), NEW.ID); END")
          .schema(
              Kind.H2,
              "CREATE TRIGGER TAKE AFTER INSERT ON LINE FOR EACH ROW CALL '"
                  + StockTrigger.class.getName()
                  + "'")
          .rule("policy.ITEM.STOCK", "counter")
          .begin("INSERT INTO ITEM VALUES ('i', 100)", "INSERT INTO LINE VALUES ('first', 'i', 1)");
      group.shows("SELECT STOCK FROM ITEM", "99");
      for (int round = 1; round <= 2; round++) {
        group.a().run("INSERT INTO LINE VALUES ('a" + round + "', 'i', 10)");
        group.b().run("INSERT INTO LINE VALUES ('b" + round + "', 'i', 5)");
        group.b().run("INSERT INTO LINE VALUES ('c" + round + "', 'i', 2)");
        group.even();
        group.shows("SELECT STOCK FROM ITEM", String.valueOf(99 - 17 * round));
      }
      group
          .shows("SELECT count(*), count(DISTINCT LINE) FROM AUDIT", "7|7")
          .shows("SELECT count(*) FROM LINE", "7")
          .parked();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.blazesync.scenario.Setup#all")
  void aTriggerThatRefusesRowsDoesNotRefuseTheGroups(Setup setup) {
    try (Gathering group = new Gathering(folder, setup, 2)) {
      group.schema("CREATE TABLE T (ID VARCHAR(20) PRIMARY KEY, V VARCHAR(20))").begin();
      Member b = group.b();
      if (b.kind == Kind.SQLITE) {
        b.run(
            "CREATE TRIGGER NEVER BEFORE INSERT ON T WHEN NEW.V = 'bad' BEGIN SELECT RAISE(ABORT,"
                + " 'not here'); END");
      } else {
        b.run(
            "CREATE TRIGGER NEVER BEFORE INSERT ON T FOR EACH ROW CALL '"
                + RefusingTrigger.class.getName()
                + "'");
      }
      group.a().run("INSERT INTO T VALUES ('1', 'good'), ('2', 'bad'), ('3', 'good')");
      group.even();
      group.shows("SELECT ID FROM T ORDER BY ID", "1", "2", "3").parked();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.blazesync.scenario.Setup#h2")
  void aRowThatIsRefusedForAnUnforeseenReasonIsAlone(Setup setup) {
    try (Gathering group = new Gathering(folder, setup, 2)) {
      String tables = "CREATE TABLE T (ID VARCHAR(20) PRIMARY KEY, V VARCHAR(20), N BIGINT";
      Member b = group.b();
      group.a().run(tables + ")");
      b.run(tables + ", STRANGE BIGINT GENERATED ALWAYS AS (100 / (N - 7)))");
      group.found("INSERT INTO T VALUES ('old', '{}', 1)");
      group.a().run("INSERT INTO T VALUES ('1', '{}', 1)", "INSERT INTO T VALUES ('2', '{', 7)");
      group.a().run("INSERT INTO T VALUES ('3', '{}', 3)");
      group.meet();
      assertThat(b.query("SELECT ID FROM T ORDER BY ID")).containsExactly("1", "3", "old");
      assertThat(b.parked()).hasSize(1).first().asString().startsWith("T 2 ");
      assertThat(group.a().parked()).isEmpty();

      // a change of the row elsewhere makes it fit
      group.a().run("UPDATE T SET V = '{}', N = 8 WHERE ID = '2'");
      group.meet();
      assertThat(b.query("SELECT ID, V, N FROM T ORDER BY ID"))
          .containsExactly("1|{}|1", "2|{}|8", "3|{}|3", "old|{}|1");
      assertThat(b.parked()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.blazesync.scenario.Setup#sqliteSecond")
  void aRowThatAnIndexCannotHoldWaitsAloneUntilTheIndexIsGone(Setup setup) {
    try (Gathering group = new Gathering(folder, setup, 2)) {
      Member a = group.a();
      Member b = group.b();
      group.schema("CREATE TABLE T (ID VARCHAR(20) PRIMARY KEY, V VARCHAR(20), N BIGINT)");
      b.run("CREATE INDEX STRANGE ON T (json_extract(V, '$.a'))");
      group.found("INSERT INTO T VALUES ('old', '{}', 1), ('edited', '{}', 1)");
      a.run("INSERT INTO T VALUES ('1', '{}', 1), ('2', '{', 1), ('3', '[]', 1)");
      a.transaction("UPDATE T SET V = '[' WHERE ID = 'edited'", "UPDATE T SET N = 2");
      b.run("UPDATE T SET V = '{\"a\":1}' WHERE ID = 'old'");
      group.meet();
      assertThat(b.query("SELECT * FROM T ORDER BY ID"))
          .containsExactly("1|{}|2", "3|[]|2", "old|{\"a\":1}|2");
      assertThat(b.parked()).containsExactly("T 2 OTHER", "T edited OTHER");
      assertThat(b.reasons()).allMatch(reason -> reason.contains("malformed JSON"));
      assertThat(a.parked()).isEmpty();

      // others go on, and an edit elsewhere makes one of the two fit
      a.run("INSERT INTO T VALUES ('4', '{}', 2)", "UPDATE T SET V = '[1]' WHERE ID = '2'");
      b.run("INSERT INTO T VALUES ('5', '{}', 2)");
      group.meet();
      assertThat(b.query("SELECT ID, V FROM T ORDER BY ID"))
          .containsExactly("1|{}", "2|[1]", "3|[]", "4|{}", "5|{}", "old|{\"a\":1}");
      assertThat(b.parked()).containsExactly("T edited OTHER");

      b.run("DROP INDEX STRANGE");
      group.even();
      group.shows("SELECT V, N FROM T WHERE ID = 'edited'", "[|2").verified().parked();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.blazesync.scenario.Setup#sqliteSecond")
  void aRowOnWhichACheckOrAUniqueExpressionFailsWaitsAlone(Setup setup) {
    try (Gathering group = new Gathering(folder, setup, 2)) {
      Member b = group.b();
      String columns = " (ID VARCHAR(20) PRIMARY KEY, N BIGINT";
      group.a().run("CREATE TABLE C" + columns + ")", "CREATE TABLE U" + columns + ")");
      b.run(
          "CREATE TABLE C" + columns + ", CHECK (abs(N) > 0))",
          "CREATE TABLE U" + columns + ")",
          "CREATE UNIQUE INDEX BY_N ON U (abs(N))");
      group.found();
      String rows = " VALUES ('1', 1), ('least', -9223372036854775807 - 1), ('2', 2), ('zero', 0)";
      group.a().run("INSERT INTO C" + rows, "INSERT INTO U" + rows);
      group.meet();
      assertThat(b.query("SELECT ID FROM C ORDER BY ID")).containsExactly("1", "2");
      assertThat(b.query("SELECT ID FROM U ORDER BY ID")).containsExactly("1", "2", "zero");
      assertThat(b.parked()).containsExactly("C least OTHER", "C zero CHECK", "U least OTHER");
      assertThat(b.reasons()).anyMatch(reason -> reason.contains("integer overflow"));

      group.a().run("UPDATE C SET N = -3 WHERE N <= 0", "UPDATE U SET N = -3 WHERE N < 0");
      group.even();
      group.shows("SELECT count(*) FROM C", "4").shows("SELECT count(*) FROM U", "4");
      group.verified().parked();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.blazesync.scenario.Setup#all")
  void aTriggerThatRefusesUpdatesAndDeletesDoesNotRefuseTheGroups(Setup setup) {
    try (Gathering group = new Gathering(folder, setup, 2)) {
      group
          .schema("CREATE TABLE T (ID VARCHAR(20) PRIMARY KEY, V VARCHAR(20))")
          .begin("INSERT INTO T VALUES ('1', 'good'), ('2', 'good')");
      Member b = group.b();
      for (String event : List.of("UPDATE", "DELETE")) {
        b.run(
            "CREATE TRIGGER NO_"
                + event
                + " BEFORE "
                + event
                + " ON T FOR EACH ROW "
                + (b.kind == Kind.SQLITE
                    ? "BEGIN SELECT RAISE(ROLLBACK, 'not here'); END"
                    : "CALL '" + NeverTrigger.class.getName() + "'"));
      }
      group.a().run("UPDATE T SET V = 'bad' WHERE ID = '1'", "DELETE FROM T WHERE ID = '2'");
      group.even();
      group.shows("SELECT * FROM T", "1|bad").verified().parked();
      assertThatThrownBy(() -> b.run("DELETE FROM T")).hasMessageContaining("not here");
    }
  }
}
