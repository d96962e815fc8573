package dev.blazesync.adapters.sqlite;

import static dev.blazesync.adapters.sqlite.Fixture.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.spi.Refusal;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.SyncException;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.ValueRow;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.Function;

/** Rows on whose values an expression of their table fails, which is no constraint that says no. */
class FailingExpressionsTest {
  private static final long LEAST = Long.MIN_VALUE;

  @TempDir Path folder;

  private Fixture indexed() throws SQLException {
    return new Fixture(
            folder,
            "CREATE TABLE t (id INTEGER PRIMARY KEY, doc TEXT)",
            "CREATE INDEX i ON t (json_extract(doc, '$.a'))")
        .captureAll();
  }

  @Test
  void theRowIsRefusedAloneAndTheTransactionGoesOn() throws SQLException {
    try (Fixture db = indexed()) {
      Map<Integer, Refusal> refusals = new LinkedHashMap<>();
      TableSchema t = db.table("t");
      List<ValueRow> rows =
          List.of(row(1, "{}"), row(2, "{secret"), row(3, "{\"a\":3}"), row(4, "["), row(5, null));
      try (StoreTransaction transaction = db.store.begin()) {
        transaction.write(t, Rows.of(rows), refusals::put);
        transaction.write(t, Rows.of(row(6, "{")), refusals::put);
        transaction.write(t, Rows.of(row(7, "{}")), refusals::put);
        transaction.commit();
      }
      assertThat(refusals).containsOnlyKeys(0, 1, 3);
      assertThat(refusals.values())
          .allSatisfy(
              refusal -> {
                assertThat(refusal.kind()).isEqualTo(Refusal.Kind.OTHER);
                assertThat(refusal.message()).contains("malformed JSON").doesNotContain("secret");
              });
      assertThat(db.rows("SELECT id FROM t ORDER BY id")).containsExactly("1", "3", "5", "7");
      assertThat(db.drained()).isEmpty();
    }
  }

  @Test
  void aRefusedOverwriteLeavesTheRowAndWhenTheIndexIsGoneItIsWritten() throws SQLException {
    try (Fixture db = indexed()) {
      TableSchema t = db.table("t");
      assertThat(db.write(t, row(1, "{\"a\":1}"), row(2, "{}"))).isEmpty();
      assertThat(db.write(t, row(1, "{"), row(2, "[]"))).containsOnlyKeys(0);
      assertThat(db.rows("SELECT id, doc FROM t")).containsExactly("1|{\"a\":1}", "2|[]");
      assertThat(db.rows("PRAGMA integrity_check")).containsExactly("ok");
      db.sql("DROP INDEX i");
      assertThat(db.write(db.table("t"), row(1, "{"), row(2, "{}"))).isEmpty();
      assertThat(db.rows("SELECT id, doc FROM t")).containsExactly("1|{", "2|{}");
    }
  }

  @Test
  void oneInManyBatchesIsTheOnlyOneRefused() throws SQLException {
    try (Fixture db = indexed()) {
      ValueRow[] rows = new ValueRow[1_000];
      for (int index = 0; index < rows.length; index++) {
        rows[index] = row(index, index == 777 ? "{" : "{}");
      }
      assertThat(db.write(db.table("t"), rows)).containsOnlyKeys(777);
      assertThat(db.rows("SELECT count(*) FROM t")).containsExactly("999");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER, CHECK (abs(n) >= 0))",
        "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER, g AS (abs(n)) STORED)",
        "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER, g AS (abs(n)) VIRTUAL)",
        "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER, g AS (abs(n)) UNIQUE)",
        "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER); CREATE UNIQUE INDEX u ON t (abs(n))",
        "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER); CREATE INDEX p ON t (n) WHERE abs(n) > 1",
        "CREATE TABLE t (id TEXT, n INTEGER, CHECK (abs(n) >= 0), PRIMARY KEY (id COLLATE NOCASE))"
      })
  void anOverflowIsRefusedWhereverItHappens(String definition) throws SQLException {
    try (Fixture db = new Fixture(folder, definition.split("; "))) {
      db.captureAll();
      TableSchema t = db.table("t");
      boolean generated = t.columns().size() == 3;
      boolean text = definition.contains("id TEXT");
      ValueRow[] rows = new ValueRow[4];
      for (int index = 0; index < rows.length; index++) {
        Object id = text ? "k" + index : (Object) index;
        long n = index == 1 || index == 2 ? LEAST : index;
        rows[index] = generated ? row(id, n, null) : row(id, n);
      }
      Map<Integer, Refusal> refusals = db.write(t, rows);
      assertThat(refusals).containsOnlyKeys(1, 2);
      assertThat(refusals.get(1).kind()).isEqualTo(Refusal.Kind.OTHER);
      assertThat(refusals.get(1).message()).contains("integer overflow");
      assertThat(db.rows("SELECT n FROM t ORDER BY n")).containsExactly("0", "3");
      assertThat(db.rows("PRAGMA integrity_check")).containsExactly("ok");
    }
  }

  @Test
  void aConditionThatIsFalseIsACheckAndATriggerThatRaisesIsNotAsked() throws SQLException {
    String raise = " ON t WHEN NEW.doc = 'bad' BEGIN SELECT RAISE(ROLLBACK, 'not here'); END";
    try (Fixture db =
        new Fixture(
            folder,
            "CREATE TABLE t (id INTEGER PRIMARY KEY, doc TEXT)",
            "CREATE TABLE j (id INTEGER PRIMARY KEY, doc TEXT CHECK (json_valid(doc)))",
            "CREATE TRIGGER inserted BEFORE INSERT" + raise,
            "CREATE TRIGGER updated AFTER UPDATE" + raise,
            "CREATE TRIGGER deleted BEFORE DELETE ON t BEGIN SELECT RAISE(FAIL, 'not here'); END",
            "INSERT INTO t VALUES (1, 'good'), (2, 'good')")) {
      db.captureAll();
      assertThat(db.write(db.table("j"), row(1, "{"), row(2, "{}")).get(0).kind())
          .isEqualTo(Refusal.Kind.CHECK);
      TableSchema t = db.table("t");
      assertThat(db.write(t, row(1, "bad"), row(3, "bad"))).isEmpty();
      assertThat(db.delete(t, row(2))).isEmpty();
      assertThat(db.rows("SELECT id, doc FROM t")).containsExactly("1|bad", "3|bad");
      assertThatThrownBy(() -> db.sql("INSERT INTO t VALUES (4, 'bad')"))
          .hasMessageContaining("not here");
    }
  }

  @Test
  void aFunctionThatThisProcessLacksIsNoFaultOfTheRow() throws SQLException {
    try (Fixture db = new Fixture(folder, "CREATE TABLE t (id INTEGER PRIMARY KEY, v)")) {
      db.captureAll();
      assertThat(db.write(db.table("t"), row(1, 1))).isEmpty();
      Function own =
          new Function() {
            @Override
            protected void xFunc() throws SQLException {
              result(value_int(0));
            }
          };
      Function.create(db.application, "own", own, 1, Function.FLAG_DETERMINISTIC);
      db.sql("CREATE INDEX i ON t (own(v))");
      TableSchema t = db.table("t");
      assertThatThrownBy(() -> db.write(t, row(2, 2))).isInstanceOf(SyncException.class);
      db.sql("DROP INDEX i");
      assertThat(db.write(db.table("t"), row(2, 2))).isEmpty();
    }
  }
}
