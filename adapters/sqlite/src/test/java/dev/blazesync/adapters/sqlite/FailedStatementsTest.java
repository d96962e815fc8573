package dev.blazesync.adapters.sqlite;

import static dev.blazesync.adapters.sqlite.Fixture.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.adapters.jdbc.RowWriter;
import dev.blazesync.adapters.jdbc.Statements;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.StoreView;
import dev.blazesync.spi.SyncException;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.UnavailableException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The driver closes a statement that fails; the next one of the same text must run all the same.
 */
class FailedStatementsTest {
  @TempDir Path folder;

  private static List<Long> ids(Fixture db, TableSchema table) {
    List<Long> ids = new ArrayList<>();
    try (StoreView view = db.store.snapshot()) {
      view.scan(table, null, 10, row -> ids.add(row.int64(0)));
    }
    return ids;
  }

  @Test
  void aTableThatIsThereAgainIsReadAgain() throws SQLException {
    String create = "CREATE TABLE t (id INTEGER PRIMARY KEY, v)";
    try (Fixture db = new Fixture(folder, create, "INSERT INTO t VALUES (1, 1)")) {
      TableSchema t = db.table("t");
      assertThat(ids(db, t)).containsExactly(1L);
      db.sql("DROP TABLE t");
      assertThatThrownBy(() -> ids(db, t)).isInstanceOf(SyncException.class);
      assertThatThrownBy(() -> db.write(t, row(1, 1))).isInstanceOf(SyncException.class);
      db.sql(create);
      assertThat(ids(db, t)).isEmpty();
      assertThat(db.write(t, row(2, 2))).isEmpty();
      assertThat(ids(db, t)).containsExactly(2L);
    }
  }

  /** SQLite then undoes the whole transaction, and the place in it that would be gone back to. */
  @Test
  void aDiskThatIsFullForManyRowsIsNoFaultOfTheProgram() throws SQLException {
    refusedThenWritten(
        Rows.of(List.of(row(1, "x".repeat(100_000)), row(2, "y".repeat(100_000)))), true);
  }

  @Test
  void aDiskThatWasFullIsWrittenAgain() throws SQLException {
    refusedThenWritten(Rows.of(row(1, "x".repeat(100_000))), false);
  }

  /** Writes while the disk is full, and again when it is not. */
  private void refusedThenWritten(Rows large, boolean inTransaction) throws SQLException {
    try (Fixture db = new Fixture(folder, "CREATE TABLE t (id INTEGER PRIMARY KEY, v)")) {
      TableSchema t = db.table("t");
      try (Statements statements = new Statements(db.application)) {
        RowWriter writer = new RowWriter(SqliteDialect.INSTANCE, statements);
        db.sql("PRAGMA max_page_count = 3");
        if (inTransaction) {
          db.sql("BEGIN IMMEDIATE");
        }
        assertThatThrownBy(() -> writer.write(t, large, null, (index, refusal) -> {}))
            .isInstanceOf(UnavailableException.class);
        db.sql("PRAGMA max_page_count = 1000000");
        if (inTransaction) {
          db.sql("BEGIN IMMEDIATE");
        }
        writer.write(t, large, null, (index, refusal) -> {});
        if (inTransaction) {
          db.sql("COMMIT");
        }
      }
      List<String> ids = IntStream.rangeClosed(1, large.count()).mapToObj(String::valueOf).toList();
      assertThat(db.rows("SELECT id FROM t ORDER BY id")).containsExactlyElementsOf(ids);
    }
  }
}
