package dev.blazesync.adapters.tck;

import static dev.blazesync.adapters.tck.Cells.key;
import static dev.blazesync.adapters.tck.Cells.number;
import static dev.blazesync.adapters.tck.Cells.text;
import static dev.blazesync.adapters.tck.KitTables.NAME;
import static dev.blazesync.adapters.tck.KitTables.POINTS;
import static dev.blazesync.adapters.tck.KitTables.person;
import static dev.blazesync.adapters.tck.KitTables.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.adapters.tck.StoreBench.Drained;
import dev.blazesync.spi.BusyException;
import dev.blazesync.spi.DrainScope;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.ValueRow;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Handing over what was captured. */
public interface DrainRules extends StoreRules {
  @Test
  @DisplayName("store.R50 all changes of one record come one after the other, with the same row")
  default void recordsStayTogether() {
    TableSchema table = bench().captured(KitTables.PERSON);
    bench().engineWrites(table, person(1, "a"), person(2, "b"));
    bench().application(tx -> tx.update(table, key(1), NAME, text("c")));
    bench().application(tx -> tx.update(table, key(2), NAME, text("d")));
    bench().application(tx -> tx.update(table, key(1), POINTS, number(1)));
    bench().application(tx -> tx.update(table, key(2), POINTS, number(2)));
    List<Drained> drained = bench().drain();
    List<ValueRow> runs = new ArrayList<>();
    for (Drained one : drained) {
      if (runs.isEmpty() || !runs.get(runs.size() - 1).equals(one.key())) {
        runs.add(one.key());
      }
      assertThat(one.current()).isEqualTo(bench().row(table, one.key()));
    }
    assertThat(runs).containsExactlyInAnyOrder(key(1), key(2));
  }

  @Test
  @DisplayName("store.R51 drained and committed changes are not handed over again")
  default void drainForgets() {
    TableSchema table = bench().captured(KitTables.PERSON);
    bench().application(tx -> tx.insert(table, person(1, "a")));
    assertThat(bench().drain()).isNotEmpty();
    assertThat(bench().drain()).isEmpty();
    bench().application(tx -> tx.update(table, key(1), NAME, text("b")));
    List<Drained> drained = bench().drain();
    assertThat(drained).isNotEmpty();
    assertThat(drained).noneMatch(one -> one.change().created());
  }

  @Test
  @DisplayName("store.R52 nothing is lost if the transaction that drained does not commit")
  default void uncommittedDrainsLoseNothing() {
    TableSchema table = bench().captured(KitTables.PERSON);
    bench().engineWrites(table, person(1, "a"));
    bench().application(tx -> tx.delete(table, key(1)));
    bench().application(tx -> tx.insert(table, person(2, "b")));
    List<Drained> first;
    try (StoreTransaction transaction = bench().store().begin()) {
      first = StoreBench.drainAll(transaction);
      assertThat(transaction.pending(table)).isZero();
    }
    assertThat(bench().pending(table)).isPositive();
    List<Drained> second = bench().drain();
    assertThat(second).extracting(Drained::key).containsOnly(key(1), key(2));
    assertThat(second).hasSameSizeAs(first);
  }

  @Test
  @DisplayName(
      "store.R53 UpTo takes whole records, at most maxRecords; true only when none is left")
  default void drainsInPieces() {
    TableSchema table = bench().create(KitTables.PERSON);
    TableSchema child = bench().create(KitTables.child(KeySchema.OnDelete.RESTRICT, false));
    bench().capture(table, child);
    for (int id = 1; id <= 4; id++) {
      ValueRow row = person(id, "n");
      bench().application(tx -> tx.insert(table, row));
      bench().application(tx -> tx.update(table, key(row.int64(0)), POINTS, number(9)));
    }
    bench().application(tx -> tx.insert(child, task(10, 1)));
    Set<String> records = new LinkedHashSet<>();
    bench()
        .engine(
            tx -> {
              boolean cut = false;
              for (int round = 0; round < 20 && !cut; round++) {
                List<Drained> piece = new ArrayList<>();
                cut = StoreBench.drain(tx, new DrainScope.UpTo(2, 1 << 20), piece);
                Set<String> taken = new LinkedHashSet<>();
                piece.forEach(one -> taken.add(one.table() + one.key()));
                assertThat(taken).hasSizeLessThanOrEqualTo(2);
                taken.forEach(one -> assertThat(records.add(one)).as("%s twice", one).isTrue());
                long left = tx.pending(table) + tx.pending(child);
                assertThat(cut).as("cut with %s left", left).isEqualTo(left == 0);
              }
              assertThat(cut).isTrue();
            });
    assertThat(records).hasSize(5);
  }

  @Test
  @DisplayName("store.R106 UpTo leaves the tables it is told to alone, as if nothing were captured")
  default void drainsAllBut() {
    TableSchema table = bench().create(KitTables.PERSON);
    TableSchema child = bench().create(KitTables.child(KeySchema.OnDelete.RESTRICT, false));
    bench().capture(table, child);
    bench().application(tx -> tx.insert(table, person(1, "n")));
    bench().application(tx -> tx.insert(child, task(10, 1)));
    bench()
        .engine(
            tx -> {
              List<Drained> piece = new ArrayList<>();
              DrainScope scope = new DrainScope.UpTo(100, 1 << 20, Set.of(child.name()));
              assertThat(StoreBench.drain(tx, scope, piece)).isTrue();
              assertThat(piece).extracting(Drained::table).containsOnly(table.name());
              assertThat(tx.pending(child)).isPositive();
            });
    assertThat(bench().drain()).extracting(Drained::table).containsOnly(child.name());
  }

