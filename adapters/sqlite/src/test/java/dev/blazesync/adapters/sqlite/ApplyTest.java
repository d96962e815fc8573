package dev.blazesync.adapters.sqlite;

import static dev.blazesync.adapters.sqlite.Fixture.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.spi.BusyException;
import dev.blazesync.spi.Refusal;
import dev.blazesync.spi.RefusedException;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.StoreOptions;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.ValueRow;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the engine writes. */
class ApplyTest {
  private static final String ALL = "SELECT type, name, tbl_name, sql FROM sqlite_master";

  @TempDir Path folder;

  private Fixture triggered() throws SQLException {
    return new Fixture(
            folder,
            "CREATE TABLE p (id INTEGER PRIMARY KEY, n INTEGER)",
            "CREATE TABLE c (id INTEGER PRIMARY KEY, p REFERENCES p ON DELETE CASCADE)",
            "CREATE TABLE log (id INTEGER PRIMARY KEY AUTOINCREMENT, what TEXT)",
            "CREATE TRIGGER first AFTER INSERT ON p BEGIN INSERT INTO log (what) VALUES ('p+'); END",
            "CREATE TRIGGER IF NOT EXISTS \"second one\" BEFORE UPDATE ON p"
                + " BEGIN INSERT INTO log (what) VALUES ('p~;'); END",
            "CREATE TRIGGER third AFTER DELETE ON c BEGIN INSERT INTO log (what) VALUES ('c-'); END",
            "INSERT INTO p VALUES (1, 1)",
            "INSERT INTO c VALUES (1, 1)",
            "DELETE FROM log")
        .captureAll();
  }

  @Test
  void appliedRowsAreNeitherCapturedNorSeenByTriggers() throws SQLException {
    try (Fixture db = triggered()) {
      List<String> before = db.rows(ALL);
      assertThat(db.write(db.table("p"), row(1, 5), row(2, 2))).isEmpty();
      assertThat(db.delete(db.table("p"), row(1))).isEmpty();
      assertThat(db.rows("SELECT * FROM p")).containsExactly("2|2");
      assertThat(db.rows("SELECT * FROM c")).isEmpty();
      assertThat(db.rows("SELECT * FROM log")).isEmpty();
      assertThat(db.drained()).isEmpty();
      assertThat(db.rows(ALL)).containsExactlyInAnyOrderElementsOf(before);
      db.sql("INSERT INTO p VALUES (3, 3)", "UPDATE p SET n = 4 WHERE id = 3");
      assertThat(db.rows("SELECT what FROM log")).containsExactly("p+", "p~;");
      assertThat(db.drained())
          .filteredOn(line -> line.startsWith("p"))
          .containsExactlyInAnyOrder("p[3] * created [3, 4]", "p[3] n created [3, 4]");
    }
  }

  @Test
  void aTransactionThatEndsWithoutCommitLeavesTheTriggers() throws SQLException {
    try (Fixture db = triggered()) {
      List<String> before = db.rows(ALL);
      try (StoreTransaction transaction = db.store.begin()) {
        transaction.write(db.table("p"), Rows.of(row(9, 9)), (index, refusal) -> {});
      }
      assertThat(db.rows(ALL)).isEqualTo(before);
      assertThat(db.rows("SELECT count(*) FROM blazesync_guard")).containsExactly("0");
      StoreTransaction lost = db.store.begin();
      lost.write(db.table("p"), Rows.of(row(9, 9)), (index, refusal) -> {});
      ((SqliteStore) db.store).abandon();
      assertThat(db.rows(ALL)).isEqualTo(before);
      assertThat(db.rows("SELECT count(*) FROM p")).containsExactly("1");
    }
  }

