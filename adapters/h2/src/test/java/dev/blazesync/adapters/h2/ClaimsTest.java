package dev.blazesync.adapters.h2;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Unique keys in H2's types and collations: H2 itself says who clashes. */
class ClaimsTest {
  private static final AtomicInteger COUNTER = new AtomicInteger();

  private static final List<Value> CELLS =
      List.of(
          Value.NULL,
          new Value.Int64(0),
          new Value.Int64(1),
          new Value.Float64(-0.0),
          new Value.Float64(1),
          new Value.Float64(0.5),
          new Value.Float64(Double.NaN),
          new Value.Bool(true),
          new Value.Decimal(new BigDecimal("1.0")),
          new Value.Decimal(new BigDecimal("1.00")),
          text(""),
          text("a"),
          text("A"),
          text("a "),
          text("\u00e4"),
          text("\u00c4"),
          text("a\u0308"),
          text("\u0130"),
          text("i"),
          text("I"),
          text("\u0131"),
          text("ss"),
          text("\u00df"),
          text("a\u0001"),
          new Value.Bytes(new byte[] {1}),
          new Value.Bytes(new byte[] {1, 0}),
          new Value.Temporal(ValueKind.DATE, 1, 0),
          new Value.Temporal(ValueKind.TIMESTAMP_TZ, 7_200_000_000L, 0),
          new Value.Temporal(ValueKind.TIMESTAMP_TZ, 7_200_000_000L, 3600),
          new Value.Uuid(new UUID(1, 2)),
          text("00000000-0000-0001-0000-000000000002"));

  private static Value text(String text) {
    return new Value.Text(text);
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

  private static ValueRow row(TableSchema table, long id, Value value) {
    List<Value> cells = new ArrayList<>(List.of(new Value.Int64(id), value));
    while (cells.size() < table.columns().size()) {
      cells.add(text("stale"));
    }
    return ValueRow.of(cells);
  }

  /** Work on a store over a database that was made by these statements. */
  @FunctionalInterface
  private interface Work {
    void on(RecordStore store);
  }

  private static void with(List<String> statements, Work work) throws SQLException {
    String url = "jdbc:h2:mem:claims" + COUNTER.incrementAndGet();
    StoreOptions options = new StoreOptions(50, false, false, null, null, Map.of());
    try (Connection keeper = DriverManager.getConnection(url, "sa", "")) {
      Fixture.run(keeper, statements.toArray(String[]::new));
      StoreLocation location = new StoreLocation.JdbcUrl(url, "sa", null);
      try (RecordStore store = new H2StoreProvider().create(location, options)) {
        work.on(store);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "OFF | V VARCHAR UNIQUE",
        "OFF | V VARCHAR UNIQUE NULLS NOT DISTINCT",
        "OFF | V VARCHAR_IGNORECASE UNIQUE",
        "OFF | V CHARACTER(4) UNIQUE",
        "OFF | V VARBINARY UNIQUE",
        "OFF | V BINARY(3) UNIQUE",
        "OFF | V NUMERIC(10, 3) UNIQUE",
        "OFF | V DECFLOAT UNIQUE",
        "OFF | V DOUBLE PRECISION UNIQUE",
        "OFF | V REAL UNIQUE",
        "OFF | V INT UNIQUE",
        "OFF | V BOOLEAN UNIQUE",
        "OFF | V DATE UNIQUE",
        "OFF | V TIMESTAMP WITH TIME ZONE UNIQUE",
        "OFF | V UUID UNIQUE",
        "OFF | V VARCHAR, G INT GENERATED ALWAYS AS (CHAR_LENGTH(V)) UNIQUE",
        "OFF | V VARCHAR, G VARCHAR_IGNORECASE GENERATED ALWAYS AS (UPPER(V)) UNIQUE",
        "ENGLISH STRENGTH PRIMARY | V VARCHAR UNIQUE",
        "ENGLISH STRENGTH SECONDARY | V CHARACTER(4) UNIQUE",
        "GERMAN STRENGTH TERTIARY | V VARCHAR UNIQUE",
        "GERMAN STRENGTH TERTIARY | V VARCHAR_IGNORECASE UNIQUE",
        "DEFAULT_TURKISH | V VARCHAR_IGNORECASE UNIQUE",
        "ENGLISH STRENGTH PRIMARY | V VARCHAR, G VARCHAR GENERATED ALWAYS AS (UPPER(V)) UNIQUE",
      })
  void claimsAreWhatTheKeyCompares(String collation, String definition) throws SQLException {
    with(
        List.of(
            "SET COLLATION " + collation,
            "CREATE TABLE T (ID BIGINT PRIMARY KEY, " + definition + ")"),
        store -> {
          TableSchema table = store.schema().table("T").orElseThrow();
          try (StoreTransaction transaction = store.begin()) {
            for (Value one : CELLS) {
              for (Value other : CELLS) {
                checkPair(transaction, table, row(table, 1, one), row(table, 3, other));
              }
            }
          }
        });
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
    List<Long> held = new ArrayList<>();
    if (claims.get(0).size() > 0) {
      held.add(1L);
    }
    if (refusals.isEmpty() && claims.get(1).size() > 0) {
      held.add(3L);
    }
    assertThat(found).as("%s and %s", one, other).containsExactlyInAnyOrderElementsOf(held);
    List<ValueRow> keys = List.of(ValueRow.of(one.value(0)), ValueRow.of(other.value(0)));
    transaction.delete(table, Rows.of(keys), (index, why) -> {});
  }

  @Test
  void whatOnlyH2ComparesIsNoKeyButAFinding() throws SQLException {
    with(
        List.of("CREATE TABLE T (ID BIGINT PRIMARY KEY, V TIMESTAMP(9), CONSTRAINT U UNIQUE (V))"),
        store -> {
          assertThat(store.schema().table("T").orElseThrow().keys()).hasSize(1);
          assertThat(store.schema().findings())
              .filteredOn(finding -> finding.code().equals("unique-not-evaluable"))
              .singleElement()
              .satisfies(finding -> assertThat(finding.message()).contains("unique key U"));
        });
  }

  @Test
  void keysOfGeneratedColumnsNameWhatTheyAreComputedFrom() throws SQLException {
    with(
        List.of(
            "CREATE TABLE T (ID BIGINT PRIMARY KEY, A INT, B INT, C INT,"
                + " G INT GENERATED ALWAYS AS (A + C), UNIQUE (G, ID))"),
        store -> {
          KeySchema key = unique(store.schema().table("T").orElseThrow());
          assertThat(key.columns()).containsExactly(0, 1, 3, 4);
          assertThat(key.terms()).containsExactly("\"G\"", "\"ID\"");
        });
  }
}
