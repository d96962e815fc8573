package dev.blazesync.adapters.sqlite;

import static dev.blazesync.adapters.sqlite.Fixture.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.spi.DrainScope;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.TableSchema;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What writers who know nothing of us do is captured. */
class CaptureTest {
  private static final String ITEM =
      "CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT UNIQUE, qty INTEGER, note)";

  @TempDir Path folder;

  @Test
  void insertUpdateDeleteAreCapturedOncePerRecord() throws SQLException {
    try (Fixture db = new Fixture(folder, ITEM).captureAll()) {
      db.sql("INSERT INTO item VALUES (1, 'a', 1, NULL), (2, 'b', 2, NULL)");
      assertThat(db.drained())
          .containsExactly(
              "item[1] * created [1, 'a', 1, null]", "item[2] * created [2, 'b', 2, null]");
      db.sql("UPDATE item SET qty = 5 WHERE id = 1", "DELETE FROM item WHERE id = 2");
      assertThat(db.drained())
          .containsExactly("item[1] qty [1, 'a', 5, null]", "item[2] * removed gone");
      assertThat(db.drained()).isEmpty();
    }
  }

  @Test
  void columnsEditedApartKeepTheirOwnEntries() throws SQLException {
    try (Fixture db = new Fixture(folder, ITEM, "INSERT INTO item VALUES (1, 'a', 1, 2)")) {
      db.captureAll();
      db.sql("UPDATE item SET qty = 5", "UPDATE item SET note = 3", "UPDATE item SET qty = 6");
      assertThat(db.drained())
          .containsExactlyInAnyOrder("item[1] qty [1, 'a', 6, 3]", "item[1] note [1, 'a', 6, 3]");
    }
  }

  @Test
  void replaceOfASyncedRowIsAnUpdate() throws SQLException {
    try (Fixture db = new Fixture(folder, ITEM, "INSERT INTO item VALUES (1, 'a', 1, 2)")) {
      db.captureAll();
      db.sql("INSERT OR REPLACE INTO item VALUES (1, 'a', 9, 2)");
      assertThat(db.drained())
          .containsExactlyInAnyOrder("item[1]  [1, 'a', 9, 2]", "item[1] * [1, 'a', 9, 2]");
      db.sql("REPLACE INTO item VALUES (1, 'a', 10, 2)", "DELETE FROM item");
      assertThat(db.drained())
          .containsExactlyInAnyOrder("item[1]  removed gone", "item[1] * removed gone");
    }
  }

  @Test
  void victimsOfReplaceByAnotherKeyAreMarked() throws SQLException {
    try (Fixture db =
        new Fixture(folder, ITEM, "INSERT INTO item VALUES (1, 'a', 1, 2), (2, 'b', 1, 2)")) {
      db.captureAll();
      db.sql("INSERT OR REPLACE INTO item VALUES (3, 'a', 1, 2)");
      assertThat(db.drained()).containsExactly("item[1]  gone", "item[3] * created [3, 'a', 1, 2]");
      db.sql("UPDATE OR REPLACE item SET name = 'a' WHERE id = 2");
      assertThat(db.drained()).containsExactly("item[2] name [2, 'a', 1, 2]", "item[3]  gone");
    }
  }

  @Test
  void outerOrIgnoreAndOrFailLoseNothing() throws SQLException {
    try (Fixture db = new Fixture(folder, ITEM, "INSERT INTO item VALUES (1, 'a', 1, 2)")) {
      db.captureAll();
      db.sql(
          "UPDATE item SET qty = 2",
          "UPDATE OR IGNORE item SET qty = 3",
          "UPDATE OR FAIL item SET qty = 4",
          "INSERT OR IGNORE INTO item VALUES (2, 'b', 1, 1), (1, 'x', 1, 1)",
          "INSERT OR FAIL INTO item VALUES (3, 'c', 1, 1)",
          "INSERT OR IGNORE INTO item VALUES (4, 'c', 1, 1)");
      assertThat(db.drained())
          .containsExactlyInAnyOrder(
              "item[1] qty [1, 'a', 4, 2]",
              "item[1]  [1, 'a', 4, 2]",
              "item[2] * created [2, 'b', 1, 1]",
              "item[3] * created [3, 'c', 1, 1]",
              "item[3]  created [3, 'c', 1, 1]");
    }
  }