  @Test
  void manyRowsAreWrittenWithoutCapturesTriggersWhichAreBackAtTheCommit() throws SQLException {
    try (Fixture db = triggered()) {
      List<String> before = db.rows(ALL);
      ValueRow[] rows = new ValueRow[2_000];
      for (int id = 0; id < rows.length; id++) {
        rows[id] = row(id + 1, 5);
      }
      try (StoreTransaction transaction = db.store.begin()) {
        transaction.write(db.table("p"), Rows.of(List.of(rows)), (index, refusal) -> {});
        transaction.write(db.table("p"), Rows.of(row(1, 6)), (index, refusal) -> {});
        // nobody else is without them
        assertThat(db.rows(ALL)).isEqualTo(before);
        transaction.commit();
      }
      String version = db.rows("PRAGMA schema_version").get(0);
      db.write(db.table("p"), rows);
      assertThat(db.rows("PRAGMA schema_version").get(0)).isNotEqualTo(version);
      assertThat(db.rows(ALL)).containsExactlyInAnyOrderElementsOf(before);
      assertThat(db.rows("SELECT count(*), sum(n) FROM p")).containsExactly("2000|10000");
      assertThat(db.rows("SELECT * FROM log")).isEmpty();
      assertThat(db.drained()).isEmpty();
      db.sql("UPDATE p SET n = 7 WHERE id = 2");
      assertThat(db.drained()).contains("p[2] n [2, 7]");
      assertThat(db.delete(db.table("p"), rows)).isEmpty();
      assertThat(db.rows("SELECT * FROM c")).isEmpty();
      assertThat(db.rows(ALL)).containsExactlyInAnyOrderElementsOf(before);
      assertThat(db.drained()).isEmpty();
      db.captureAll();
      assertThat(db.drained()).isEmpty();
    }
  }

  @Test
  void fewRowsLeaveTheSchemaAlone() throws SQLException {
    try (Fixture db = new Fixture(folder, "CREATE TABLE p (id INTEGER PRIMARY KEY, n INTEGER)")) {
      db.captureAll();
      String version = db.rows("PRAGMA schema_version").get(0);
      db.write(db.table("p"), row(1, 1), row(2, 2));
      assertThat(db.rows("PRAGMA schema_version")).containsExactly(version);
    }
  }

  @Test
  void refusalsSayWhichConstraint() throws SQLException {
    try (Fixture db =
        new Fixture(
            folder,
            "CREATE TABLE p (id INTEGER PRIMARY KEY)",
            "CREATE TABLE t (id INTEGER PRIMARY KEY, mail TEXT, n INTEGER NOT NULL,"
                + " p REFERENCES p, CONSTRAINT small CHECK (n < 10))",
            "CREATE UNIQUE INDEX t_mail ON t (mail)",
            "INSERT INTO p VALUES (1)",
            "INSERT INTO t VALUES (1, 'secret', 1, 1)")) {
      db.captureAll();
      TableSchema t = db.table("t");
      Map<Integer, Refusal> refusals =
          db.write(
              t,
              row(2, "secret", 1, 1),
              row(3, "ok", 1, null),
              row(4, null, 99, 1),
              row(5, null, null, 1),
              row(6, null, 1, 77),
              row(null, null, 1, 1),
              row(7, null, 1, 1));
      assertThat(refusals.values())
          .extracting(Refusal::kind)
          .containsExactly(
              Refusal.Kind.UNIQUE,
              Refusal.Kind.CHECK,
              Refusal.Kind.NOT_NULL,
              Refusal.Kind.FOREIGN_KEY,
              Refusal.Kind.NOT_NULL);
      assertThat(refusals.keySet()).containsExactly(0, 2, 3, 4, 5);
      assertThat(refusals.values())
          .extracting(Refusal::constraint)
          .containsExactly("t_mail", "small", null, null, null);
      assertThat(refusals.values()).noneMatch(r -> r.message().contains("secret"));
      assertThat(db.rows("SELECT id FROM t ORDER BY id")).containsExactly("1", "3", "7");
      Map<Integer, Refusal> kept = db.delete(db.table("p"), row(1), row(5));
      assertThat(kept).hasSize(1);
      assertThat(kept.get(0).kind()).isEqualTo(Refusal.Kind.FOREIGN_KEY);
    }
  }

