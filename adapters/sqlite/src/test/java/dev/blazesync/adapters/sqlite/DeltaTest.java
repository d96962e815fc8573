package dev.blazesync.adapters.sqlite;

import static dev.blazesync.adapters.sqlite.AskedFixture.capture;
import static dev.blazesync.adapters.sqlite.AskedFixture.drain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.spi.ConfigurationException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeltaTest {
  private static final String TABLE = "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER, x, u)";

  @TempDir Path folder;

  /** A captured row (1, n, x, NULL), of which nothing is pending. */
  private Fixture counting(String n, String x) throws SQLException {
    Fixture db = new Fixture(folder, TABLE, "CREATE UNIQUE INDEX u ON t (u)");
    db.sql("INSERT INTO t VALUES (1, " + n + ", " + x + ", 'a')");
    capture(db, "t", false, "n", "x");
    return db;
  }

  @Test
  void integersAndRealsAddUpPerMask() throws SQLException {
    try (Fixture db = counting("10", "0.5")) {
      db.sql("UPDATE t SET n = n + 5", "UPDATE t SET n = n - 2", "UPDATE t SET x = 2.25, n = 20");
      assertThat(drain(db)).containsExactlyInAnyOrder("[1] n +[3, 0.0]", "[1] n,x +[7, 1.75]");
    }
  }

  @Test
  void aWriteOfTheSameValueAddsNothing() throws SQLException {
    try (Fixture db = counting("10", "1")) {
      db.sql("UPDATE t SET n = 10, x = 1", "UPDATE t SET u = 'b'");
      assertThat(drain(db)).containsExactlyInAnyOrder("[1]  +[0, 0]", "[1] u +[0, 0]");
    }
  }

  @Test
  void realsComeBackBitForBit() throws SQLException {
    try (Fixture db = counting("0", "0.0")) {
      double value = Math.nextUp(1.0e-17) / 3;
      try (var update = db.application.prepareStatement("UPDATE t SET x = ?")) {
        update.setDouble(1, value);
        update.execute();
      }
      assertThat(drain(db)).containsExactly("[1] x +[0, " + value + "]");
    }
  }

  @Test
  void whatIsNoNumberIsUnknownUntilItIsDrained() throws SQLException {
    try (Fixture db = counting("1", "'ten'")) {
      db.sql("UPDATE t SET x = 11", "UPDATE t SET x = 12");
      assertThat(drain(db)).containsExactly("[1] x +[0, null]");
      db.sql("UPDATE t SET x = 14");
      assertThat(drain(db)).containsExactly("[1] x +[0, 2]");
      db.sql("UPDATE t SET x = x'00'", "UPDATE t SET n = NULL");
      assertThat(drain(db)).containsExactlyInAnyOrder("[1] x +[0, null]", "[1] n +[-1, null]");
    }
  }

  @Test
  void sumsThatDoNotFitAreUnknown() throws SQLException {
    try (Fixture db = counting("9223372036854775807", "1e308")) {
      db.sql("UPDATE t SET n = -2");
      assertThat(drain(db)).containsExactly("[1] n +[null, 0.0]");
      db.sql("UPDATE t SET n = -3");
      assertThat(drain(db)).containsExactly("[1] n +[-1, 0.0]");
      db.sql("UPDATE t SET x = 9e999");
      assertThat(drain(db)).containsExactly("[1] x +[0, null]");
      db.sql("UPDATE t SET x = -9e999", "UPDATE t SET x = 1.0");
      assertThat(drain(db)).containsExactly("[1] x +[0, null]");
    }
  }

  @Test
  void aSumThatOverflowsStaysUnknown() throws SQLException {
    try (Fixture db = counting("0", "0")) {
      db.sql("UPDATE t SET x = 9223372036854775807", "UPDATE t SET x = NULL");
      db.sql("UPDATE t SET x = -9223372036854775807", "UPDATE t SET x = 9223372036854775000");
      assertThat(drain(db)).containsExactly("[1] x +[0, null]");
    }
  }

  @Test
  void upsertsAddAndReplacesDoNot() throws SQLException {
    try (Fixture db = counting("10", "1")) {
      db.sql("INSERT INTO t VALUES (1, 0, 0, 'a') ON CONFLICT (id) DO UPDATE SET n = n + 4");
      assertThat(drain(db)).contains("[1] n +[4, 0]").hasSize(2).anyMatch("[1] "::equals);
      db.sql("REPLACE INTO t VALUES (1, 100, 1, 'a')", "UPDATE t SET n = 101");
      assertThat(drain(db)).containsExactlyInAnyOrder("[1] *", "[1] ", "[1] n +[1, 0]");
    }
  }

  @Test
  void updateOrReplaceAddsToTheRowThatStays() throws SQLException {
    try (Fixture db = counting("10", "1")) {
      db.sql("INSERT INTO t VALUES (2, 5, 5, 'b')");
      drain(db);
      db.sql("UPDATE OR REPLACE t SET n = n + 1, u = 'b' WHERE id = 1");
      assertThat(drain(db)).containsExactlyInAnyOrder("[1] n,u +[1, 0]", "[2] gone");
    }
  }

  @Test
  void savepointsAndRollbacksAddNothing() throws SQLException {
    try (Fixture db = counting("10", "1")) {
      db.sql("BEGIN", "UPDATE t SET n = 11", "SAVEPOINT s", "UPDATE t SET n = 500");
      db.sql("ROLLBACK TO s", "UPDATE t SET n = n + 1", "COMMIT");
      db.sql("BEGIN", "UPDATE t SET n = 500", "ROLLBACK");
      assertThat(drain(db)).containsExactly("[1] n +[2, 0]");
    }
  }

  @Test
  void foreignKeyActionsAddToo() throws SQLException {
    try (Fixture db =
        new Fixture(
            folder,
            "PRAGMA foreign_keys = ON",
            "CREATE TABLE p (id INTEGER PRIMARY KEY)",
            "CREATE TABLE c (id INTEGER PRIMARY KEY, p INTEGER REFERENCES p ON UPDATE CASCADE)",
            "INSERT INTO p VALUES (5)",
            "INSERT INTO c VALUES (1, 5)")) {
      capture(db, "c", false, "p");
      db.sql("UPDATE p SET id = 8");
      assertThat(drain(db)).containsExactly("[1] p +[3]");
    }
  }

  @Test
  void wideTablesAddUpToo() throws SQLException {
    String columns =
        IntStream.range(0, 70).mapToObj(index -> "c" + index).collect(Collectors.joining(", "));
    try (Fixture db =
        new Fixture(
            folder,
            "CREATE TABLE w (id INTEGER PRIMARY KEY, " + columns + ")",
            "INSERT INTO w (id, c68) VALUES (1, 5)")) {
      capture(db, "w", false, "c68");
      db.sql("UPDATE w SET c0 = 1", "UPDATE w SET c68 = 7");
      assertThat(drain(db)).containsExactly("[1] * +[2]");
    }
  }

  @Test
  void aRenamedColumnGoesOnAndAnAddedOneChangesNothing() throws SQLException {
    try (Fixture db = counting("10", "1")) {
      db.sql("UPDATE t SET n = 11", "ALTER TABLE t RENAME COLUMN n TO m", "UPDATE t SET m = 13");
      db.sql("ALTER TABLE t ADD COLUMN more INTEGER", "UPDATE t SET m = 16");
      assertThat(drain(db)).containsExactly("[1] m,more +[6, 0]");
    }
  }

  @Test
  void ofARebuiltTableThePastIsUnknown() throws SQLException {
    try (Fixture db = counting("10", "1")) {
      db.sql(
          "UPDATE t SET n = 11",
          "CREATE TABLE t2 (u, x, n INTEGER, id INTEGER PRIMARY KEY)",
          "INSERT INTO t2 SELECT u, x, n, id FROM t",
          "DROP TABLE t",
          "ALTER TABLE t2 RENAME TO t",
          "UPDATE t SET n = 50");
      assertThat(drain(db)).containsExactly("[1] *");
      capture(db, "t", false, "n");
      db.sql("UPDATE t SET n = 51");
      assertThat(drain(db)).containsExactly("[1] n +[1]");
    }
  }

  @Test
  void otherDeltasGoOnWhenOneMoreIsAskedFor() throws SQLException {
    try (Fixture db = counting("10", "1")) {
      capture(db, "t", false, "n");
      db.sql("UPDATE t SET n = 11", "UPDATE t SET x = 2");
      capture(db, "t", true, "n", "x");
      db.sql("UPDATE t SET n = 13", "UPDATE t SET x = 3", "UPDATE t SET u = 'b'");
      assertThat(drain(db))
          .containsExactlyInAnyOrder("[1] n +[3, null]", "[1] x +[0, null]", "[1] u +[0, 0]");
    }
  }

  @Test
  void aColumnOfTextIsRefused() throws SQLException {
    try (Fixture db = new Fixture(folder, "CREATE TABLE s (id INTEGER PRIMARY KEY, name TEXT)")) {
      assertThatThrownBy(() -> capture(db, "s", false, "name"))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("name");
    }
  }
}
