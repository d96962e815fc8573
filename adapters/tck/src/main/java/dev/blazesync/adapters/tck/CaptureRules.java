package dev.blazesync.adapters.tck;

import static dev.blazesync.adapters.tck.Cells.key;
import static dev.blazesync.adapters.tck.Cells.number;
import static dev.blazesync.adapters.tck.Cells.row;
import static dev.blazesync.adapters.tck.Cells.text;
import static dev.blazesync.adapters.tck.KitTables.MAIL;
import static dev.blazesync.adapters.tck.KitTables.NAME;
import static dev.blazesync.adapters.tck.KitTables.POINTS;
import static dev.blazesync.adapters.tck.KitTables.person;
import static dev.blazesync.adapters.tck.KitTables.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.adapters.tck.StoreBench.Drained;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.StoreCapability;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is captured of what the application does. */
public interface CaptureRules extends StoreRules {
  @Test
  @DisplayName("store.R35 an insert is captured: the row, all columns, created")
  default void capturesInserts() {
    TableSchema table = bench().captured(KitTables.PERSON);
    bench().application(tx -> tx.insert(table, person(1, "a")));
    List<Drained> drained = bench().drain();
    assertThat(drained).isNotEmpty().allMatch(one -> one.key().equals(key(1)));
    assertThat(drained).allMatch(one -> person(1, "a").equals(one.current()));
    assertThat(drained).anyMatch(one -> one.change().created());
    assertThat(drained).noneMatch(one -> one.change().removedBetween());
    for (int column = 0; column < table.columns().size(); column++) {
      int index = column;
      assertThat(drained).anyMatch(one -> one.touches(index));
    }
  }

  @Test
  @DisplayName("store.R36 an update is captured: its columns, and it neither created nor removed")
  default void capturesUpdates() {
    TableSchema table = bench().captured(KitTables.PERSON);
    bench().engineWrites(table, person(1, "a"), person(2, "b"));
    bench().application(tx -> tx.update(table, key(1), NAME, text("new")));
    List<Drained> drained = bench().drain();
    assertThat(drained).isNotEmpty().allMatch(one -> one.key().equals(key(1)));
    assertThat(drained).allMatch(one -> person(1, "new").equals(one.current()));
    assertThat(drained).anyMatch(one -> one.touches(NAME));
    assertThat(drained).noneMatch(one -> one.change().created());
    assertThat(drained).noneMatch(one -> one.change().removedBetween());
  }

  @Test
  @DisplayName(
      "store.R37 with COLUMN_MASK, columns that no statement wrote do not count as changed")
  default void masksTellTheColumns() {
    bench().assume(StoreCapability.COLUMN_MASK);
    TableSchema table = bench().captured(KitTables.PERSON);
    bench().engineWrites(table, person(1, "a"));
    bench().application(tx -> tx.update(table, key(1), NAME, text("new")));
    assertThat(bench().drain()).noneMatch(one -> one.touches(MAIL) || one.touches(POINTS));
    bench().application(tx -> tx.update(table, key(1), NAME, Value.NULL));
    bench().application(tx -> tx.update(table, key(1), POINTS, number(3)));
    List<Drained> drained = bench().drain();
    assertThat(drained).anyMatch(one -> one.touches(NAME)).anyMatch(one -> one.touches(POINTS));
    assertThat(drained).noneMatch(one -> one.touches(MAIL));
  }

  @Test
  @DisplayName(
      "store.R38 with COLUMN_MASK, columns written hours apart do not share the later time")
  default void columnsKeepTheirTimes() {
    bench().assume(StoreCapability.COLUMN_MASK);
    TableSchema table = bench().captured(KitTables.PERSON);
    bench().engineWrites(table, person(1, "a"));
    bench().application(tx -> tx.update(table, key(1), NAME, text("early")));
    bench().database().passTime(50);
    long between = bench().database().writerMillis();
    bench().database().passTime(50);
    bench().application(tx -> tx.update(table, key(1), POINTS, number(9)));
    List<Drained> drained = bench().drain();
    assertThat(drained)
        .filteredOn(one -> one.touches(NAME))
        .isNotEmpty()
        .allMatch(one -> one.change().wallMillis() < between);
    assertThat(drained)
        .filteredOn(one -> one.touches(POINTS))
        .anyMatch(one -> one.change().wallMillis() > between);
  }

  @Test
  @DisplayName(
      "store.R39 wallMillis is the writer's clock in milliseconds at the latest such change")
  default void changesAreDated() {
    TableSchema table = bench().captured(KitTables.PERSON);
    bench().engineWrites(table, person(1, "a"));
    bench().application(tx -> tx.update(table, key(1), NAME, text("b")));
    bench().database().passTime(50);
    long before = bench().database().writerMillis();
    bench().application(tx -> tx.update(table, key(1), NAME, text("c")));
    long after = bench().database().writerMillis();
    long latest =
        bench().drain().stream()
            .filter(one -> one.touches(NAME))
            .mapToLong(one -> one.change().wallMillis())
            .max()
            .orElse(0);
    // SQLite's julianday rounds to a millisecond, up or down
    assertThat(latest).isBetween(before - 1, after + 1);
  }

  @Test
  @DisplayName("store.R40 a delete is captured: the key, and no row")
  default void capturesDeletes() {
    TableSchema table = bench().captured(KitTables.PERSON);
    bench().engineWrites(table, person(1, "a"), person(2, "b"));
    bench().application(tx -> tx.delete(table, key(1)));
    List<Drained> drained = bench().drain();
    assertThat(drained).isNotEmpty().allMatch(one -> one.key().equals(key(1)));
    assertThat(drained).allMatch(one -> one.current() == null);
    assertThat(drained).noneMatch(one -> one.change().created());
  }