  @Test
  void oneBadRowInManyBatchesIsTheOnlyOneRefused() throws SQLException {
    try (Fixture db = new Fixture(folder, "CREATE TABLE t (id INTEGER PRIMARY KEY, u UNIQUE)")) {
      db.captureAll();
      ValueRow[] rows = new ValueRow[1_000];
      for (int index = 0; index < rows.length; index++) {
        rows[index] = row(index, index == 777 ? 3 : index);
      }
      assertThat(db.write(db.table("t"), rows)).containsOnlyKeys(777);
      assertThat(db.rows("SELECT count(*) FROM t")).containsExactly("999");
    }
  }

  @Test
  void whatTheApplicationDeclaredOnConflictDoesNotHappenToAppliedRows() throws SQLException {
    try (Fixture db =
        new Fixture(
            folder,
            "CREATE TABLE t (id INTEGER PRIMARY KEY ON CONFLICT IGNORE,"
                + " u UNIQUE ON CONFLICT REPLACE, w UNIQUE ON CONFLICT ROLLBACK,"
                + " n NOT NULL ON CONFLICT REPLACE DEFAULT 5)",
            "INSERT INTO t VALUES (1, 'u', 'w', 1), (2, 'u2', 'w2', 1)")) {
      db.captureAll();
      TableSchema t = db.table("t");
      assertThat(
              db.write(t, row(3, "u", "x", 1), row(4, "y", "w", 1), row(1, "u", "w", 2)).keySet())
          .containsExactly(0, 1);
      assertThat(db.write(t, row(2, "u", "w2", 1)).keySet()).containsExactly(0);
      assertThat(db.rows("SELECT * FROM t")).containsExactly("1|u|w|2", "2|u2|w2|1");
    }
  }

  @Test
  void keysThatACollationTakesForEqualAreDifferentRecords() throws SQLException {
    try (Fixture db =
        new Fixture(
            folder,
            "CREATE TABLE t (k TEXT COLLATE NOCASE PRIMARY KEY NOT NULL, v TEXT COLLATE NOCASE)",
            "INSERT INTO t VALUES ('One', 'a')")) {
      db.captureAll();
      TableSchema t = db.table("t");
      assertThat(db.write(t, row("ONE", "b")).get(0).kind()).isEqualTo(Refusal.Kind.UNIQUE);
      assertThat(db.delete(t, row("oNe"))).isEmpty();
      assertThat(db.rows("SELECT * FROM t")).containsExactly("One|a");
      assertThat(db.write(t, row("One", "A"))).isEmpty();
      assertThat(db.rows("SELECT * FROM t")).containsExactly("One|A");
      List<ValueRow> found = new ArrayList<>();
      try (var view = db.store.snapshot()) {
        Rows wanted = Rows.of(List.of(row("one"), row("One"), row("One"), row(1)));
        view.read(t, t.identityKey(), wanted, r -> found.add(ValueRow.copyOf(r)));
      }
      assertThat(found).containsExactly(row("One", "A"));
    }
  }

  @Test
  void manyKeysAreReadOnceEachAndScansGoOnBehindAnyKey() throws SQLException {
    try (Fixture db =
        new Fixture(
            folder,
            "CREATE TABLE t (a INTEGER, b TEXT, v, PRIMARY KEY (a, b)) WITHOUT ROWID",
            "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 999)"
                + " INSERT INTO t SELECT i / 10, 'b' || (i % 10), i FROM n")) {
      TableSchema t = db.table("t");
      List<ValueRow> wanted = new ArrayList<>();
      for (int i = 0; i < 1_500; i++) {
        wanted.add(row(i / 10 % 120, "b" + i % 10));
      }
      List<Long> found = new ArrayList<>();
      List<Long> scanned = new ArrayList<>();
      try (var view = db.store.snapshot()) {
        view.read(t, t.identityKey(), Rows.of(wanted), r -> found.add(r.int64(2)));
        view.scan(t, row(5, "b77"), 3, r -> scanned.add(r.int64(2)));
      }
      assertThat(found).hasSize(1_000).doesNotHaveDuplicates();
      assertThat(scanned).containsExactly(58L, 59L, 60L);
    }
  }

