package dev.blazesync.adapters.tck;

import static dev.blazesync.adapters.tck.Cells.bytes;
import static dev.blazesync.adapters.tck.Cells.key;
import static dev.blazesync.adapters.tck.Cells.number;
import static dev.blazesync.adapters.tck.Cells.row;
import static dev.blazesync.adapters.tck.Cells.text;
import static dev.blazesync.adapters.tck.KitTables.NAME;
import static dev.blazesync.adapters.tck.KitTables.POINTS;
import static dev.blazesync.adapters.tck.KitTables.person;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.adapters.tck.StoreBench.Drained;
import dev.blazesync.spi.CaptureSpec;
import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.DatabaseSchema;
import dev.blazesync.spi.Finding;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.StoreCapability;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueKind;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Describing, creating and following schemas; setting and removing capture. */
public interface SchemaRules extends StoreRules {
  /** A column that an application adds. */
  ColumnSchema ADDED = new ColumnSchema("added", ValueKind.TEXT, null, true, false, null);

  @Test
  @DisplayName("store.R60 schema describes columns, keys and what identifies a record")
  default void describesTables() {
    bench().create(KitTables.PERSON);
    bench().create(KitTables.child(KeySchema.OnDelete.CASCADE, false));
    bench().create(KitTables.PLACE);
    bench().create(KitTables.BADGE);
    DatabaseSchema schema = bench().store().schema();
    TableSchema table = schema.table(KitTables.PERSON.name()).orElseThrow();
    assertThat(table.columns())
        .extracting(ColumnSchema::name)
        .containsExactly("id", "mail", "name", "points");
    assertThat(table.columns())
        .extracting(ColumnSchema::kind)
        .containsExactly(ValueKind.INT64, ValueKind.TEXT, ValueKind.TEXT, ValueKind.INT64);
    assertThat(table.columns()).extracting(ColumnSchema::generated).containsOnly(false);
    assertThat(table.columns().get(NAME).nullable()).isTrue();
    assertThat(table.identityKey().columns()).containsExactly(0);
    assertThat(table.identityKey().isPrimary()).isTrue();
    assertThat(StoreBench.key(table, 1).kind()).isEqualTo(KeySchema.Kind.UNIQUE);
    TableSchema child = schema.table("tck_task").orElseThrow();
    KeySchema foreign = StoreBench.key(child, 1);
    KeySchema.Reference reference = Objects.requireNonNull(foreign.reference());
    assertThat(foreign.kind()).isEqualTo(KeySchema.Kind.FOREIGN);
    assertThat(reference.table()).isEqualTo(table.name());
    assertThat(reference.columns()).containsExactly("id");
    assertThat(reference.onDelete()).isEqualTo(KeySchema.OnDelete.CASCADE);
    TableSchema place = schema.table(KitTables.PLACE.name()).orElseThrow();
    assertThat(place.identityKey().columns()).containsExactly(2, 1);
    assertThat(place.columns().get(1).nullable()).isFalse();
    TableSchema badge = schema.table(KitTables.BADGE.name()).orElseThrow();
    assertThat(badge.identityKey().columns()).containsExactly(1);
  }

  @Test
  @DisplayName("store.R61 schema never lists the engine's tables, nor what capture added")
  default void hidesEngineTables() {
    TableSchema table = bench().captured(KitTables.PERSON);
    bench().store().createTables(List.of(KitTables.ENGINE), List.of());
    assertThat(bench().store().schema().tables())
        .extracting(TableSchema::name)
        .containsExactly(table.name());
  }

  @Test
  @DisplayName("store.R62 a table without a usable key is listed, with a finding that blocks it")
  default void findsTablesWithoutKeys() {
    bench().store().createTables(List.of(KitTables.KEYLESS, KitTables.PERSON), List.of());
    DatabaseSchema schema = bench().store().schema();
    assertThat(schema.table(KitTables.KEYLESS.name()).orElseThrow().identity()).isNull();
    assertThat(schema.findings())
        .filteredOn(finding -> finding.severity() == Finding.Severity.BLOCKER)
        .extracting(Finding::table)
        .containsExactly(KitTables.KEYLESS.name());
  }