  @Test
  void oneAndOnePointZeroDifferWhereTheColumnKeepsThem() throws SQLException {
    try (Fixture db = new Fixture(folder, ITEM, "INSERT INTO item VALUES (1, 'a', 1, 1)")) {
      db.captureAll();
      db.sql("UPDATE item SET note = 1.0");
      assertThat(db.drained()).containsExactly("item[1] note [1, 'a', 1, 1.0]");
      db.sql("UPDATE item SET note = x'41'", "UPDATE item SET note = 'A'");
      assertThat(db.drained()).containsExactly("item[1] note [1, 'a', 1, 'A']");
      db.sql("UPDATE item SET note = 'A', qty = qty");
      assertThat(db.drained()).containsExactly("item[1]  [1, 'a', 1, 'A']");
    }
  }

  @Test
  void collationsDoNotHideAChange() throws SQLException {
    try (Fixture db =
        new Fixture(
            folder,
            "CREATE TABLE c (k TEXT COLLATE NOCASE PRIMARY KEY NOT NULL, a TEXT COLLATE NOCASE,"
                + " b TEXT COLLATE RTRIM)",
            "INSERT INTO c VALUES ('one', 'x', 'y')")) {
      db.captureAll();
      db.sql("UPDATE c SET a = 'X'");
      assertThat(db.drained()).containsExactly("c['one'] a ['one', 'X', 'y']");
      db.sql("UPDATE c SET b = 'y  '");
      assertThat(db.drained()).containsExactly("c['one'] b ['one', 'X', 'y  ']");
      db.sql("UPDATE c SET k = 'ONE'");
      assertThat(db.drained())
          .containsExactlyInAnyOrder(
              "c['ONE'] * created ['ONE', 'X', 'y  ']", "c['one'] * removed gone");
      db.sql("INSERT OR REPLACE INTO c VALUES ('One', 'X', 'z')");
      assertThat(db.drained())
          .containsExactlyInAnyOrder("c['ONE']  gone", "c['One'] * created ['One', 'X', 'z']");
    }
  }

  @Test
  void settingTheRowidMovesTheKey() throws SQLException {
    try (Fixture db = new Fixture(folder, ITEM, "INSERT INTO item VALUES (1, 'a', 1, 1)")) {
      db.captureAll();
      db.sql("UPDATE item SET rowid = 7");
      assertThat(db.drained())
          .containsExactly("item[1] * removed gone", "item[7] * created [7, 'a', 1, 1]");
      db.sql("UPDATE item SET OID = 8");
      db.sql("UPDATE item SET _RowId_ = 9, note = 'b'");
      db.sql("UPDATE item SET ID = 10");
      assertThat(db.drained())
          .containsExactly(
              "item[7] * removed gone",
              "item[8] * created removed gone",
              "item[9] * created removed gone",
              "item[10] * created [10, 'a', 1, 'b']");
    }
  }

  @Test
  void columnsMayBeCalledLikeTheRowid() throws SQLException {
    try (Fixture db =
        new Fixture(
            folder,
            "CREATE TABLE t (id INTEGER PRIMARY KEY, oid TEXT)",
            "CREATE TABLE k (oid INTEGER PRIMARY KEY, rowid TEXT)",
            "INSERT INTO t VALUES (1, 'a')",
            "INSERT INTO k VALUES (1, 'a')")) {
      db.captureAll();
      db.sql("UPDATE t SET oid = 'b'", "UPDATE k SET rowid = 'b'");
      assertThat(db.drained()).containsExactly("t[1] oid [1, 'b']", "k[1] rowid [1, 'b']");
      db.sql("UPDATE t SET rowid = 9", "UPDATE k SET _rowid_ = 9");
      assertThat(db.drained())
          .containsExactly(
              "t[1] * removed gone",
              "t[9] * created [9, 'b']",
              "k[1] * removed gone",
              "k[9] * created [9, 'b']");
    }
  }

  @Test
  void anUpdateThatReplacesARowIsSeenWhicheverUniqueColumnItNames() throws SQLException {
    try (Fixture db =
        new Fixture(
            folder,
            "CREATE TABLE u (id INTEGER PRIMARY KEY, Mail TEXT UNIQUE, a INTEGER, b INTEGER,"
                + " c INTEGER AS (a + b) UNIQUE, UNIQUE (a, b))",
            "CREATE TABLE plain (id INTEGER PRIMARY KEY, \"odd \"\" name\" TEXT UNIQUE, n)",
            "INSERT INTO u (id, Mail, a, b) VALUES (1, 'x', 1, 1), (2, 'y', 2, 5), (3, 'z', 3, 9)",
            "INSERT INTO plain VALUES (1, 'x', 1), (2, 'y', 2)")) {
      db.captureAll();
      db.sql("UPDATE OR REPLACE u SET MAIL = 'y' WHERE id = 1");
      assertThat(db.drained()).containsExactly("u[1] Mail [1, 'y', 1, 1, 2]", "u[2]  gone");
      // the generated column becomes 12, which 3 has
      db.sql("UPDATE OR REPLACE u SET b = 11 WHERE id = 1");
      assertThat(db.drained()).containsExactly("u[1] b [1, 'y', 1, 11, 12]", "u[3]  gone");
      db.sql("UPDATE OR REPLACE plain SET n = 5, \"odd \"\" name\" = 'y' WHERE id = 1");
      assertThat(db.drained())
          .containsExactly("plain[1] odd \" name,n [1, 'y', 5]", "plain[2]  gone");
    }
  }

