package dev.blazesync.adapters.sqlite;

import static dev.blazesync.adapters.sqlite.Fixture.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.spi.CaptureSpec;
import dev.blazesync.spi.ConfigurationException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application changes its schema while capture is on; nobody tells the store. */
class MigrationTest {
  private static final String TABLE = "CREATE TABLE t (id INTEGER PRIMARY KEY, a, b TEXT)";

  @TempDir Path folder;

  private Fixture open(String... statements) throws SQLException {
    Fixture db = new Fixture(folder, TABLE, "INSERT INTO t VALUES (1, 'a', 'b'), (2, 'c', 'd')");
    db.sql(statements);
    return db.captureAll();
  }

  @Test
  void anAddedColumnCountsAsChangedUntilTheTriggersKnowIt() throws SQLException {
    try (Fixture db = open()) {
      db.sql("UPDATE t SET a = 1 WHERE id = 1", "ALTER TABLE t ADD COLUMN c");
      db.sql("UPDATE t SET c = 7 WHERE id = 2");
      assertThat(db.drained())
          .containsExactly("t[1] a,c [1, 1, 'b', null]", "t[2] c [2, 'c', 'd', 7]");
      db.sql("UPDATE t SET a = 2 WHERE id = 1", "UPDATE t SET c = 8 WHERE id = 2");
      assertThat(db.drained())
          .containsExactly("t[1] a [1, 2, 'b', null]", "t[2] c [2, 'c', 'd', 8]");
    }
  }

  @Test
  void aRenamedColumnKeepsItsPlace() throws SQLException {
    try (Fixture db = open()) {
      db.sql("UPDATE t SET a = 1 WHERE id = 1", "ALTER TABLE t RENAME COLUMN a TO z");
      db.sql("UPDATE t SET z = 2 WHERE id = 2", "ALTER TABLE t RENAME COLUMN id TO key");
      assertThat(db.drained()).containsExactly("t[1] z [1, 1, 'b']", "t[2] z [2, 2, 'd']");
      db.sql("DELETE FROM t WHERE key = 1");
      assertThat(db.drained()).containsExactly("t[1] * removed gone");
    }
  }

  @Test
  void aRenamedTableIsStillCaptured() throws SQLException {
    try (Fixture db = open()) {
      db.sql("UPDATE t SET a = 1 WHERE id = 1", "ALTER TABLE t RENAME TO \"odd name\"");
      db.sql("UPDATE \"odd name\" SET a = 2 WHERE id = 2");
      assertThat(db.drained())
          .containsExactly("odd name[1] a [1, 1, 'b']", "odd name[2] a [2, 2, 'd']");
    }
  }

  @Test
  void aRebuiltTableIsCapturedAgainAndAllItsRowsMarked() throws SQLException {
    try (Fixture db = open("INSERT INTO t VALUES (3, 'e', 'f')")) {
      db.sql("UPDATE t SET a = 1 WHERE id = 1", "DELETE FROM t WHERE id = 3");
      db.sql(
          "BEGIN",
          "CREATE TABLE n (b TEXT, id INTEGER PRIMARY KEY, extra)",
          "INSERT INTO n SELECT b, id, NULL FROM t",
          "DROP TABLE t",
          "ALTER TABLE n RENAME TO t",
          "COMMIT");
      db.sql("UPDATE t SET b = 'unseen' WHERE id = 2");
      assertThat(db.drained())
          .containsExactly(
              "t[1] * ['b', 1, null]", "t[2] * ['unseen', 2, null]", "t[3] * removed gone");
      db.sql("UPDATE t SET b = 'seen' WHERE id = 2");
      assertThat(db.drained()).containsExactly("t[2] b ['seen', 2, null]");
    }
  }

  @Test
  void aTableSwappedThroughTheOldNameIsRebuiltToo() throws SQLException {
    try (Fixture db = open()) {
      db.sql(
          "ALTER TABLE t RENAME TO old",
          "CREATE TABLE t (id INTEGER PRIMARY KEY, a, b TEXT)",
          "INSERT INTO t SELECT * FROM old WHERE id = 1");
      assertThat(db.drained()).containsExactly("t[1] * [1, 'a', 'b']");
      db.sql("INSERT INTO old VALUES (9, 1, 1)", "INSERT INTO t VALUES (5, 1, 1)");
      assertThat(db.drained()).containsExactly("t[5] * created [5, 1, '1']");
    }
  }

  @Test
  void aDroppedTableIsNoTrouble() throws SQLException {
    try (Fixture db = open("CREATE TABLE u (id INTEGER PRIMARY KEY)")) {
      db.sql("DELETE FROM t", "INSERT INTO u VALUES (1)", "DROP TABLE t");
      assertThat(db.drained()).containsExactly("u[1] * created [1]");
      db.captureAll();
      db.sql("INSERT INTO u VALUES (2)");
      assertThat(db.drained()).containsExactly("u[2] * created [2]");
    }
  }

