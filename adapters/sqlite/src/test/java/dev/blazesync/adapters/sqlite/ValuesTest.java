package dev.blazesync.adapters.sqlite;

import static dev.blazesync.adapters.sqlite.Fixture.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Refusal;
import dev.blazesync.spi.StoreView;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueKind;
import dev.blazesync.spi.ValueRow;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing changes on the way in and out. */
class ValuesTest {
  private static final List<Value> TYPED =
      List.of(
          new Value.Bool(true),
          new Value.Int64(Long.MIN_VALUE),
          new Value.Float64(0.1),
          new Value.Decimal(new BigDecimal("12345678901234567890.10")),
          new Value.Text("007"),
          new Value.Bytes(new byte[] {0, -1}),
          new Value.Temporal(ValueKind.DATE, -1, 0),
          new Value.Temporal(ValueKind.TIME, 1, 0),
          new Value.Temporal(ValueKind.TIMESTAMP, 1_700_000_000_000_001L, 0),
          new Value.Temporal(ValueKind.TIMESTAMP_TZ, 5, 3_600),
          new Value.Uuid(new UUID(1, 2)));

  @TempDir Path folder;

  private static List<ValueRow> all(Fixture db, TableSchema table) {
    List<ValueRow> rows = new ArrayList<>();
    try (StoreView view = db.store.snapshot()) {
      view.scan(table, null, 1_000, row -> rows.add(ValueRow.copyOf(row)));
    }
    return rows;
  }

  @Test
  void everyStorageClassSurvivesInEveryAffinity() throws SQLException {
    List<String> literals =
        List.of(
            "NULL",
            "0",
            "9223372036854775807",
            "1.5",
            "1e300",
            "-1e-300",
            "9e999",
            "''",
            "'007'",
            "'1e5x'",
            "'é🙂'",
            "'a' || char(0) || 'b'",
            "x''",
            "x'00ff'",
            "'2020-01-01 10:00:00'");
    StringBuilder insert = new StringBuilder("INSERT INTO t VALUES ");
    for (int index = 0; index < literals.size(); index++) {
      String literal = literals.get(index);
      insert.append(index == 0 ? "" : ", ").append('(').append(index);
      insert.append((", " + literal).repeat(6)).append(')');
    }
    String columns =
        "id INTEGER PRIMARY KEY, a INTEGER, b TEXT, c BLOB, d REAL, e NUMERIC(10, 2), f DATETIME";
    try (Fixture db = new Fixture(folder, "CREATE TABLE t (" + columns + ")", insert.toString())) {
      db.sql("CREATE TABLE u (" + columns + ")");
      db.captureAll();
      List<ValueRow> rows = all(db, db.table("t"));
      assertThat(db.write(db.table("u"), rows.toArray(ValueRow[]::new))).isEmpty();
      assertThat(all(db, db.table("u"))).isEqualTo(rows);
      assertThat(db.rows("SELECT * FROM t EXCEPT SELECT * FROM u")).isEmpty();
      String types = "SELECT typeof(a), typeof(b), typeof(c), typeof(d), typeof(e), typeof(f), ";
      String bytes = "hex(b), hex(c), quote(d), quote(e) FROM ";
      assertThat(db.rows(types + bytes + "u")).isEqualTo(db.rows(types + bytes + "t"));
    }
  }

  @Test
  void kindsThatSqliteDoesNotHaveComeBackAsTheyWere() throws SQLException {
    List<ColumnSchema> columns = new ArrayList<>();
    columns.add(ColumnSchema.of("id", ValueKind.INT64, false));
    List<Value> cells = new ArrayList<>(List.of(new Value.Int64(1)));
    for (Value value : TYPED) {
      columns.add(
          new ColumnSchema(
              value.kind().name(), value.kind(), "SOME H2 TYPE", true, false, "CURRENT_TIMESTAMP"));
      cells.add(value);
    }
    KeySchema key = KeySchema.primary(0);
    TableSchema foreign =
        new TableSchema(
            "t",
            columns,
            List.of(key),
            key,
            new TableSchema.OriginalDdl("h2", List.of("CREATE CACHED TABLE ...")));
    try (Fixture db = new Fixture(folder)) {
      db.store.createTables(List.of(foreign), List.of());
      // Both the table as given and as the database now describes it can be used.
      assertThat(db.write(foreign, ValueRow.of(cells))).isEmpty();
      assertThat(all(db, foreign)).containsExactly(ValueRow.of(cells));
      assertThat(all(db, db.table("t"))).containsExactly(ValueRow.of(cells));
      assertThat(db.table("t").columns())
          .extracting(ColumnSchema::kind)
          .isEqualTo(columns.stream().map(ColumnSchema::kind).toList());
      assertThat(db.rows("SELECT \"DECIMAL\", \"DATE\", \"TIME\", \"UUID\" FROM t"))
          .containsExactly(
              "12345678901234567890.10|1969-12-31|00:00:00.000000001"
                  + "|00000000-0000-0001-0000-000000000002");
    }
  }

