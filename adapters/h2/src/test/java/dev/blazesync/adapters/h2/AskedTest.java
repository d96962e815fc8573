package dev.blazesync.adapters.h2;

import static dev.blazesync.adapters.h2.Fixture.plain;
import static dev.blazesync.adapters.h2.Fixture.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.spi.CaptureSpec;
import dev.blazesync.spi.CapturedChange;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.Row;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.StoreView;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.ValueRow;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Deltas and deleted rows on H2. */
class AskedTest {
  private static final String TABLE =
      "CREATE TABLE T (ID INT PRIMARY KEY, N BIGINT, D NUMERIC(20, 2), F DOUBLE PRECISION, S INT)";
  private static final String ROW = "INSERT INTO T VALUES (1, 10, 1.50, 0.5, 0)";

  private static void capture(Fixture db, String table, boolean keepDeleted, String... deltas) {
    TableSchema schema = db.table(table);
    BitSet columns = new BitSet();
    for (String delta : deltas) {
      columns.set(schema.column(delta));
    }
    db.store.capture(List.of(new CaptureSpec(schema, columns, keepDeleted)));
  }

  private static Fixture counting() throws SQLException {
    Fixture db = new Fixture(TABLE, ROW);
    capture(db, "T", true, "N", "D", "F");
    return db;
  }

  /** Entries as "key columns +deltas", or "key was removed row". */
  private static List<String> drain(Fixture db) {
    List<String> lines = new ArrayList<>();
    try (StoreTransaction transaction = db.store.begin()) {
      transaction.drain(
          Fixture.ALL, (change, key, current) -> lines.add(line(change, key, current != null)));
      transaction.commit();
    }
    return lines;
  }

  private static String line(CapturedChange change, Row key, boolean present) {
    String columns = change.changed() == null ? "*" : change.changed().toString();
    String deltas = change.deltas() == null ? "" : " +" + text(change.deltas());
    String removed = change.removed() == null ? "" : " was " + text(change.removed());
    return text(key) + (present ? " " + columns + deltas : " gone") + removed;
  }

  private static String text(Row row) {
    return plain(ValueRow.copyOf(row).values());
  }

  @Test
  void numbersOfEachKindAddUp() throws SQLException {
    try (Fixture db = counting()) {
      db.run("UPDATE T SET N = N + 5", "UPDATE T SET N = N - 2", "UPDATE T SET S = 1");
      db.run("UPDATE T SET D = D + 98765432109876543.21", "UPDATE T SET D = D - 0.21");
      db.run("UPDATE T SET F = 2.25, N = 20");
      assertThat(drain(db))
          .containsExactlyInAnyOrder(
              "1 {1} +3,0,Float64[value=0.0]",
              "1 {4} +0,0,Float64[value=0.0]",
              "1 {2} +0,98765432109876543.00,Float64[value=0.0]",
              "1 {1, 3} +7,0,Float64[value=1.75]");
    }
  }

  @Test
  void whatCannotBeToldIsUnknown() throws SQLException {
    try (Fixture db = counting()) {
      db.run("UPDATE T SET N = 9223372036854775807", "UPDATE T SET N = -9", "UPDATE T SET N = 1");
      assertThat(drain(db)).containsExactly("1 {1} +-,0,Float64[value=0.0]");
      db.run("UPDATE T SET F = CAST('Infinity' AS DOUBLE PRECISION)", "UPDATE T SET N = NULL");
      assertThat(drain(db)).containsExactlyInAnyOrder("1 {3} +0,0,-", "1 {1} +-1,0,-");
    }
  }

  @Test
  void mergesAddAndSavepointsRollBack() throws SQLException {
    try (Fixture db = counting()) {
      db.run("MERGE INTO T (ID, N) KEY (ID) VALUES (1, 17)");
      db.app.setAutoCommit(false);
      var savepoint = db.app.setSavepoint();
      db.run("UPDATE T SET N = 500", "DELETE FROM T");
      db.app.rollback(savepoint);
      db.run("UPDATE T SET N = N + 1");
      db.app.commit();
      assertThat(drain(db)).containsExactly("1 {1} +8,0,Float64[value=0.0]");
    }
  }

  @Test
  void changedKeysAndCascadesKeepTheOldRow() throws SQLException {
    try (Fixture db = counting()) {
      db.run("UPDATE T SET ID = 2, N = 99");
      assertThat(drain(db))
          .containsExactlyInAnyOrder("1 gone was 1,10,1.50,Float64[value=0.5],0", "2 *");
      db.run("CREATE TABLE C (ID INT PRIMARY KEY, T INT REFERENCES T ON DELETE CASCADE)");
      db.run("INSERT INTO C VALUES (7, 2)");
      capture(db, "C", true);
      db.run("DELETE FROM T");
      assertThat(drain(db)).containsExactly("7 gone was 7,2");
    }
  }

  @Test
  void whatReplaceAndTruncateRemoveIsKept() throws SQLException {
    try (Fixture db = counting()) {
      db.run("TRUNCATE TABLE T");
      assertThat(drain(db)).containsExactly("1 gone was 1,10,1.50,Float64[value=0.5],0");
      db.run(ROW, "TRUNCATE TABLE T", "INSERT INTO T (ID, N) VALUES (1, 2)", "DELETE FROM T");
      assertThat(drain(db)).containsExactly("1 gone was 1,2,-,-,-");
    }
  }

