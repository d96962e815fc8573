package dev.blazesync.adapters.tck;

import static dev.blazesync.adapters.tck.Cells.bytes;
import static dev.blazesync.adapters.tck.Cells.key;
import static dev.blazesync.adapters.tck.Cells.number;
import static dev.blazesync.adapters.tck.Cells.row;
import static dev.blazesync.adapters.tck.Cells.text;
import static dev.blazesync.adapters.tck.KitTables.NAME;
import static dev.blazesync.adapters.tck.KitTables.person;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.adapters.tck.StoreBench.Drained;
import dev.blazesync.spi.BusyException;
import dev.blazesync.spi.DrainScope;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.StoreCapability;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.StoreView;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** All or nothing, durable, and side by side with the application. */
public interface TransactionRules extends StoreRules {
  @Test
  @DisplayName("store.R71 a transaction closed without commit leaves no trace of anything it did")
  default void closingUndoesEverything() {
    TableSchema table = bench().captured(KitTables.PERSON);
    bench().store().createTables(List.of(KitTables.ENGINE), List.of());
    bench().engineWrites(table, person(1, "a"), person(2, "b"));
    bench().application(tx -> tx.update(table, key(1), NAME, text("c")));
    try (StoreTransaction transaction = bench().store().begin()) {
      StoreBench.drainAll(transaction);
      StoreBench.writes(transaction, table, person(2, "never"), person(3, "never"));
      StoreBench.writes(transaction, KitTables.ENGINE, log(1));
      assertThat(StoreBench.delete(transaction, table, key(1))).isEmpty();
      transaction.captureAll(table);
    }
    assertThat(bench().rows(table)).containsExactly(person(1, "c"), person(2, "b"));
    assertThat(bench().rows(KitTables.ENGINE)).isEmpty();
    assertThat(bench().drain()).extracting(Drained::key).containsOnly(key(1));
  }

  @Test
  @DisplayName(
      "store.R72 what is committed survives a crash, rows and engine tables and drains alike")
  default void commitsAreDurable() {
    TableSchema table = bench().captured(KitTables.PERSON);
    bench().store().createTables(List.of(KitTables.ENGINE), List.of());
    bench().application(tx -> tx.insert(table, person(1, "a")));
    bench()
        .engine(
            tx -> {
              StoreBench.drainAll(tx);
              StoreBench.writes(tx, table, person(2, "b"));
              StoreBench.writes(tx, KitTables.ENGINE, log(1));
            });
    bench().crash();
    assertThat(bench().rows(table)).containsExactly(person(1, "a"), person(2, "b"));
    assertThat(bench().rows(KitTables.ENGINE)).containsExactly(log(1));
    assertThat(bench().drain()).isEmpty();
    bench().application(tx -> tx.insert(table, person(3, "c")));
    assertThat(bench().drain()).extracting(Drained::key).containsOnly(key(3));
  }

  @Test
  @DisplayName(
      "store.R107 a relaxed transaction does what others do, and what it committed survives a crash")
  default void relaxedTransactionsSurviveTheProgram() {
    TableSchema table = bench().captured(KitTables.PERSON);
    bench().store().createTables(List.of(KitTables.ENGINE), List.of());
    bench().application(tx -> tx.insert(table, person(1, "a")));
    try (StoreTransaction relaxed = bench().store().beginRelaxed()) {
      StoreBench.drainAll(relaxed);
      StoreBench.writes(relaxed, table, person(2, "b"));
      StoreBench.writes(relaxed, KitTables.ENGINE, log(1));
      relaxed.commit();
    }
    try (StoreTransaction undone = bench().store().beginRelaxed()) {
      StoreBench.writes(undone, table, person(3, "never"));
    }
    bench().crash();
    assertThat(bench().rows(table)).containsExactly(person(1, "a"), person(2, "b"));
    assertThat(bench().rows(KitTables.ENGINE)).containsExactly(log(1));
    assertThat(bench().drain()).isEmpty();
  }