  @Test
  void defaultsOfForeignTablesGiveValuesOfTheirKind() throws SQLException {
    List<ColumnSchema> columns = new ArrayList<>();
    columns.add(ColumnSchema.of("id", ValueKind.INT64, false));
    for (ValueKind kind :
        List.of(ValueKind.DATE, ValueKind.TIME, ValueKind.TIMESTAMP, ValueKind.TIMESTAMP_TZ)) {
      columns.add(new ColumnSchema(kind.name(), kind, "", false, false, "current_timestamp"));
    }
    columns.add(new ColumnSchema("n", ValueKind.INT64, "", false, false, "-5"));
    columns.add(new ColumnSchema("x", ValueKind.TEXT, "", false, false, "'it''s'"));
    columns.add(new ColumnSchema("odd", ValueKind.TEXT, "", true, false, "RANDOM_UUID()"));
    KeySchema key = KeySchema.primary(0);
    TableSchema foreign = new TableSchema("t", columns, List.of(key), key, null);
    try (Fixture db = new Fixture(folder)) {
      db.store.createTables(List.of(foreign), List.of());
      db.sql("INSERT INTO t (id) VALUES (1)");
      ValueRow row = all(db, db.table("t")).get(0);
      for (int column = 1; column < 5; column++) {
        assertThat(row.kind(column)).isEqualTo(columns.get(column).kind());
      }
      assertThat(row.values().subList(5, 8)).isEqualTo(row(-5, "it's", null).values());
    }
  }

  @Test
  void keysOfForeignKindsFindTheirRows() throws SQLException {
    for (Value value : TYPED) {
      if (value.kind() == ValueKind.BOOLEAN || value.kind() == ValueKind.FLOAT64) {
        continue;
      }
      String name = "t_" + value.kind();
      TableSchema table =
          TableSchema.of(
              name,
              List.of(
                  ColumnSchema.of("k", value.kind(), false),
                  ColumnSchema.of("v", ValueKind.INT64, true)),
              KeySchema.primary(0));
      Path here = folder.resolve(name);
      assertThat(here.toFile().mkdir()).isTrue();
      try (Fixture db = new Fixture(here)) {
        db.store.createTables(List.of(table), List.of());
        assertThat(db.write(table, row(value, 1))).isEmpty();
        List<ValueRow> found = new ArrayList<>();
        try (StoreView view = db.store.snapshot()) {
          view.read(
              table,
              table.identityKey(),
              dev.blazesync.spi.Rows.of(row(value)),
              r -> found.add(ValueRow.copyOf(r)));
        }
        assertThat(found).as(name).containsExactly(row(value, 1));
        assertThat(db.delete(table, row(value))).isEmpty();
        assertThat(all(db, table)).isEmpty();
      }
    }
  }

  @Test
  void whatAColumnWouldChangeIsRefused() throws SQLException {
    try (Fixture db =
        new Fixture(
            folder,
            "CREATE TABLE t (id INTEGER PRIMARY KEY, i INTEGER, r REAL, n NUMERIC, x TEXT)",
            "CREATE TABLE s (id INTEGER PRIMARY KEY, i INTEGER) STRICT")) {
      db.captureAll();
      TableSchema t = db.table("t");
      assertThat(
              db.write(
                      t,
                      row(1, "007", null, null, null),
                      row(2, null, Long.MAX_VALUE, null, null),
                      row(3, null, null, new Value.Decimal(new BigDecimal("1e-30")), null),
                      row(
                          4,
                          null,
                          null,
                          new Value.Decimal(new BigDecimal("0.12345678901234567")),
                          null),
                      row(5, null, Double.NaN, null, null),
                      row(6, null, null, null, 1.5),
                      row(7, "12", 5, new Value.Decimal(new BigDecimal("0.99")), 5),
                      row("x", null, null, null, null))
                  .entrySet())
          .allMatch(entry -> entry.getValue().kind() == Refusal.Kind.TYPE)
          .extracting(java.util.Map.Entry::getKey)
          .containsExactly(0, 1, 3, 4, 5, 7);
      assertThat(all(db, t)).contains(row(7, 12, 5.0, 0.99, "5"));
      assertThat(db.write(db.table("s"), row(1, "text")).get(0).kind())
          .isEqualTo(Refusal.Kind.TYPE);
    }
  }

  @Test
  void aTableOfTheSameDialectIsMadeByItsOwnStatements() throws SQLException {
    Path other = folder.resolve("other");
    assertThat(other.toFile().mkdir()).isTrue();
    String all = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name";
    try (Fixture db =
            new Fixture(
                folder,
                "CREATE TABLE a (id INTEGER PRIMARY KEY AUTOINCREMENT, b REFERENCES b -- why\n)",
                "CREATE TABLE b (k TEXT COLLATE NOCASE PRIMARY KEY, g AS (k || 'x')) WITHOUT ROWID",
                "CREATE INDEX ix ON a (b DESC)",
                "CREATE UNIQUE INDEX iy ON b (lower(k)) WHERE k > 'a'",
                "CREATE TRIGGER tr AFTER INSERT ON a BEGIN SELECT 1; END",
                "CREATE VIEW v AS SELECT * FROM a",
                "CREATE TRIGGER tv INSTEAD OF DELETE ON v BEGIN SELECT 2; END");
        Fixture copy = new Fixture(other)) {
      copy.store.createTables(db.store.schema().tables(), db.store.schema().extras());
      assertThat(copy.rows(all)).isEqualTo(db.rows(all));
      assertThat(copy.store.schema().token()).isEqualTo(db.store.schema().token());
    }
  }
}
