package dev.blazesync.adapters.tck;

import static dev.blazesync.adapters.tck.Cells.key;
import static dev.blazesync.adapters.tck.Cells.number;
import static dev.blazesync.adapters.tck.Cells.row;
import static dev.blazesync.adapters.tck.Cells.text;
import static dev.blazesync.adapters.tck.KitTables.MAIL;
import static dev.blazesync.adapters.tck.KitTables.NAME;
import static dev.blazesync.adapters.tck.KitTables.person;
import static dev.blazesync.adapters.tck.KitTables.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.adapters.tck.StoreBench.Drained;
import dev.blazesync.spi.CaptureSpec;
import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.StoreCapability;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueKind;
import dev.blazesync.spi.ValueRow;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is kept of records that the application deletes. */
public interface DeletedRowRules extends StoreRules {
  @Test
  @DisplayName("store.R88 with DELETED_ROWS, a deleted record has its last row, if asked for")
  default void deletedRowsAreKept() {
    TableSchema table = keeping();
    bench().engineWrites(table, person(1, "a"), person(2, "b"));
    bench().application(tx -> tx.update(table, key(1), NAME, text("last")));
    bench().application(tx -> tx.delete(table, key(1)));
    checkRemoved(bench().drain(), key(1), person(1, "last"));
    bench().capture(table);
    bench().application(tx -> tx.delete(table, key(2)));
    assertThat(bench().drain()).isNotEmpty().allMatch(one -> one.change().removed() == null);
  }

  @Test
  @DisplayName("store.R89 with DELETED_ROWS, of several deletions the last one's row is kept")
  default void theLastDeletionCounts() {
    TableSchema table = keeping();
    bench().engineWrites(table, person(1, "a"));
    bench().application(tx -> tx.delete(table, key(1)));
    bench().application(tx -> tx.insert(table, person(1, "b")));
    bench().application(tx -> tx.delete(table, key(1)));
    checkRemoved(bench().drain(), key(1), person(1, "b"));
    bench().application(tx -> tx.insert(table, person(1, "c")));
    bench().application(tx -> tx.delete(table, key(1)));
    checkRemoved(bench().drain(), key(1), person(1, "c"));
  }

  @Test
  @DisplayName("store.R90 with DELETED_ROWS, a changed key keeps the old row under the old key")
  default void changedKeysKeepTheOldRow() {
    TableSchema table = keeping();
    bench().engineWrites(table, person(1, "a"));
    bench().application(tx -> tx.update(table, key(1), KitTables.ID, number(5)));
    List<Drained> drained = bench().drain();
    checkRemoved(drained, key(1), person(1, "a"));
    bench().application(tx -> tx.delete(table, key(5)));
    ValueRow moved = row(number(5), text("mail1"), text("a"), number(0));
    checkRemoved(bench().drain(), key(5), moved);
  }

  @Test
  @DisplayName("store.R91 with DELETED_ROWS, the rows that a foreign key's action deletes are kept")
  default void cascadedRowsAreKept() {
    bench().assume(StoreCapability.DELETED_ROWS);
    TableSchema table = bench().create(KitTables.PERSON);
    TableSchema child = bench().create(KitTables.child(KeySchema.OnDelete.CASCADE, false));
    bench()
        .store()
        .capture(
            List.of(
                new CaptureSpec(table, new BitSet(), true),
                new CaptureSpec(child, new BitSet(), true)));
    bench().engineWrites(table, person(1, "a"));
    bench().engineWrites(child, task(10, 1));
    bench().application(tx -> tx.delete(table, key(1)));
    List<Drained> drained = bench().drain();
    checkRemoved(drained, key(1), person(1, "a"));
    checkRemoved(drained, key(10), task(10, 1));
  }

