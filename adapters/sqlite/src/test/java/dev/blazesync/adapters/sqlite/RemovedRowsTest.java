package dev.blazesync.adapters.sqlite;

import static dev.blazesync.adapters.sqlite.AskedFixture.capture;
import static dev.blazesync.adapters.sqlite.AskedFixture.drain;
import static dev.blazesync.adapters.sqlite.Fixture.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.spi.DrainScope;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.ValueRow;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemovedRowsTest {
  private static final String TABLE =
      "CREATE TABLE t (id INTEGER PRIMARY KEY, u UNIQUE, v TEXT COLLATE NOCASE)";
  private static final String ROWS = "INSERT INTO t VALUES (1, 'a', 'one'), (2, 'b', 'two')";

  @TempDir Path folder;

  private Fixture keeping() throws SQLException {
    Fixture db = new Fixture(folder, TABLE, ROWS);
    capture(db, "t", true);
    return db;
  }

  @Test
  void whatReplaceRemovesIsKept() throws SQLException {
    try (Fixture db = keeping()) {
      db.sql("REPLACE INTO t VALUES (3, 'a', 'three')");
      assertThat(drain(db)).containsExactlyInAnyOrder("[1] gone was [1, 'a', 'one']", "[3] *");
      db.sql("UPDATE OR REPLACE t SET u = 'b' WHERE id = 3");
      assertThat(drain(db)).containsExactlyInAnyOrder("[2] gone was [2, 'b', 'two']", "[3] u");
    }
  }

  @Test
  void whatRecursiveTriggersReplaceIsKeptToo() throws SQLException {
    try (Fixture db = keeping()) {
      db.sql("PRAGMA recursive_triggers = ON", "REPLACE INTO t VALUES (3, 'a', 'three')");
      assertThat(drain(db)).contains("[1] gone was [1, 'a', 'one']");
    }
  }

  @Test
  void aReplacedRowThatIsDeletedLaterIsTheNewOne() throws SQLException {
    try (Fixture db = keeping()) {
      db.sql("REPLACE INTO t VALUES (1, 'a', 'new')", "DELETE FROM t WHERE id = 1");
      assertThat(drain(db)).allMatch("[1] gone was [1, 'a', 'new']"::equals).isNotEmpty();
    }
  }

  @Test
  void whatIsIgnoredStaysAndIsKeptWhenItGoes() throws SQLException {
    try (Fixture db = keeping()) {
      db.sql("INSERT OR IGNORE INTO t VALUES (9, 'a', 'never')", "UPDATE t SET v = 'last'");
      db.sql("DELETE FROM t WHERE id = 1");
      assertThat(drain(db)).contains("[1] gone was [1, 'a', 'last']").contains("[2] v");
    }
  }

  @Test
  void upsertsAndRollbacksKeepNothing() throws SQLException {
    try (Fixture db = keeping()) {
      db.sql("DELETE FROM t WHERE id = 1", "BEGIN", "INSERT INTO t VALUES (1, 'x', 'never')");
      db.sql("SAVEPOINT s", "DELETE FROM t WHERE id = 1", "ROLLBACK TO s", "ROLLBACK");
      db.sql("INSERT INTO t VALUES (2, 'b', '') ON CONFLICT (id) DO UPDATE SET v = 'up'");
      assertThat(drain(db))
          .contains("[1] gone was [1, 'a', 'one']", "[2] v")
          .noneMatch(line -> line.startsWith("[2]") && line.contains("was"));
    }
  }

  @Test
  void aChangedKeyKeepsTheRowUnderTheOldOne() throws SQLException {
    try (Fixture db = keeping()) {
      db.sql(
          "UPDATE t SET id = 7, v = 'moved' WHERE id = 1", "UPDATE t SET rowid = 8 WHERE id = 2");
      assertThat(drain(db))
          .containsExactlyInAnyOrder(
              "[1] gone was [1, 'a', 'one']", "[2] gone was [2, 'b', 'two']", "[7] *", "[8] *");
    }
  }

  @Test
  void whatAChangedKeyReplacesIsKept() throws SQLException {
    try (Fixture db = keeping()) {
      db.sql("UPDATE OR REPLACE t SET id = 2 WHERE id = 1");
      assertThat(drain(db)).contains("[1] gone was [1, 'a', 'one']").anyMatch("[2] *"::equals);
    }
  }

  @Test
  void cascadesAreKept() throws SQLException {
    try (Fixture db =
        new Fixture(
            folder,
            "PRAGMA foreign_keys = ON",
            "CREATE TABLE p (id INTEGER PRIMARY KEY)",
            "CREATE TABLE c (id INTEGER PRIMARY KEY, p REFERENCES p ON DELETE CASCADE, n)",
            "INSERT INTO p VALUES (5)",
            "INSERT INTO c VALUES (1, 5, 'child')")) {
      capture(db, "c", true);
      db.sql("DELETE FROM p");
      assertThat(drain(db)).containsExactly("[1] gone was [1, 5, 'child']");
    }
  }

  @Test
  void everyStorageClassComesBackAsItWasWhateverTheColumnsType() throws SQLException {
    String columns = "i INTEGER, r REAL, n NUMERIC, t TEXT, b BLOB, x, d DATE, bo BOOLEAN";
    try (Fixture db =
        new Fixture(folder, "CREATE TABLE v (id INTEGER PRIMARY KEY, " + columns + ")")) {
      capture(db, "v", true);
      String[] values = {
        "NULL",
        "1",
        "1.0",
        "9007199254740993",
        "9.5e300",
        "'12'",
        "'007'",
        "'ä\u00e9'",
        "x''",
        "x'ff00'",
        "CAST(x'ff41' AS TEXT)",
        "'2026-01-02'",
        "9e999",
        "-0.0"
      };
      for (String value : values) {
        db.sql("INSERT INTO v SELECT 1" + (", " + value).repeat(8));
        assertThat(drain(db)).hasSize(1);
        ValueRow before = scan(db);
        db.sql("DELETE FROM v");
        assertThat(drain(db)).as(value).containsExactly("[1] gone was " + Fixture.text(before));
      }
    }
  }

  private static ValueRow scan(Fixture db) {
    List<ValueRow> rows = new ArrayList<>();
    try (var view = db.store.snapshot()) {
      view.scan(db.table("v"), null, 1, row -> rows.add(ValueRow.copyOf(row)));
    }
    return rows.get(0);
  }

  @Test
  void compositeAndUntypedKeysAndGeneratedColumns() throws SQLException {
    try (Fixture db =
        new Fixture(
            folder,
            "CREATE TABLE k (a NOT NULL, b TEXT NOT NULL COLLATE NOCASE, c INTEGER,"
                + " g AS (c * 2), PRIMARY KEY (a, b)) WITHOUT ROWID")) {
      capture(db, "k", true);
      db.sql("INSERT INTO k VALUES (1, 'x', 5), ('1', 'x', 6)");
      drain(db);
      db.sql("UPDATE k SET b = 'X' WHERE c = 5", "DELETE FROM k WHERE c = 6");
      assertThat(drain(db))
          .containsExactlyInAnyOrder(
              "[1, 'X'] *",
              "[1, 'x'] gone was [1, 'x', 5, null]",
              "['1', 'x'] gone was ['1', 'x', 6, null]");
      db.sql("ALTER TABLE k DROP COLUMN g");
    }
  }

  @Test
  void pagesAndClaimsTakeTheirRowsAndLeaveTheOthers() throws SQLException {
    try (Fixture db = keeping()) {
      db.sql("DELETE FROM t");
      List<ValueRow> kept = new ArrayList<>();
      try (StoreTransaction transaction = db.store.begin()) {
        transaction.drain(
            new DrainScope.Claim(db.table("t"), Rows.of(row(2))),
            (change, key, current) -> kept.add(ValueRow.copyOf(change.removed())));
        transaction.commit();
      }
      assertThat(kept).containsExactly(row(2, "b", "two"));
      assertThat(db.rows("SELECT o0, o1, o2 FROM blazesync_removed_1")).containsExactly("1|a|one");
      assertThat(drain(db)).containsExactly("[1] gone was [1, 'a', 'one']");
      assertThat(db.rows("SELECT * FROM blazesync_removed_1")).isEmpty();
    }
  }

  @Test
  void theEnginesDeletesKeepNothing() throws SQLException {
    try (Fixture db = keeping()) {
      db.delete(db.table("t"), row(1));
      db.write(db.table("t"), row(2, "b", "other"));
      assertThat(db.rows("SELECT * FROM blazesync_removed_1")).isEmpty();
      assertThat(drain(db)).isEmpty();
    }
  }

  @Test
  void afterAddedOrRebuiltColumnsThePastIsUnknown() throws SQLException {
    try (Fixture db = keeping()) {
      db.sql("DELETE FROM t WHERE id = 1", "ALTER TABLE t ADD COLUMN more");
      assertThat(drain(db)).containsExactly("[1] gone");
      db.sql("UPDATE t SET more = 4.5", "ALTER TABLE t RENAME COLUMN v TO w", "DELETE FROM t");
      assertThat(drain(db)).allMatch("[2] gone was [2, 'b', 'two', 4.5]"::equals).isNotEmpty();
    }
  }

  @Test
  void askingForThemNoMoreOrDetachingLeavesNothing() throws SQLException {
    try (Fixture db = new Fixture(folder, TABLE, ROWS)) {
      String before = db.rows("SELECT * FROM sqlite_master ORDER BY name").toString();
      capture(db, "t", true);
      db.sql("DELETE FROM t WHERE id = 1");
      capture(db, "t", false, "id");
      assertThat(db.rows("SELECT name FROM sqlite_master WHERE name LIKE '%removed%'")).isEmpty();
      assertThat(drain(db)).containsExactly("[1] gone");
      capture(db, "t", true, "id");
      db.sql("DELETE FROM t");
      db.store.detach();
      assertThat(db.rows("SELECT * FROM sqlite_master ORDER BY name").toString()).isEqualTo(before);
    }
  }
}