  @Test
  void keysAreLookedUpInTheirIndex() throws SQLException {
    String rowid = "CREATE TABLE t (a INTEGER, b TEXT COLLATE NOCASE, v, PRIMARY KEY (a, b))";
    for (String table : List.of(rowid, rowid + " WITHOUT ROWID")) {
      for (int rows : new int[] {1, 2, 256}) {
        for (List<String> key : List.of(List.of("a"), List.of("a", "b"))) {
          Path here = folder.resolve(table.length() + "-" + rows + "-" + key.size());
          assertThat(here.toFile().mkdir()).isTrue();
          try (Fixture db = new Fixture(here, table)) {
            String where = SqliteDialect.INSTANCE.in(key, rows);
            assertThat(db.rows("EXPLAIN QUERY PLAN SELECT * FROM t WHERE " + where))
                .noneMatch(line -> line.contains("SCAN"));
          }
        }
      }
    }
  }

  @Test
  void deferredForeignKeysAreCheckedAtCommitAndNothingIsDone() throws SQLException {
    try (Fixture db =
        new Fixture(
            folder,
            "CREATE TABLE p (id INTEGER PRIMARY KEY)",
            "CREATE TABLE c (id INTEGER PRIMARY KEY,"
                + " p REFERENCES p DEFERRABLE INITIALLY DEFERRED)")) {
      db.captureAll();
      try (StoreTransaction transaction = db.store.begin()) {
        transaction.write(db.table("c"), Rows.of(row(1, 1)), (index, refusal) -> {});
        assertThatThrownBy(transaction::commit).isInstanceOf(RefusedException.class);
      }
      assertThat(db.rows("SELECT * FROM c")).isEmpty();
      assertThat(db.write(db.table("p"), row(1))).isEmpty();
      assertThat(db.write(db.table("c"), row(1, 1))).isEmpty();
    }
  }

  @Test
  void allocatedKeysAreNeitherUsedNorHandedOutAgain() throws SQLException {
    try (Fixture db =
        new Fixture(
            folder,
            "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, v)",
            "INSERT INTO t VALUES (5, 0), (9, 0)",
            "DELETE FROM t WHERE id = 9")) {
      db.captureAll();
      TableSchema t = db.table("t");
      try (StoreTransaction transaction = db.store.begin()) {
        assertThat(transaction.allocateKey(t)).isEqualTo(10);
        assertThat(transaction.allocateKey(t)).isEqualTo(11);
        transaction.write(t, Rows.of(row(11, 1)), (index, refusal) -> {});
        transaction.commit();
      }
      db.sql("INSERT INTO t (v) VALUES (2)");
      assertThat(db.rows("SELECT max(id) FROM t")).containsExactly("12");
    }
  }

  @Test
  void aLockHeldTooLongIsBusyAndTheStoreGoesOn() throws SQLException {
    StoreOptions impatient = new StoreOptions(20, false, false, null, null, Map.of());
    try (Fixture db = new Fixture(folder, impatient, "CREATE TABLE t (id INTEGER PRIMARY KEY)")) {
      db.sql("BEGIN IMMEDIATE");
      assertThatThrownBy(db.store::begin).isInstanceOf(BusyException.class);
      db.sql("COMMIT");
      StoreTransaction open = db.store.begin();
      assertThatThrownBy(db.store::begin).isInstanceOf(BusyException.class);
      open.close();
      db.store.begin().close();
    }
  }

  @Test
  void aSinkMayReadFromTheTransactionThatCallsIt() throws SQLException {
    try (Fixture db =
        new Fixture(
            folder,
            "CREATE TABLE t (id INTEGER PRIMARY KEY, next)",
            "INSERT INTO t VALUES (1, 2), (2, 3), (3, 1)")) {
      TableSchema t = db.table("t");
      List<String> seen = new ArrayList<>();
      try (var view = db.store.snapshot()) {
        view.scan(
            t,
            null,
            10,
            outer -> {
              List<Long> inner = new ArrayList<>();
              view.scan(t, null, 10, row -> inner.add(row.int64(0)));
              return seen.add(outer.int64(0) + "-" + outer.int64(1) + "-" + inner.size());
            });
      }
      assertThat(seen).containsExactly("1-2-3", "2-3-3", "3-1-3");
    }
  }
}