  @Test
  void compositeKeysWithoutRowidStrictAndGenerated() throws SQLException {
    try (Fixture db =
        new Fixture(
            folder,
            "CREATE TABLE pair (a TEXT NOT NULL, b INTEGER NOT NULL, v, PRIMARY KEY (b, a))",
            "CREATE TABLE wr (a TEXT, b INTEGER, v INTEGER, PRIMARY KEY (a, b)) WITHOUT ROWID",
            "CREATE TABLE st (id INTEGER PRIMARY KEY, v ANY, w TEXT) STRICT",
            "CREATE TABLE gen (id INTEGER PRIMARY KEY, v INTEGER, d INTEGER AS (v * 2),"
                + " s INTEGER AS (v + 1) STORED)")) {
      db.captureAll();
      db.sql(
          "INSERT INTO pair VALUES ('x', 1, 2)",
          "INSERT INTO wr VALUES ('x', 1, 2)",
          "INSERT INTO st VALUES (1, '1', 'a')",
          "INSERT INTO gen (id, v) VALUES (1, 5)");
      assertThat(db.drained())
          .containsExactly(
              "pair[1, 'x'] * created ['x', 1, 2]",
              "wr['x', 1] * created ['x', 1, 2]",
              "st[1] * created [1, '1', 'a']",
              "gen[1] * created [1, 5, 10, 6]");
      db.sql(
          "UPDATE pair SET a = 'y'",
          "UPDATE wr SET v = 3",
          "UPDATE st SET v = 1",
          "UPDATE gen SET v = 6");
      assertThat(db.drained())
          .containsExactly(
              "pair[1, 'x'] * removed gone",
              "pair[1, 'y'] * created ['y', 1, 2]",
              "wr['x', 1] v ['x', 1, 3]",
              "st[1] v [1, 1, 'a']",
              "gen[1] v [1, 6, 12, 7]");
    }
  }

  @Test
  void cascadesAreCaptured() throws SQLException {
    try (Fixture db =
        new Fixture(
            folder,
            "CREATE TABLE p (id INTEGER PRIMARY KEY)",
            "CREATE TABLE c (id INTEGER PRIMARY KEY, p REFERENCES p ON DELETE CASCADE)",
            "CREATE TABLE n (id INTEGER PRIMARY KEY, p REFERENCES p ON DELETE SET NULL)",
            "INSERT INTO p VALUES (1)",
            "INSERT INTO c VALUES (1, 1)",
            "INSERT INTO n VALUES (1, 1)")) {
      db.captureAll();
      db.sql("PRAGMA foreign_keys = ON", "DELETE FROM p");
      assertThat(db.drained())
          .containsExactly("p[1] * removed gone", "c[1] * removed gone", "n[1] p [1, null]");
    }
  }

  @Test
  void whatIsRolledBackIsNotCaptured() throws SQLException {
    try (Fixture db = new Fixture(folder, ITEM).captureAll()) {
      db.sql(
          "BEGIN",
          "INSERT INTO item VALUES (1, 'a', 1, 1)",
          "SAVEPOINT s",
          "INSERT INTO item VALUES (2, 'b', 1, 1)",
          "ROLLBACK TO s",
          "COMMIT",
          "BEGIN",
          "INSERT INTO item VALUES (3, 'c', 1, 1)",
          "ROLLBACK");
      assertThat(db.drained()).containsExactly("item[1] * created [1, 'a', 1, 1]");
    }
  }

