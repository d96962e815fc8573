package dev.blazesync.adapters.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.spi.DatabaseSchema;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.RecordStore;
import dev.blazesync.spi.Refusal;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.StoreLocation;
import dev.blazesync.spi.StoreOptions;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.StoreView;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueKind;
import dev.blazesync.spi.ValueRow;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Unique indexes that only SQLite has: its affinities, collations, expressions. */
class ClaimsTest {
  private static final List<Value> CELLS =
      List.of(
          Value.NULL,
          new Value.Int64(0),
          new Value.Int64(1),
          new Value.Int64((1L << 53) + 1),
          new Value.Int64(Long.MAX_VALUE),
          new Value.Float64(0.0),
          new Value.Float64(-0.0),
          new Value.Float64(1),
          new Value.Float64(1.5),
          new Value.Float64(1L << 53),
          new Value.Float64(0x1p63),
          new Value.Float64(-0x1p63),
          new Value.Int64(Long.MIN_VALUE),
          new Value.Float64(Double.POSITIVE_INFINITY),
          new Value.Bool(true),
          new Value.Decimal(new BigDecimal("1.0")),
          new Value.Decimal(new BigDecimal("1.50")),
          new Value.Decimal(new BigDecimal("1.5")),
          text("1"),
          text("1.5"),
          text("1.0"),
          text(""),
          text("a"),
          text("A"),
          text("a "),
          text("a\u00a0"),
          text("\u00e4"),
          text("\u00c4"),
          text("a\0b"),
          text("A\0C"),
          text("a\0cc"),
          text("[]"),
          new Value.Bytes(new byte[] {'a'}),
          new Value.Bytes(new byte[0]),
          new Value.Temporal(ValueKind.DATE, 1, 0),
          text("1970-01-02"));

  @TempDir Path folder;

  private static Value text(String text) {
    return new Value.Text(text);
  }