  @Test
  @DisplayName("store.R92 with DELETED_ROWS, values of every kind come back bit for bit")
  default void keptValuesKeepTheirBits() {
    bench().assume(StoreCapability.DELETED_ROWS);
    for (Map.Entry<ValueKind, List<Value>> entry : Samples.all().entrySet()) {
      ColumnSchema column = ColumnSchema.of("cell", entry.getKey(), true);
      TableSchema table =
          bench()
              .captured(
                  TableSchema.of(
                      "tck_kind_" + entry.getKey().name().toLowerCase(Locale.ROOT),
                      List.of(ColumnSchema.of("id", ValueKind.INT64, false), column),
                      KeySchema.primary(0)),
                  true);
      for (Value value : entry.getValue()) {
        Value stored = bench().database().stored(column, value);
        if (stored != null) {
          bench().engineWrites(table, row(number(1), value));
          bench().application(tx -> tx.delete(table, key(1)));
          checkRemoved(bench().drain(), key(1), row(number(1), stored));
        }
      }
    }
  }

  @Test
  @DisplayName("store.R93 with DELETED_ROWS, deletions that are rolled back keep no row")
  default void rolledBackDeletionsKeepNothing() {
    TableSchema table = keeping();
    bench().engineWrites(table, person(1, "a"));
    bench().application(tx -> tx.delete(table, key(1)));
    try (ApplicationTransaction rolledBack = bench().database().begin()) {
      rolledBack.insert(table, person(1, "never"));
      rolledBack.delete(table, key(1));
    }
    checkRemoved(bench().drain(), key(1), person(1, "a"));
  }

  @Test
  @DisplayName("store.R94 with DELETED_ROWS, asking or not asking for them loses no deletion")
  default void askingForRowsLosesNothing() {
    bench().assume(StoreCapability.DELETED_ROWS);
    TableSchema table = bench().captured(KitTables.PERSON);
    bench().engineWrites(table, person(1, "a"), person(2, "b"), person(3, "c"));
    bench().application(tx -> tx.delete(table, key(1)));
    bench().capture(table, true);
    bench().application(tx -> tx.delete(table, key(2)));
    List<Drained> drained = bench().drain();
    assertThat(drained).allMatch(one -> one.current() == null);
    assertThat(drained).extracting(Drained::key).containsOnly(key(1), key(2));
    checkRemoved(drained, key(2), person(2, "b"));
    bench().application(tx -> tx.delete(table, key(3)));
    bench().capture(table);
    drained = bench().drain();
    assertThat(drained).extracting(Drained::key).containsOnly(key(3));
    assertThat(drained).allMatch(one -> one.change().removed() == null);
  }

  @Test
  @DisplayName("store.R95 with DELETED_ROWS, after a column was added rows are whole, or not known")
  default void rowsAreWholeOrUnknown() {
    TableSchema table = keeping();
    bench().engineWrites(table, person(1, "a"), person(2, "b"));
    bench().application(tx -> tx.delete(table, key(1)));
    bench().database().addColumn(table, ColumnSchema.of("added", ValueKind.TEXT, true));
    TableSchema wider = bench().table(table.name());
    bench().application(tx -> tx.update(wider, key(2), MAIL, text("seen")));
    bench().capture(wider, true);
    bench().application(tx -> tx.update(wider, key(2), MAIL + 3, text("new")));
    bench().application(tx -> tx.delete(wider, key(2)));
    List<Drained> drained = bench().drain();
    assertThat(drained).extracting(Drained::key).containsOnly(key(1), key(2));
    assertThat(drained)
        .filteredOn(one -> one.key().equals(key(1)) && one.change().removed() != null)
        .allMatch(one -> Objects.requireNonNull(one.change().removed()).size() == 5);
    checkRemoved(drained, key(2), row(number(2), text("seen"), text("b"), number(0), text("new")));
  }

  private TableSchema keeping() {
    bench().assume(StoreCapability.DELETED_ROWS);
    return bench().captured(KitTables.PERSON, true);
  }

  private static void checkRemoved(List<Drained> drained, ValueRow key, ValueRow row) {
    List<Drained> mine = drained.stream().filter(one -> one.key().equals(key)).toList();
    assertThat(mine).isNotEmpty().allMatch(one -> one.current() == null);
    assertThat(mine)
        .filteredOn(one -> one.change().removed() != null)
        .isNotEmpty()
        .allMatch(one -> row.equals(one.change().removed()));
  }
}