  @Test
  void everyTypeComesBackAsItWas() throws SQLException {
    String large = "'" + "large ".repeat(5_000) + "'";
    String[][] cells = {
      {"BOOLEAN", "TRUE"},
      {"TINYINT", "-128"},
      {"SMALLINT", "7"},
      {"BIGINT", "9223372036854775807"},
      {"REAL", "0.1"},
      {"DOUBLE PRECISION", "CAST('NaN' AS DOUBLE PRECISION)"},
      {"NUMERIC(30, 4)", "12345678901234567890.5"},
      {"DECFLOAT(34)", "1E+30"},
      {"DECFLOAT", "CAST('NaN' AS DECFLOAT)"},
      {"CHAR(5)", "'ab'"},
      {"VARCHAR(20)", "'ä 👍'"},
      {"VARCHAR_IGNORECASE", "'Ab'"},
      {"CLOB", large},
      {"ENUM('a', 'b')", "'b'"},
      {"JSON", "JSON '{\"a\": [1, null]}'"},
      {"INTERVAL DAY(6) TO SECOND", "INTERVAL '123456 01:02:03.5' DAY(6) TO SECOND"},
      {"GEOMETRY", "'POINT (1 2)'"},
      {"TIME WITH TIME ZONE", "TIME WITH TIME ZONE '10:11:12+02:00'"},
      {"BINARY(3)", "X'010203'"},
      {"VARBINARY", "X''"},
      {"BLOB", "CAST(CAST(" + large + " AS VARCHAR) AS BLOB)"},
      {"DATE", "DATE '1500-02-28'"},
      {"TIME(9)", "TIME '23:59:59.123456789'"},
      {"TIMESTAMP(6)", "TIMESTAMP '1500-01-02 03:04:05.123456'"},
      {"TIMESTAMP(0)", "TIMESTAMP '400000-01-02 03:04:05'"},
      {"TIMESTAMP WITH TIME ZONE", "TIMESTAMP WITH TIME ZONE '2026-03-29 02:30:00.5+05:30'"},
      {"UUID", "'f81d4fae-7dec-11d0-a765-00a0c91e6bf6'"},
    };
    StringBuilder columns = new StringBuilder();
    StringBuilder values = new StringBuilder();
    for (int index = 0; index < cells.length; index++) {
      columns.append(", C").append(index).append(' ').append(cells[index][0]);
      values.append(", ").append(cells[index][1]);
    }
    try (Fixture db = new Fixture("CREATE TABLE V (ID INT PRIMARY KEY" + columns + ")")) {
      capture(db, "V", true);
      for (String removal : List.of("DELETE FROM V", "TRUNCATE TABLE V")) {
        db.run("INSERT INTO V VALUES (1" + values + ")");
        drain(db);
        ValueRow before = scan(db);
        db.run(removal);
        assertThat(drain(db)).containsExactly("1 gone was " + plain(before.values()));
        db.run("INSERT INTO V (ID) VALUES (1)");
        drain(db);
        db.run(removal);
        assertThat(drain(db)).containsExactly("1 gone was 1" + ",-".repeat(cells.length));
      }
    }
  }

  private static ValueRow scan(Fixture db) {
    List<ValueRow> rows = new ArrayList<>();
    try (StoreView view = db.store.snapshot()) {
      view.scan(db.table("V"), null, 1, row -> rows.add(ValueRow.copyOf(row)));
    }
    return rows.get(0);
  }

  @Test
  void timesDifferInTheirLastDigit() throws SQLException {
    try (Fixture db = new Fixture("CREATE TABLE K (T TIME(9) PRIMARY KEY, U TIME(9))")) {
      db.run("INSERT INTO K VALUES ('10:00:00.000000001', '10:00:00.000000001')").capture("K");
      db.run("UPDATE K SET U = '10:00:00.000000002'");
      assertThat(db.drain()).hasSize(1).allMatch(one -> one.row() != null);
    }
  }

  @Test
  void ofAnotherSchemaThePastIsUnknown() throws SQLException {
    try (Fixture db = counting()) {
      db.run("INSERT INTO T VALUES (2, 0, 0, 0, 0), (3, 0, 0, 0, 0)");
      drain(db);
      db.run("DELETE FROM T WHERE ID = 2", "UPDATE T SET N = 11 WHERE ID = 1");
      db.run(
          "ALTER TABLE T ALTER COLUMN N SET DATA TYPE NUMERIC(30, 1)", "ALTER TABLE T ADD X INT");
      db.run("UPDATE T SET N = 12.5 WHERE ID = 1", "DELETE FROM T WHERE ID = 3");
      capture(db, "T", true, "N");
      db.run("UPDATE T SET N = 13 WHERE ID = 1");
      assertThat(drain(db)).contains("2 gone", "3 gone").allMatch(line -> !line.contains("+1"));
      db.run("UPDATE T SET N = 13.5 WHERE ID = 1");
      assertThat(drain(db)).containsExactly("1 {1} +0.5");
      db.run("DELETE FROM T");
      assertThat(drain(db)).containsExactly("1 gone was 1,13.5,1.50,Float64[value=0.5],0,-");
    }
  }

  @Test
  void theEnginesWritesCountForNothingAndDetachLeavesNothing() throws SQLException {
    try (Fixture db = new Fixture(TABLE, ROW)) {
      String before = db.query("SCRIPT NODATA NOPASSWORDS NOSETTINGS");
      capture(db, "T", true, "N");
      db.write("T", row(1, 50, null, null, 0));
      db.delete("T", row(1));
      assertThat(drain(db)).isEmpty();
      db.run(ROW, "DELETE FROM T");
      db.store.detach();
      db.run(ROW);
      assertThat(db.query("SCRIPT NODATA NOPASSWORDS NOSETTINGS")).isEqualTo(before);
    }
  }

  @Test
  void aColumnWithoutNumbersIsRefused() throws SQLException {
    try (Fixture db = new Fixture("CREATE TABLE S (ID INT PRIMARY KEY, NAME VARCHAR)")) {
      assertThatThrownBy(() -> capture(db, "S", false, "NAME"))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("NAME");
    }
  }
}