  private Path database(String... statements) throws SQLException {
    Path file = folder.resolve("claims.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      for (String sql : statements) {
        run(connection, sql);
      }
    }
    return file;
  }

  private static RecordStore open(Path file) {
    StoreOptions options = new StoreOptions(50, false, false, null, null, Map.of());
    return new SqliteProvider().create(new StoreLocation.File(file), options);
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static KeySchema unique(TableSchema table) {
    List<KeySchema> keys =
        table.keys().stream().filter(key -> key.kind() == KeySchema.Kind.UNIQUE).toList();
    assertThat(keys).hasSize(1);
    return keys.get(0);
  }

  private static List<ValueRow> claims(StoreView view, TableSchema table, ValueRow... rows) {
    List<ValueRow> claims = new ArrayList<>();
    view.claims(
        table, unique(table), Rows.of(List.of(rows)), row -> claims.add(ValueRow.copyOf(row)));
    return claims;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "v INTEGER UNIQUE",
        "v TEXT UNIQUE",
        "v TEXT COLLATE NOCASE UNIQUE",
        "v TEXT COLLATE [rtrim] UNIQUE",
        "v REAL UNIQUE",
        "v NUMERIC UNIQUE",
        "v BLOB UNIQUE",
        "v UNIQUE",
        "v BOOLEAN UNIQUE",
        "v DATETIME UNIQUE",
        "v VARCHAR(20) COLLATE NOCASE, UNIQUE (v COLLATE BINARY)",
        "v DECIMAL TEXT UNIQUE",
        "v DATE TEXT UNIQUE",
        "v TEXT, g AS (v || 'x') STORED UNIQUE",
        "v INTEGER, g REAL GENERATED ALWAYS AS (round(v) /* ) */) UNIQUE",
      })
  void claimsAreWhatAnIndexOverTheColumnCompares(String definition) throws SQLException {
    checkPairs("CREATE TABLE t (id INTEGER PRIMARY KEY, " + definition + ")");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lower(v)",
        "v) WHERE (v IS NOT NULL",
        "(\"V\" || 'b') COLLATE NOCASE DESC",
        "v COLLATE RTRIM, typeof(v)",
        "[v], (id % 2)) WHERE t.v <> 'a' -- not ) 'a'\n AND (1",
        "CAST(v AS TEXT) COLLATE nocase",
        "json_valid(v), v",
        "ifnull(v, 'none') /* , */",
        "v == \"v\", v > 'a'",
        "substr(v, 1, 1)) WHERE (v GLOB '*[a]*'",
      })
  void claimsAreWhatAnExpressionGives(String terms) throws SQLException {
    checkPairs(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, v COLLATE NOCASE)",
        "CREATE UNIQUE INDEX u ON t (" + terms + ")");
  }

  private void checkPairs(String... statements) throws SQLException {
    Path file = database(statements);
    try (RecordStore store = open(file)) {
      TableSchema table = store.schema().table("t").orElseThrow();
      try (StoreTransaction transaction = store.begin()) {
        for (Value one : CELLS) {
          for (Value other : CELLS) {
            checkPair(transaction, table, row(table, 1, one), row(table, 3, other));
          }
        }
      }
    }
  }

  private static ValueRow row(TableSchema table, long id, Value value) {
    List<Value> cells = new ArrayList<>(List.of(new Value.Int64(id), value));
    while (cells.size() < table.columns().size()) {
      cells.add(text("stale"));
    }
    return ValueRow.of(cells);
  }

  private static void checkPair(
      StoreTransaction transaction, TableSchema table, ValueRow one, ValueRow other) {
    List<ValueRow> claims = claims(transaction, table, one, other);
    boolean equal = claims.get(0).size() > 0 && claims.get(0).equals(claims.get(1));
    Map<Integer, Refusal> refusals = new TreeMap<>();
    transaction.write(table, Rows.of(one), (index, refusal) -> refusals.put(0, refusal));
    if (!refusals.isEmpty()) {
      return;
    }
    transaction.write(table, Rows.of(other), (index, refusal) -> refusals.put(1, refusal));
    Refusal refusal = refusals.get(1);
    if (refusal == null || refusal.kind() == Refusal.Kind.UNIQUE) {
      assertThat(equal).as("%s and %s: %s", one, other, claims).isEqualTo(refusal != null);
    }
    List<Long> found = new ArrayList<>();
    transaction.claimants(table, unique(table), Rows.of(claims), row -> found.add(row.int64(0)));
    List<Long> there = new ArrayList<>();
    transaction.scan(
        table,
        null,
        9,
        row -> {
          if (claims(transaction, table, ValueRow.copyOf(row)).get(0).size() > 0) {
            there.add(row.int64(0));
          }
          return true;
        });
    assertThat(found).as("%s and %s", one, other).containsExactlyInAnyOrderElementsOf(there);
    List<ValueRow> keys = List.of(ValueRow.of(one.value(0)), ValueRow.of(other.value(0)));
    transaction.delete(table, Rows.of(keys), (index, why) -> {});
  }

  @Test
  void whatOnlyTheApplicationKnowsIsNoKeyButAFinding() throws SQLException {
    Path file = database("CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT, w TEXT)");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      org.sqlite.Function.create(
          connection,
          "own",
          new org.sqlite.Function() {
            @Override
            protected void xFunc() throws SQLException {
              result(value_text(0));
            }
          },
          1,
          org.sqlite.Function.FLAG_DETERMINISTIC);
      run(connection, "CREATE UNIQUE INDEX u ON t (own(v))");
    }
    try (RecordStore store = open(file)) {
      DatabaseSchema schema = store.schema();
      assertThat(schema.table("t").orElseThrow().keys()).hasSize(1);
      assertThat(schema.findings())
          .filteredOn(finding -> finding.code().equals("unique-not-evaluable"))
          .singleElement()
          .satisfies(finding -> assertThat(finding.message()).contains("index u"));
    }
  }

  @Test
  void aRowOnWhichAnExpressionFailsHasNoClaim() throws SQLException {
    Path file =
        database(
            "CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT)",
            "CREATE UNIQUE INDEX u ON t (json_array_length(v))");
    try (RecordStore store = open(file);
        StoreView view = store.snapshot()) {
      TableSchema table = store.schema().table("t").orElseThrow();
      assertThat(claims(view, table, row(table, 1, text("no JSON")), row(table, 2, text("[7]"))))
          .containsExactly(ValueRow.of(), ValueRow.of(new Value.Int64(1)));
    }
  }

  @Test
  void dependenciesReachThroughGeneratedColumns() throws SQLException {
    Path file =
        database(
            "CREATE TABLE t (id INTEGER PRIMARY KEY, \"a b\" TEXT, c TEXT, unused,"
                + " g AS (h || c), h AS (lower(\"a b\")) STORED, state TEXT)",
            "CREATE UNIQUE INDEX u ON t (G, upper([c])) WHERE State = 'on'");
    try (RecordStore store = open(file)) {
      KeySchema key = unique(store.schema().table("t").orElseThrow());
      assertThat(key.columns()).containsExactly(1, 2, 4, 5, 6);
      assertThat(key.terms()).containsExactly("\"g\"", "upper([c])");
      assertThat(key.predicate()).isEqualTo("State = 'on'");
    }
  }

  @Test
  void evaluatingWakesNobodyAndLeavesTheFileAlone() throws Exception {
    Path file =
        database(
            "PRAGMA journal_mode = DELETE",
            "CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT)",
            "CREATE UNIQUE INDEX u ON t (lower(v))");
    byte[] before = Files.readAllBytes(file);
    try (RecordStore store = open(file)) {
      TableSchema table = store.schema().table("t").orElseThrow();
      ValueRow row = ValueRow.of(new Value.Int64(1), text("X"));
      for (int round = 0; round < 3; round++) {
        try (StoreView view = store.snapshot()) {
          assertThat(claims(view, table, row)).containsExactly(ValueRow.of(text("x")));
        }
        try (StoreTransaction transaction = store.begin()) {
          assertThat(claims(transaction, table, row)).containsExactly(ValueRow.of(text("x")));
          transaction.commit();
        }
      }
    }
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }
}