  @Test
  @DisplayName(
      "store.R73 a crash before commit leaves nothing of the transaction, and loses nothing")
  default void crashesUndoWhatWasOpen() {
    TableSchema table = bench().captured(KitTables.PERSON);
    bench().store().createTables(List.of(KitTables.ENGINE), List.of());
    bench().application(tx -> tx.insert(table, person(1, "a")));
    StoreTransaction open = bench().store().begin();
    StoreBench.drainAll(open);
    StoreBench.writes(open, table, person(2, "never"));
    StoreBench.writes(open, KitTables.ENGINE, log(1));
    bench().crash();
    assertThat(bench().rows(table)).containsExactly(person(1, "a"));
    assertThat(bench().rows(KitTables.ENGINE)).isEmpty();
    assertThat(bench().drain()).extracting(Drained::key).containsOnly(key(1));
  }

  @Test
  @DisplayName("store.R74 BusyException: the application holds what is needed, nothing was done")
  default void busyMeansNothingWasDone() {
    TableSchema table = bench().captured(KitTables.PERSON);
    bench().engineWrites(table, person(1, "a"), person(2, "b"));
    try (ApplicationTransaction holder = bench().database().begin()) {
      holder.update(table, key(1), NAME, text("local"));
      assertThatThrownBy(
              () ->
                  bench()
                      .engine(
                          tx -> {
                            StoreBench.writes(tx, table, person(2, "remote"));
                            Rows keys = Rows.of(key(1));
                            tx.drain(
                                new DrainScope.Claim(table, keys), (change, row, current) -> {});
                            StoreBench.writes(tx, table, person(1, "remote"));
                          }))
          .isInstanceOf(BusyException.class);
      holder.commit();
    }
    assertThat(bench().rows(table)).containsExactly(person(1, "local"), person(2, "b"));
    assertThat(bench().drain()).extracting(Drained::key).containsOnly(key(1));
    bench().engineWrites(table, person(1, "remote"));
    assertThat(bench().row(table, key(1))).isEqualTo(person(1, "remote"));
  }

  @Test
  @DisplayName("store.R75 closing is idempotent, after commit too; the store closes twice as well")
  default void closingIsIdempotent() {
    TableSchema table = bench().create(KitTables.PERSON);
    StoreTransaction committed = bench().store().begin();
    StoreBench.writes(committed, table, person(1, "a"));
    committed.commit();
    committed.close();
    committed.close();
    StoreTransaction rolledBack = bench().store().begin();
    rolledBack.close();
    rolledBack.close();
    StoreView view = bench().store().snapshot();
    view.close();
    view.close();
    assertThat(bench().rows(table)).hasSize(1);
    bench().store().close();
    bench().reopen();
    assertThat(bench().rows(table)).hasSize(1);
  }

  @Test
  @DisplayName(
      "store.R76 transactions one after the other see each other's work, and the application's")
  default void transactionsFollowEachOther() {
    TableSchema table = bench().captured(KitTables.PERSON);
    for (int round = 1; round <= 20; round++) {
      ValueRow mine = person(2L * round, "engine");
      ValueRow local = person(2L * round + 1, "application");
      bench().engineWrites(table, mine);
      bench().application(tx -> tx.insert(table, local));
      int expected = 2 * round;
      bench().engine(tx -> assertThat(tx.count(table)).isEqualTo(expected));
    }
    assertThat(bench().drain())
        .extracting(Drained::key)
        .hasSize(20)
        .allMatch(one -> one.int64(0) % 2 == 1);
  }

  private static ValueRow log(long sequence) {
    return row(bytes(1, 2, 3), number(sequence), Value.NULL, bytes(9, 8, 7));
  }

  @Test
  @DisplayName("store.R77 the application goes on working while the store only reads")
  default void readersDoNotBlockTheApplication() {
    bench().assume(StoreCapability.LONG_SNAPSHOT_READS);
    TableSchema table = bench().captured(KitTables.PERSON);
    bench().engineWrites(table, person(1, "a"));
    try (StoreView view = bench().store().snapshot()) {
      assertThat(StoreBench.scan(view, table, null, 1)).hasSize(1);
      for (int id = 2; id <= 10; id++) {
        ValueRow row = person(id, "b");
        bench().application(tx -> tx.insert(table, row));
      }
      assertThat(StoreBench.scan(view, table, key(1), 100)).isEmpty();
    }
    assertThat(bench().rows(table)).hasSize(10);
    assertThat(List.copyOf(bench().drain())).hasSize(9);
  }
}