  @Test
  @DisplayName("store.R63 the token changes with the application's schema, not by the store's DDL")
  default void tokensFollowTheApplication() {
    TableSchema table = bench().create(KitTables.PERSON);
    long before = bench().store().schema().token();
    bench().store().createTables(List.of(KitTables.ENGINE), List.of());
    bench().capture(table);
    bench().application(tx -> tx.insert(table, person(1, "a")));
    bench().drain();
    assertThat(bench().store().schema().token()).isEqualTo(before);
    bench().database().addColumn(table, ADDED);
    long after = bench().store().schema().token();
    assertThat(after).isNotEqualTo(before);
    bench().capture(bench().table(table.name()));
    bench().capture();
    assertThat(bench().store().schema().token()).isEqualTo(after);
  }

  @Test
  @DisplayName("store.R64 createTables leaves tables that exist alone, rows and all")
  default void creatingAgainChangesNothing() {
    TableSchema table = bench().create(KitTables.PERSON);
    bench().engineWrites(table, person(1, "a"));
    bench().store().createTables(List.of(KitTables.PERSON, KitTables.ENGINE), List.of());
    bench().engineWrites(KitTables.ENGINE, row(bytes(1), number(1), Value.NULL, Value.NULL));
    bench().store().createTables(List.of(KitTables.ENGINE, KitTables.PERSON), List.of());
    assertThat(bench().rows(table)).containsExactly(person(1, "a"));
    assertThat(bench().rows(KitTables.ENGINE)).hasSize(1);
  }

  @Test
  @DisplayName(
      "store.R65 capture is exactly what was asked for last, and asking again loses nothing")
  default void captureIsExact() {
    TableSchema table = bench().create(KitTables.PERSON);
    TableSchema place = bench().create(KitTables.PLACE);
    bench().application(tx -> tx.insert(table, person(1, "before")));
    bench().capture(table);
    assertThat(bench().drain()).isEmpty();
    bench().application(tx -> tx.insert(table, person(2, "a")));
    bench().application(tx -> tx.insert(place, row(Value.NULL, number(1), text("a"))));
    bench().capture(table);
    bench().capture(table, place);
    assertThat(bench().drain()).extracting(Drained::key).containsOnly(key(2));
    bench().application(tx -> tx.insert(table, person(3, "b")));
    bench().capture(place);
    bench().application(tx -> tx.insert(table, person(4, "c")));
    bench().application(tx -> tx.insert(place, row(Value.NULL, number(2), text("a"))));
    assertThat(bench().pending(table)).isZero();
    assertThat(bench().drain()).extracting(Drained::table).containsOnly(place.name());
    bench().capture();
    bench().application(tx -> tx.insert(place, row(Value.NULL, number(3), text("a"))));
    assertThat(bench().drain()).isEmpty();
  }

  @Test
  @DisplayName("store.R66 a table that cannot be captured is named; the others are captured")
  default void capturesWhatItCan() {
    TableSchema keyless = bench().create(KitTables.KEYLESS);
    TableSchema table = bench().create(KitTables.PERSON);
    assertThatThrownBy(() -> bench().capture(keyless, table))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(keyless.name());
    bench().application(tx -> tx.insert(table, person(1, "a")));
    assertThat(bench().drain()).extracting(Drained::key).containsOnly(key(1));
  }

  @Test
  @DisplayName("store.R67 a column added after capture was set always counts as changed")
  default void addedColumnsCount() {
    TableSchema table = bench().captured(KitTables.PERSON);
    bench().engineWrites(table, person(1, "a"));
    bench().database().addColumn(table, ADDED);
    TableSchema wider = bench().table(table.name());
    int added = wider.column("added");
    assertThat(added).isEqualTo(4);
    bench().application(tx -> tx.update(wider, key(1), NAME, text("b")));
    List<Drained> drained = bench().drain();
    assertThat(drained).anyMatch(one -> one.touches(NAME)).anyMatch(one -> one.touches(added));
    assertThat(drained).allMatch(one -> one.change().table().columns().size() == 5);
    assertThat(drained).allMatch(one -> one.current() != null && one.current().size() == 5);
  }