  @Test
  @DisplayName("store.R41 delete and insert of one key: removedBetween, and not created")
  default void capturesRemovalInBetween() {
    TableSchema table = bench().captured(KitTables.PERSON);
    bench().engineWrites(table, person(1, "old"));
    bench().application(tx -> tx.delete(table, key(1)));
    bench().application(tx -> tx.insert(table, person(1, "new")));
    List<Drained> drained = bench().drain();
    assertThat(drained).isNotEmpty().allMatch(one -> person(1, "new").equals(one.current()));
    assertThat(drained).anyMatch(one -> one.change().removedBetween());
    assertThat(drained).noneMatch(one -> one.change().created());
    assertThat(drained).anyMatch(one -> one.touches(NAME));
  }

  @Test
  @DisplayName("store.R42 insert and delete between two drains leave no ghost")
  default void passingRowsLeaveNoGhost() {
    TableSchema table = bench().captured(KitTables.PERSON);
    bench().application(tx -> tx.insert(table, person(1, "a")));
    bench().application(tx -> tx.delete(table, key(1)));
    assertThat(bench().drain()).allMatch(one -> one.key().equals(key(1)) && one.current() == null);
    assertThat(bench().rows(table)).isEmpty();
  }

  @Test
  @DisplayName("store.R43 what the application rolls back is not captured, what it commits is")
  default void rollbacksAreNotCaptured() {
    TableSchema table = bench().captured(KitTables.PERSON);
    bench().application(tx -> tx.insert(table, person(1, "a")));
    try (ApplicationTransaction rolledBack = bench().database().begin()) {
      rolledBack.update(table, key(1), NAME, text("never"));
      rolledBack.insert(table, person(2, "never"));
    }
    List<Drained> drained = bench().drain();
    assertThat(drained).isNotEmpty().allMatch(one -> one.key().equals(key(1)));
    assertThat(drained).allMatch(one -> person(1, "a").equals(one.current()));
  }

  @Test
  @DisplayName("store.R44 a changed key is captured as the old one gone and the new one there")
  default void capturesChangedKeys() {
    TableSchema table = bench().captured(KitTables.PERSON);
    bench().engineWrites(table, person(1, "a"));
    bench().application(tx -> tx.update(table, key(1), KitTables.ID, number(5)));
    List<Drained> drained = bench().drain();
    assertThat(drained)
        .filteredOn(one -> one.key().equals(key(1)))
        .isNotEmpty()
        .allMatch(one -> one.current() == null);
    assertThat(drained)
        .filteredOn(one -> one.key().equals(key(5)))
        .isNotEmpty()
        .allMatch(one -> one.current() != null && !one.change().removedBetween())
        .anyMatch(one -> one.touches(MAIL) && one.touches(NAME));
  }

  @Test
  @DisplayName("store.R45 key cells are handed over in key order, of composite and unique keys too")
  default void capturesCompositeKeys() {
    TableSchema place = bench().create(KitTables.PLACE);
    TableSchema badge = bench().create(KitTables.BADGE);
    bench().capture(place, badge);
    bench()
        .application(
            tx -> {
              tx.insert(place, row(text("n"), number(7), text("hall")));
              tx.insert(badge, row(Value.NULL, text("code")));
            });
    assertThat(bench().drain())
        .extracting(Drained::key)
        .contains(row(text("hall"), number(7)), row(text("code")));
    bench().application(tx -> tx.delete(place, row(text("hall"), number(7))));
    assertThat(bench().drain()).extracting(Drained::key).containsOnly(row(text("hall"), number(7)));
  }

  @Test
  @DisplayName("store.R46 what a foreign key's action deletes or changes is captured too")
  default void capturesCascades() {
    TableSchema table = bench().create(KitTables.PERSON);
    TableSchema child = bench().create(KitTables.child(KeySchema.OnDelete.CASCADE, false));
    bench().capture(child);
    bench().engineWrites(table, person(1, "a"));
    bench().engineWrites(child, task(10, 1));
    bench().application(tx -> tx.delete(table, key(1)));
    assertThat(bench().drain())
        .isNotEmpty()
        .allMatch(one -> one.key().equals(key(10)) && one.current() == null);
  }

  @Test
  @DisplayName(
      "store.R47 with CAPTURES_WITHOUT_ENGINE, writers are captured while no store is open")
  default void capturesWithoutEngine() {
    bench().assume(StoreCapability.CAPTURES_WITHOUT_ENGINE);
    TableSchema table = bench().captured(KitTables.PERSON);
    bench().store().close();
    bench().application(tx -> tx.insert(table, person(1, "a")));
    bench().reopen();
    assertThat(bench().drain()).extracting(Drained::key).containsOnly(key(1));
  }

  @Test
  @DisplayName("store.R49 captureAll captures every row as created, but for those captured already")
  default void capturesAllRows() {
    TableSchema table = bench().captured(KitTables.PERSON);
    bench().engineWrites(table, person(1, "a"), person(2, "b"));
    bench().application(tx -> tx.update(table, key(2), NAME, text("c")));
    bench().engine(tx -> tx.captureAll(table));
    List<Drained> drained = bench().drain();
    assertThat(drained).extracting(Drained::key).containsOnly(key(1), key(2));
    assertThat(drained)
        .filteredOn(one -> one.key().equals(key(1)))
        .anyMatch(one -> one.change().created())
        .anyMatch(one -> one.touches(MAIL) && one.touches(NAME) && one.touches(POINTS));
    assertThat(drained)
        .filteredOn(one -> one.key().equals(key(2)))
        .isNotEmpty()
        .noneMatch(one -> one.change().created());
  }
}