  @Test
  void aKeyDeletedAndUsedAgainSaysSo() throws SQLException {
    try (Fixture db = new Fixture(folder, ITEM, "INSERT INTO item VALUES (1, 'a', 1, 1)")) {
      db.captureAll();
      db.sql("DELETE FROM item", "INSERT INTO item VALUES (1, 'z', 1, 1)");
      assertThat(db.drained()).containsExactly("item[1] * removed [1, 'z', 1, 1]");
      db.sql("INSERT INTO item VALUES (2, 'b', 1, 1)", "DELETE FROM item WHERE id = 2");
      assertThat(db.drained()).containsExactly("item[2] * created removed gone");
    }
  }

  @Test
  void replaceThenDeleteOfASyncedRowStillTravels() throws SQLException {
    try (Fixture db = new Fixture(folder, ITEM, "INSERT INTO item VALUES (1, 'a', 1, 1)")) {
      db.captureAll();
      db.sql("INSERT OR REPLACE INTO item VALUES (1, 'a', 1, 1)", "DELETE FROM item");
      assertThat(db.drain()).allMatch(change -> !change.created() && change.removed());
    }
  }

  @Test
  void rowsWithoutAWholeKeyAreNotCaptured() throws SQLException {
    try (Fixture db =
        new Fixture(folder, "CREATE TABLE n (a TEXT, b TEXT, v, PRIMARY KEY (a, b))")) {
      db.captureAll();
      db.sql("INSERT INTO n VALUES ('x', NULL, 1), ('x', NULL, 2), ('x', 'y', 3)");
      assertThat(db.drained()).containsExactly("n['x', 'y'] * created ['x', 'y', 3]");
      db.sql("UPDATE n SET b = 'q' WHERE v = 1", "UPDATE n SET b = NULL WHERE v = 3");
      assertThat(db.drained())
          .containsExactly("n['x', 'q'] * created ['x', 'q', 1]", "n['x', 'y'] * removed gone");
    }
  }

  @Test
  void partialAndExpressionIndexesHaveVictimsToo() throws SQLException {
    try (Fixture db =
        new Fixture(
            folder,
            "CREATE TABLE u (id INTEGER PRIMARY KEY, mail TEXT, live INTEGER)",
            "CREATE UNIQUE INDEX u_mail ON u (lower(mail) DESC) WHERE live = 1",
            "INSERT INTO u VALUES (1, 'A@x', 1), (2, 'A@x', 0), (3, 'B@x', 1)")) {
      db.captureAll();
      db.sql("REPLACE INTO u VALUES (9, 'a@X', 1)");
      assertThat(db.drained()).containsExactly("u[1]  gone", "u[9] * created [9, 'a@X', 1]");
      db.sql("UPDATE OR REPLACE u SET mail = 'a@x' WHERE id = 3");
      assertThat(db.drained()).containsExactly("u[3] mail [3, 'a@x', 1]", "u[9]  gone");
    }
  }

  @Test
  void moreThan63ColumnsCountAsAllChanged() throws SQLException {
    StringBuilder columns = new StringBuilder("id INTEGER PRIMARY KEY, u UNIQUE");
    for (int column = 0; column < 70; column++) {
      columns.append(", c").append(column);
    }
    try (Fixture db = new Fixture(folder, "CREATE TABLE w (" + columns + ")").captureAll()) {
      db.sql("INSERT INTO w (id, u) VALUES (1, 1), (2, 2)");
      assertThat(db.drain()).hasSize(2);
      db.sql("UPDATE w SET c5 = 1 WHERE id = 1", "REPLACE INTO w (id, u) VALUES (3, 2)");
      assertThat(db.drain())
          .extracting(change -> change.key() + " " + change.changed())
          .containsExactly(row(1) + " null", row(2) + " {}", row(3) + " null");
    }
  }

  @Test
  void exactly63And62ColumnsHaveTheirOwnBits() throws SQLException {
    for (int count : new int[] {62, 63, 64}) {
      StringBuilder columns = new StringBuilder("id INTEGER PRIMARY KEY");
      for (int column = 1; column < count; column++) {
        columns.append(", c").append(column);
      }
      Path here = folder.resolve("n" + count);
      assertThat(here.toFile().mkdir()).isTrue();
      try (Fixture db =
          new Fixture(here, "CREATE TABLE w (" + columns + ")", "INSERT INTO w (id) VALUES (1)")) {
        db.captureAll();
        db.sql("UPDATE w SET c" + (count - 1) + " = 1");
        assertThat(db.drain())
            .singleElement()
            .satisfies(
                change -> {
                  if (count < 64) {
                    assertThat(change.changed()).isNotNull();
                    assertThat(change.changed().stream().toArray()).containsExactly(count - 1);
                  } else {
                    assertThat(change.changed()).isNull();
                  }
                });
      }
    }
  }