  @Test
  @DisplayName("store.R68 changes captured before a column was added are kept, of that column too")
  default void changesSurviveAWiderTable() {
    TableSchema table = bench().captured(KitTables.PERSON);
    bench().engineWrites(table, person(1, "a"), person(2, "b"));
    bench().application(tx -> tx.update(table, key(1), NAME, text("c")));
    bench().application(tx -> tx.delete(table, key(2)));
    bench().database().addColumn(table, ADDED);
    TableSchema wider = bench().table(table.name());
    bench().capture(wider);
    List<Drained> drained = bench().drain();
    assertThat(drained).extracting(Drained::key).containsOnly(key(1), key(2));
    // What the old trigger did not know counts as changed; what it knew may keep its meaning.
    for (int column : new int[] {NAME, 4}) {
      assertThat(drained)
          .filteredOn(one -> one.key().equals(key(1)))
          .anyMatch(one -> one.touches(column));
    }
    bench().application(tx -> tx.update(wider, key(1), 4, text("filled")));
    assertThat(bench().drain()).anyMatch(one -> one.touches(4));
    if (bench().has(StoreCapability.COLUMN_MASK)) {
      bench().application(tx -> tx.update(wider, key(1), POINTS, number(8)));
      assertThat(bench().drain()).noneMatch(one -> one.touches(4) || one.touches(NAME));
    }
  }

  @Test
  @DisplayName("store.R69 a rebuilt table is captured again: all rows as changed, none as created")
  default void rebuiltTablesAreNoticed() {
    TableSchema table = bench().captured(KitTables.PERSON);
    bench().engineWrites(table, person(1, "a"), person(2, "b"));
    long before = bench().store().schema().token();
    bench().database().rebuildTable(table);
    bench().application(tx -> tx.update(table, key(2), NAME, text("unseen")));
    assertThat(bench().store().schema().token()).isNotEqualTo(before);
    TableSchema rebuilt = bench().table(table.name());
    bench().store().capture(List.of(CaptureSpec.of(rebuilt)));
    List<Drained> drained = bench().drain();
    assertThat(drained).extracting(Drained::key).containsOnly(key(1), key(2));
    assertThat(drained).noneMatch(one -> one.change().created());
    assertThat(drained)
        .filteredOn(one -> one.key().equals(key(2)))
        .anyMatch(one -> one.touches(NAME))
        .allMatch(one -> person(2, "unseen").equals(one.current()));
    bench().application(tx -> tx.insert(rebuilt, person(3, "c")));
    assertThat(bench().drain()).extracting(Drained::key).containsOnly(key(3));
  }

  @Test
  @DisplayName("store.R70 detach leaves the catalogue exactly as it was, and every row in place")
  default void detachLeavesNothing() {
    TableSchema table = bench().create(KitTables.PERSON);
    TableSchema counted = bench().create(KitTables.COUNTED);
    bench().application(tx -> tx.insert(table, person(1, "a")));
    String before = bench().database().catalogue();
    bench().capture(table, counted);
    bench().store().createTables(List.of(KitTables.ENGINE), List.of());
    bench().application(tx -> tx.insert(table, person(2, "b")));
    bench().engineWrites(table, person(3, "c"));
    assertThat(bench().database().catalogue()).isNotEqualTo(before);
    bench().store().detach();
    assertThat(bench().database().catalogue()).isEqualTo(before);
    assertThat(bench().rows(table)).hasSize(3);
    bench().application(tx -> tx.delete(table, key(2)));
    assertThat(bench().rows(table)).hasSize(2);
    bench().capture(table);
    assertThat(bench().drain()).isEmpty();
  }
}
