package dev.blazesync.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
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
}