  @Test
  @DisplayName("store.R54 UpTo stops behind maxBytes, but always takes one record")
  default void bytesBoundDrains() {
    TableSchema table = bench().captured(KitTables.PERSON);
    bench()
        .application(
            tx -> {
              for (int id = 1; id <= 5; id++) {
                tx.insert(table, person(id, "x".repeat(10_000)));
              }
            });
    bench()
        .engine(
            tx -> {
              List<Drained> piece = new ArrayList<>();
              assertThat(StoreBench.drain(tx, new DrainScope.UpTo(100, 1), piece)).isFalse();
              assertThat(records(piece)).hasSize(1);
              piece.clear();
              assertThat(StoreBench.drain(tx, new DrainScope.UpTo(100, 15_000), piece)).isFalse();
              assertThat(records(piece)).hasSizeBetween(1, 2);
            });
    assertThat(bench().pending(table)).isPositive();
  }

  private static Set<ValueRow> records(List<Drained> drained) {
    Set<ValueRow> keys = new LinkedHashSet<>();
    drained.forEach(one -> keys.add(one.key()));
    return keys;
  }

  @Test
  @DisplayName("store.R55 pending is 0 only if there is nothing, and sees what its view sees")
  default void pendingTellsWhetherThereIsAnything() {
    TableSchema table = bench().create(KitTables.PERSON);
    TableSchema other = bench().create(KitTables.PLACE);
    assertThat(bench().pending(table)).isZero();
    bench().capture(table, other);
    assertThat(bench().pending(table)).isZero();
    bench().application(tx -> tx.insert(table, person(1, "a")));
    assertThat(bench().pending(table)).isPositive();
    assertThat(bench().pending(other)).isZero();
    try (StoreTransaction transaction = bench().store().begin()) {
      StoreBench.drainAll(transaction);
      assertThat(transaction.pending(table)).isZero();
    }
    assertThat(bench().pending(table)).isPositive();
    bench().drain();
    assertThat(bench().pending(table)).isZero();
  }

  @Test
  @DisplayName("store.R56 Claim takes all changes of its records and no others")
  default void claimsTakeTheirRecords() {
    TableSchema table = bench().create(KitTables.PERSON);
    TableSchema other = bench().create(KitTables.COUNTED);
    bench().capture(table, other);
    bench().engineWrites(table, person(4, "d"));
    bench()
        .application(
            tx -> {
              tx.insert(table, person(1, "a"));
              tx.insert(table, person(2, "b"));
              tx.delete(table, key(4));
            });
    bench().application(tx -> tx.update(table, key(1), NAME, text("c")));
    bench()
        .engine(
            tx -> {
              List<Drained> claimed = new ArrayList<>();
              Rows keys = Rows.of(List.of(key(1), key(3), key(4)));
              assertThat(StoreBench.drain(tx, new DrainScope.Claim(table, keys), claimed))
                  .isFalse();
              assertThat(claimed).extracting(Drained::key).containsOnly(key(1), key(4));
              claimed.clear();
              assertThat(
                      StoreBench.drain(tx, new DrainScope.Claim(table, Rows.of(key(2))), claimed))
                  .isTrue();
              assertThat(claimed).extracting(Drained::key).containsOnly(key(2));
              assertThat(StoreBench.drainAll(tx)).isEmpty();
            });
  }

  @Test
  @DisplayName("store.R57 after a Claim nobody changes these records until the transaction ends")
  default void claimsHold() {
    TableSchema table = bench().captured(KitTables.PERSON);
    bench().engineWrites(table, person(1, "a"));
    try (StoreTransaction transaction = bench().store().begin()) {
      transaction.drain(new DrainScope.Claim(table, Rows.of(key(1))), (change, row, current) -> {});
      assertThatThrownBy(
              () -> bench().application(tx -> tx.update(table, key(1), NAME, text("local"))))
          .isInstanceOf(RuntimeException.class);
      StoreBench.writes(transaction, table, person(1, "remote"));
      transaction.commit();
    }
    assertThat(bench().row(table, key(1))).isEqualTo(person(1, "remote"));
    assertThat(bench().drain()).isEmpty();
    bench().application(tx -> tx.update(table, key(1), NAME, text("local")));
    assertThat(bench().drain()).extracting(Drained::key).containsOnly(key(1));
  }

  @Test
  @DisplayName("store.R58 an open transaction of the application is not seen half: all or nothing")
  default void cutsHoldWholeTransactions() {
    TableSchema table = bench().create(KitTables.PERSON);
    TableSchema child = bench().create(KitTables.child(KeySchema.OnDelete.RESTRICT, false));
    bench().capture(table, child);
    try (ApplicationTransaction open = bench().database().begin()) {
      open.insert(table, person(1, "a"));
      open.insert(child, task(10, 1));
      try (StoreTransaction transaction = bench().store().begin()) {
        assertThat(StoreBench.drainAll(transaction)).isEmpty();
        transaction.commit();
      } catch (BusyException busy) {
        // the other right answer: the application holds the lock
        assertThat(busy).hasMessageMatching("(?s).+");
      }
      open.commit();
    }
    assertThat(bench().drain()).extracting(Drained::key).contains(key(1), key(10));
  }

  @Test
  @DisplayName("store.R59 a sink that throws spoils only its transaction; nothing is lost")
  default void aThrowingSinkLosesNothing() {
    TableSchema table = bench().captured(KitTables.PERSON);
    bench().application(tx -> tx.insert(table, person(1, "a")));
    try (StoreTransaction transaction = bench().store().begin()) {
      assertThatThrownBy(
              () ->
                  transaction.drain(
                      StoreBench.ALL,
                      (change, row, current) -> {
                        throw new IllegalArgumentException("of the sink");
                      }))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("of the sink");
    }
    assertThat(bench().drain()).extracting(Drained::key).containsOnly(key(1));
  }
}
