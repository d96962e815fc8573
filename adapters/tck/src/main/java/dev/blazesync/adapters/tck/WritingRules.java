package dev.blazesync.adapters.tck;

import static dev.blazesync.adapters.tck.Cells.key;
import static dev.blazesync.adapters.tck.Cells.number;
import static dev.blazesync.adapters.tck.Cells.row;
import static dev.blazesync.adapters.tck.Cells.text;
import static dev.blazesync.adapters.tck.KitTables.counted;
import static dev.blazesync.adapters.tck.KitTables.person;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Refusal;
import dev.blazesync.spi.StoreCapability;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueKind;
import dev.blazesync.spi.ValueRow;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Writing and deleting rows that no constraint is against. */
public interface WritingRules extends StoreRules {
  @Test
  @DisplayName("store.R16 write inserts a row, or overwrites all cells of the row of that key")
  default void writesInsertOrOverwrite() {
    TableSchema table = bench().create(KitTables.PERSON);
    bench().engineWrites(table, person(1, "a"), person(2, "b"));
    bench().engineWrites(table, person(3, "c"), row(number(1), Value.NULL, Value.NULL, number(9)));
    assertThat(bench().rows(table))
        .containsExactly(
            row(number(1), Value.NULL, Value.NULL, number(9)), person(2, "b"), person(3, "c"));
  }

  @Test
  @DisplayName("store.R17 delete removes the rows of these keys; absent ones are silent")
  default void deletesByIdentity() {
    TableSchema table = bench().create(KitTables.PLACE);
    ValueRow kept = row(text("kept"), number(1), text("a"));
    bench()
        .engineWrites(
            table,
            kept,
            row(text("gone"), number(2), text("a")),
            row(text("too"), number(1), text("b")));
    bench()
        .engine(
            tx ->
                assertThat(
                        StoreBench.delete(
                            tx,
                            table,
                            row(text("a"), number(2)),
                            row(text("z"), number(9)),
                            row(text("b"), number(1))))
                    .isEmpty());
    assertThat(bench().rows(table)).containsExactly(kept);
  }

  @Test
  @DisplayName("store.R18 what write takes reads back bit for bit, or is refused as TYPE")
  default void valuesKeepTheirBits() {
    for (Map.Entry<ValueKind, List<Value>> entry : Samples.all().entrySet()) {
      ColumnSchema column = ColumnSchema.of("cell", entry.getKey(), true);
      TableSchema declared =
          TableSchema.of(
              "tck_kind_" + entry.getKey().name().toLowerCase(Locale.ROOT),
              List.of(ColumnSchema.of("id", ValueKind.INT64, false), column),
              KeySchema.primary(0));
      TableSchema table = bench().create(declared);
      for (Value value : entry.getValue()) {
        checkKept(table, column, value);
      }
    }
  }

  private void checkKept(TableSchema table, ColumnSchema column, Value value) {
    Value expected = bench().database().stored(column, value);
    bench()
        .engine(
            tx -> {
              Map<Integer, Refusal> refusals = StoreBench.write(tx, table, row(number(1), value));
              if (expected == null) {
                assertThat(refusals).containsOnlyKeys(0);
                assertThat(Objects.requireNonNull(refusals.get(0)).kind())
                    .isEqualTo(Refusal.Kind.TYPE);
                return;
              }
              assertThat(refusals).as("%s", value).isEmpty();
              assertThat(StoreBench.read(tx, table, table.identityKey(), key(1)))
                  .containsExactly(row(number(1), expected));
            });
  }

  @Test
  @DisplayName("store.R19 nothing the engine writes or deletes is captured")
  default void engineWritesAreNotCaptured() {
    TableSchema table = bench().create(KitTables.PERSON);
    TableSchema child = bench().create(KitTables.child(KeySchema.OnDelete.CASCADE, false));
    bench().capture(table, child);
    bench().engineWrites(table, person(1, "a"), person(2, "b"));
    bench().engineWrites(child, KitTables.task(10, 1));
    bench().engineWrites(table, person(2, "c"));
    bench().engine(tx -> assertThat(StoreBench.delete(tx, table, key(1))).isEmpty());
    assertThat(bench().pending(table)).isZero();
    assertThat(bench().pending(child)).isZero();
    assertThat(bench().drain()).isEmpty();
    bench().application(tx -> tx.update(table, key(2), KitTables.NAME, text("d")));
    assertThat(bench().drain()).extracting(StoreBench.Drained::key).containsExactly(key(2));
  }

  @Test
  @DisplayName("store.R20 what the engine writes fires no trigger of the application")
  default void engineWritesFireNoTriggers() {
    TableSchema audit = bench().create(KitTables.AUDIT);
    TableSchema table = bench().create(KitTables.PERSON);
    bench().database().createAuditTrigger(table, audit);
    bench().capture(table, audit);
    bench().engineWrites(table, person(1, "a"), person(2, "b"));
    bench().engineWrites(table, person(2, "c"));
    bench().engine(tx -> assertThat(StoreBench.delete(tx, table, key(1))).isEmpty());
    assertThat(bench().rows(audit)).isEmpty();
    bench().application(tx -> tx.update(table, key(2), KitTables.NAME, text("d")));
    assertThat(bench().rows(audit)).hasSize(1);
    assertThat(bench().drain())
        .extracting(StoreBench.Drained::table)
        .containsExactlyInAnyOrder(table.name(), audit.name());
  }

  @Test
  @DisplayName("store.R21 a row overwritten by write is not deleted: rows that refer to it stay")
  default void overwritingIsNoDelete() {
    TableSchema table = bench().create(KitTables.PERSON);
    TableSchema child = bench().create(KitTables.child(KeySchema.OnDelete.CASCADE, false));
    bench().engineWrites(table, person(1, "a"));
    bench().engineWrites(child, KitTables.task(10, 1));
    bench().engineWrites(table, person(1, "b"));
    assertThat(bench().rows(child)).containsExactly(KitTables.task(10, 1));
    assertThat(bench().rows(table)).containsExactly(person(1, "b"));
  }

  @Test
  @DisplayName("store.R22 an allocated key is nobody's, and nobody else gets it")
  default void allocatedKeysAreFresh() {
    bench().assume(StoreCapability.GENERATED_KEYS);
    TableSchema table = bench().create(KitTables.COUNTED);
    Set<Long> keys = new LinkedHashSet<>();
    bench().application(tx -> keys.add(tx.insertGenerated(table, counted("a"))));
    bench()
        .engine(
            tx -> {
              for (int round = 0; round < 3; round++) {
                long allocated = tx.allocateKey(table);
                assertThat(keys.add(allocated)).as("key %s twice", allocated).isTrue();
                StoreBench.writes(tx, table, row(number(allocated), text("e" + round)));
              }
            });
    bench()
        .application(tx -> assertThat(keys.add(tx.insertGenerated(table, counted("b")))).isTrue());
    bench()
        .engine(
            tx -> {
              long first = tx.allocateKey(table);
              long second = tx.allocateKey(table);
              assertThat(keys.add(first)).isTrue();
              assertThat(keys.add(second)).as("two keys without a write between").isTrue();
            });
    assertThat(bench().rows(table)).hasSize(5);
  }

  @Test
  @DisplayName("store.R23 allocateKey says no where the database hands out no keys")
  default void noKeysWithoutGenerator() {
    TableSchema table = bench().create(KitTables.BADGE);
    bench()
        .engine(
            tx ->
                assertThatThrownBy(() -> tx.allocateKey(table))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining(table.name()));
  }
}