  @Test
  void aDrainTakesWholeRecordsUpToItsLimits() throws SQLException {
    try (Fixture db =
        new Fixture(folder, ITEM, "CREATE TABLE b (k BLOB PRIMARY KEY NOT NULL, v)")) {
      db.captureAll();
      db.sql(
          "INSERT INTO item VALUES (1, 'a', 1, 1), (2, 'b', 1, 1), (3, 'c', 1, 1)",
          "UPDATE item SET qty = 2",
          "INSERT INTO b VALUES (1, 1), ('1', 2), (x'31', 3), (1.5, 4)");
      List<Integer> sizes = new ArrayList<>();
      List<Fixture.Change> all = new ArrayList<>();
      boolean clean = false;
      while (!clean) {
        try (StoreTransaction transaction = db.store.begin()) {
          List<Fixture.Change> some = new ArrayList<>();
          clean = Fixture.drain(transaction, new DrainScope.UpTo(2, 1_000), some);
          transaction.commit();
          sizes.add(some.size());
          all.addAll(some);
        }
      }
      // Two records each time, in the order the tables were asked for; those of item have two
      // entries.
      assertThat(sizes).containsExactly(4, 3, 2, 1);
      assertThat(all).doesNotHaveDuplicates();
      assertThat(db.drained()).isEmpty();
    }
  }

  @Test
  void aDrainThatIsNotCommittedLosesNothing() throws SQLException {
    try (Fixture db = new Fixture(folder, ITEM).captureAll()) {
      db.sql("INSERT INTO item VALUES (1, 'a', 1, 1)");
      try (StoreTransaction transaction = db.store.begin()) {
        List<Fixture.Change> some = new ArrayList<>();
        assertThat(Fixture.drain(transaction, new DrainScope.UpTo(10, 1_000), some)).isTrue();
        assertThat(some).hasSize(1);
      }
      assertThat(db.drained()).hasSize(1);
    }
  }

  @Test
  void aClaimTakesOnlyItsRecords() throws SQLException {
    try (Fixture db = new Fixture(folder, ITEM).captureAll()) {
      db.sql("INSERT INTO item VALUES (1, 'a', 1, 1), (2, 'b', 1, 1)");
      TableSchema item = db.table("item");
      List<Fixture.Change> claimed = new ArrayList<>();
      try (StoreTransaction transaction = db.store.begin()) {
        Rows keys = Rows.of(List.of(row(2), row(17)));
        assertThat(Fixture.drain(transaction, new DrainScope.Claim(item, keys), claimed)).isFalse();
        assertThat(transaction.pending(item)).isEqualTo(1);
        transaction.commit();
      }
      assertThat(claimed).extracting(Fixture.Change::key).containsExactly(row(2));
      assertThat(db.drained()).containsExactly("item[1] * created [1, 'a', 1, 1]");
    }
  }

  @Test
  void typelessKeysOfDifferentTypesAreDifferentRecords() throws SQLException {
    try (Fixture db =
        new Fixture(
            folder,
            "CREATE TABLE b (k PRIMARY KEY NOT NULL, v)",
            "INSERT INTO b VALUES (1, 0), ('x', 0)")) {
      db.captureAll();
      db.sql("UPDATE b SET k = 1.0 WHERE k = 1");
      assertThat(db.drained())
          .containsExactlyInAnyOrder("b[1.0] * created [1.0, 0]", "b[1] * removed gone");
    }
  }

  @Test
  void theTimeIsTheWritersLatest() throws SQLException {
    try (Fixture db = new Fixture(folder, ITEM).captureAll()) {
      long before = System.currentTimeMillis();
      db.sql("INSERT INTO item VALUES (1, 'a', 1, 1)");
      long after = System.currentTimeMillis();
      assertThat(db.drain().get(0).wallMillis()).isBetween(before - 1, after + 1);
    }
  }

  @Test
  void captureAllMarksWhatIsNotMarked() throws SQLException {
    try (Fixture db =
        new Fixture(folder, ITEM, "INSERT INTO item VALUES (1, 'a', 1, 1), (2, 'b', 1, 1)")) {
      db.captureAll();
      db.sql("UPDATE item SET qty = 3 WHERE id = 1");
      try (StoreTransaction transaction = db.store.begin()) {
        transaction.captureAll(db.table("item"));
        transaction.commit();
      }
      assertThat(db.drained())
          .containsExactly("item[1] qty [1, 'a', 3, 1]", "item[2] * created [2, 'b', 1, 1]");
    }
  }
}