  @Test
  void aMigrationInManyTransactionsIsARebuildToo() throws SQLException {
    List<String> byCopy =
        List.of(
            "CREATE TABLE n (id INTEGER PRIMARY KEY, a, b TEXT)",
            "INSERT INTO n SELECT * FROM t",
            "DROP TABLE t",
            "ALTER TABLE n RENAME TO t");
    List<String> byRename =
        List.of(
            "ALTER TABLE t RENAME TO old",
            "CREATE TABLE t (id INTEGER PRIMARY KEY, a, b TEXT)",
            "INSERT INTO t SELECT * FROM old",
            "DROP TABLE old");
    for (List<String> steps : List.of(byCopy, byRename)) {
      Path here = folder.resolve(Integer.toString(steps.hashCode()));
      assertThat(here.toFile().mkdir()).isTrue();
      try (Fixture db = new Fixture(here, TABLE, "INSERT INTO t VALUES (1, 2, 3)").captureAll()) {
        for (String step : steps) {
          db.sql(step);
          // The engine goes on in between, and follows the schema as it sees it.
          db.store.begin().close();
          if (!step.startsWith("INSERT") && !step.startsWith("CREATE")) {
            db.drain();
            db.captureAll();
          }
        }
        db.sql("UPDATE t SET a = 9");
        assertThat(db.drained()).anyMatch(line -> line.startsWith("t[1]"));
      }
    }
  }

  @Test
  void anotherKeyMarksAllRows() throws SQLException {
    try (Fixture db =
        new Fixture(
                folder,
                "CREATE TABLE t (a INTEGER NOT NULL, b TEXT NOT NULL, v)",
                "CREATE UNIQUE INDEX ta ON t (a)",
                "INSERT INTO t VALUES (1, 'x', 0)")
            .captureAll()) {
      db.sql("UPDATE t SET v = 1", "DROP INDEX ta", "CREATE UNIQUE INDEX tb ON t (b)");
      assertThat(db.drained()).containsExactly("t['x'] * [1, 'x', 1]");
    }
  }

  @Test
  void aUniqueIndexMadeLaterHasItsVictimsMarked() throws SQLException {
    try (Fixture db = open()) {
      db.sql("CREATE UNIQUE INDEX ub ON t (b)");
      assertThat(db.drained()).isEmpty();
      db.sql("REPLACE INTO t VALUES (7, 0, 'b')");
      assertThat(db.drained()).containsExactly("t[1]  gone", "t[7] * created [7, 0, 'b']");
    }
  }

  @Test
  void aTriggerThatSomebodyDroppedIsMadeAgain() throws SQLException {
    try (Fixture db = open()) {
      db.sql("DROP TRIGGER blazesync_1_delete", "DELETE FROM t WHERE id = 1");
      assertThat(db.drained()).containsExactly("t[2] * [2, 'c', 'd']");
      db.sql("DELETE FROM t WHERE id = 2");
      assertThat(db.drained()).containsExactly("t[2] * removed gone");
    }
  }

  @Test
  void theTokenFollowsTheApplicationAlone() throws SQLException {
    try (Fixture db = new Fixture(folder, TABLE)) {
      long before = db.store.schema().token();
      db.captureAll();
      assertThat(db.store.schema().token()).isEqualTo(before);
      db.sql("CREATE VIEW v AS SELECT 1");
      assertThat(db.store.schema().token()).isNotEqualTo(before);
      db.sql("DROP VIEW v");
      assertThat(db.store.schema().token()).isEqualTo(before);
    }
  }

  @Test
  void detachLeavesTheSchemaAsItWas() throws SQLException {
    String all = "SELECT type, name, tbl_name, rootpage > 0, sql FROM sqlite_master ORDER BY rowid";
    try (Fixture db =
        new Fixture(
            folder,
            TABLE,
            "CREATE TABLE q (a TEXT, b TEXT, PRIMARY KEY (a, b)) WITHOUT ROWID",
            "CREATE TRIGGER mine AFTER INSERT ON t BEGIN DELETE FROM q; END")) {
      List<String> before = db.rows(all);
      db.captureAll();
      db.sql("INSERT INTO t VALUES (1, 2, 3)");
      assertThat(db.rows(all)).hasSizeGreaterThan(before.size());
      db.store.detach();
      assertThat(db.rows(all)).isEqualTo(before);
      db.store.detach();
      db.sql("INSERT INTO t VALUES (2, 2, 3)");
      db.captureAll();
      assertThat(db.drained()).isEmpty();
    }
  }

  @Test
  void tablesThatCannotBeCapturedAreNamed() throws SQLException {
    try (Fixture db = new Fixture(folder, TABLE, "CREATE TABLE heap (a)")) {
      List<CaptureSpec> both =
          List.of(CaptureSpec.of(db.table("heap")), CaptureSpec.of(db.table("t")));
      assertThatThrownBy(() -> db.store.capture(both))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("heap");
      db.sql("INSERT INTO t VALUES (1, 2, 3)");
      assertThat(db.drained()).containsExactly("t[1] * created [1, 2, '3']");
    }
  }

  @Test
  void aWriteAfterAColumnWasAddedKeepsItsValue() throws SQLException {
    try (Fixture db = open()) {
      var old = db.table("t");
      db.sql("ALTER TABLE t ADD COLUMN c", "UPDATE t SET c = 5 WHERE id = 1");
      assertThat(db.write(old, row(1, "new", "x"))).isEmpty();
      assertThat(db.rows("SELECT * FROM t WHERE id = 1")).containsExactly("1|new|x|5");
    }
  }
}
