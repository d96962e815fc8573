package dev.blazesync.adapters.tck;

import static dev.blazesync.adapters.tck.Cells.key;
import static dev.blazesync.adapters.tck.Cells.number;
import static dev.blazesync.adapters.tck.Cells.row;
import static dev.blazesync.adapters.tck.Cells.text;
import static dev.blazesync.adapters.tck.KitTables.person;
import static dev.blazesync.adapters.tck.KitTables.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Refusal;
import dev.blazesync.spi.RefusedException;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Rows the database would not take. */
public interface ConstraintRules extends StoreRules {
  @Test
  @DisplayName("store.R24 a row that breaks a UNIQUE key is refused by index; the others go on")
  default void refusesDuplicates() {
    TableSchema table = bench().create(KitTables.PERSON);
    bench().engineWrites(table, person(1, "a"));
    ValueRow clash = row(number(2), text("mail1"), text("b"), number(0));
    bench()
        .engine(
            tx -> {
              Map<Integer, Refusal> refusals =
                  StoreBench.write(tx, table, person(3, "c"), clash, person(4, "d"));
              assertThat(refusals).containsOnlyKeys(1);
              assertThat(kind(refusals, 1)).isEqualTo(Refusal.Kind.UNIQUE);
            });
    assertThat(bench().rows(table)).containsExactly(person(1, "a"), person(3, "c"), person(4, "d"));
  }

  @Test
  @DisplayName(
      "store.R25 a refused row leaves no trace, neither of itself nor in what it overwrites")
  default void refusedRowsLeaveNoTrace() {
    TableSchema table = bench().create(KitTables.PERSON);
    bench().engineWrites(table, person(1, "a"), person(2, "b"));
    ValueRow clash = row(number(2), text("mail1"), text("changed"), number(77));
    bench().engine(tx -> assertThat(StoreBench.write(tx, table, clash)).containsOnlyKeys(0));
    assertThat(bench().rows(table)).containsExactly(person(1, "a"), person(2, "b"));
  }

  @Test
  @DisplayName("store.R26 rows are taken one after the other: each sees what those before it did")
  default void laterRowsSeeEarlierOnes() {
    TableSchema table = bench().create(KitTables.PERSON);
    bench().engineWrites(table, person(1, "a"));
    ValueRow freed = row(number(1), text("other"), text("a"), number(0));
    ValueRow takes = row(number(2), text("mail1"), text("b"), number(0));
    ValueRow late = row(number(3), text("mail1"), text("c"), number(0));
    bench()
        .engine(
            tx -> assertThat(StoreBench.write(tx, table, freed, takes, late)).containsOnlyKeys(2));
    assertThat(bench().rows(table)).containsExactly(freed, takes);
  }

  @Test
  @DisplayName("store.R27 a row whose parent is missing is refused as FOREIGN_KEY")
  default void refusesOrphans() {
    TableSchema table = bench().create(KitTables.PERSON);
    TableSchema child = bench().create(KitTables.child(KeySchema.OnDelete.RESTRICT, false));
    bench().engineWrites(table, person(1, "a"));
    ValueRow free = row(number(13), Value.NULL, text("free"));
    bench()
        .engine(
            tx -> {
              Map<Integer, Refusal> refusals =
                  StoreBench.write(tx, child, task(10, 1), task(11, 9), task(12, 1), free);
              assertThat(refusals).containsOnlyKeys(1);
              assertThat(kind(refusals, 1)).isEqualTo(Refusal.Kind.FOREIGN_KEY);
            });
    assertThat(bench().rows(child)).containsExactly(task(10, 1), task(12, 1), free);
  }

  @Test
  @DisplayName("store.R28 NULL where it may not be is refused as NOT_NULL")
  default void refusesNulls() {
    TableSchema table = bench().create(KitTables.BADGE);
    TableSchema place = bench().create(KitTables.PLACE);
    bench()
        .engine(
            tx -> {
              Map<Integer, Refusal> refusals =
                  StoreBench.write(
                      tx,
                      place,
                      row(Value.NULL, Value.NULL, text("a")),
                      row(Value.NULL, number(1), text("a")));
              assertThat(refusals).containsOnlyKeys(0);
              assertThat(kind(refusals, 0)).isEqualTo(Refusal.Kind.NOT_NULL);
              assertThat(StoreBench.write(tx, table, row(text("a"), Value.NULL)))
                  .containsOnlyKeys(0);
            });
    assertThat(bench().rows(table)).isEmpty();
    assertThat(bench().rows(place)).hasSize(1);
  }

  @Test
  @DisplayName("store.R29 a row that a CHECK is against is refused as CHECK")
  default void refusesWhatACheckIsAgainst() {
    bench().database().createTableWithCheck(KitTables.PERSON, KitTables.POINTS, 13);
    TableSchema table = bench().table(KitTables.PERSON.name());
    ValueRow unlucky = row(number(2), text("mail2"), text("b"), number(13));
    bench()
        .engine(
            tx -> {
              Map<Integer, Refusal> refusals =
                  StoreBench.write(tx, table, person(1, "a"), unlucky, person(3, "c"));
              assertThat(refusals).containsOnlyKeys(1);
              assertThat(kind(refusals, 1)).isEqualTo(Refusal.Kind.CHECK);
            });
    assertThat(bench().rows(table)).containsExactly(person(1, "a"), person(3, "c"));
  }

  @Test
  @DisplayName("store.R30 a refusal leaves the transaction as usable as before, and it can commit")
  default void refusalsLeaveTheTransactionUsable() {
    TableSchema table = bench().captured(KitTables.PERSON);
    bench().application(tx -> tx.insert(table, person(1, "a")));
    bench()
        .engine(
            tx -> {
              StoreBench.writes(tx, table, person(2, "b"));
              ValueRow clash = row(number(3), text("mail2"), text("c"), number(0));
              assertThat(StoreBench.write(tx, table, clash)).containsOnlyKeys(0);
              assertThat(StoreBench.drainAll(tx)).isNotEmpty();
              StoreBench.writes(tx, table, person(4, "d"));
              assertThat(tx.count(table)).isEqualTo(3);
            });
    assertThat(bench().rows(table)).containsExactly(person(1, "a"), person(2, "b"), person(4, "d"));
    assertThat(bench().pending(table)).isZero();
  }

  @Test
  @DisplayName("store.R31 the message of a refusal holds no row contents")
  default void refusalsKeepContentsToThemselves() {
    TableSchema table = bench().create(KitTables.PERSON);
    String secret = "zq7confidential";
    bench().engineWrites(table, row(number(1), text(secret), text("a"), number(0)));
    bench()
        .engine(
            tx -> {
              ValueRow clash = row(number(2), text(secret), text(secret), number(0));
              Map<Integer, Refusal> refusals = StoreBench.write(tx, table, clash);
              assertThat(refusals).containsOnlyKeys(0);
              Refusal refusal = Objects.requireNonNull(refusals.get(0));
              assertThat(refusal.message()).isNotBlank().doesNotContainIgnoringCase(secret);
            });
  }

  @Test
  @DisplayName("store.R32 a row that others refer to is not deleted but refused as FOREIGN_KEY")
  default void refusesToOrphan() {
    TableSchema table = bench().create(KitTables.PERSON);
    TableSchema child = bench().create(KitTables.child(KeySchema.OnDelete.RESTRICT, false));
    bench().engineWrites(table, person(1, "a"), person(2, "b"), person(3, "c"));
    bench().engineWrites(child, task(10, 2));
    bench()
        .engine(
            tx -> {
              Map<Integer, Refusal> refusals = StoreBench.delete(tx, table, key(1), key(2), key(3));
              assertThat(refusals).containsOnlyKeys(1);
              assertThat(kind(refusals, 1)).isEqualTo(Refusal.Kind.FOREIGN_KEY);
            });
    assertThat(bench().rows(table)).containsExactly(person(2, "b"));
    assertThat(bench().rows(child)).containsExactly(task(10, 2));
  }

  @Test
  @DisplayName("store.R33 where the key says SET NULL, deleting the parent is done by the database")
  default void databaseSetsNull() {
    TableSchema table = bench().create(KitTables.PERSON);
    TableSchema child = bench().create(KitTables.child(KeySchema.OnDelete.SET_NULL, false));
    bench().engineWrites(table, person(1, "a"));
    bench().engineWrites(child, task(10, 1));
    bench().engine(tx -> assertThat(StoreBench.delete(tx, table, key(1))).isEmpty());
    assertThat(bench().rows(table)).isEmpty();
    assertThat(bench().rows(child)).containsExactly(row(number(10), Value.NULL, text("task")));
  }

  @Test
  @DisplayName("store.R34 a deferred foreign key is checked at commit, which then does nothing")
  default void deferredKeysAreCheckedAtCommit() {
    TableSchema table = bench().create(KitTables.PERSON);
    TableSchema child = bench().create(KitTables.child(KeySchema.OnDelete.RESTRICT, true));
    KeySchema.Reference reference = StoreBench.key(child, 1).reference();
    assumeTrue(reference != null && reference.deferred(), "the database defers no foreign keys");
    bench()
        .engine(
            tx -> {
              StoreBench.writes(tx, child, task(10, 1));
              StoreBench.writes(tx, table, person(1, "a"));
            });
    assertThat(bench().rows(child)).containsExactly(task(10, 1));
    try (StoreTransaction transaction = bench().store().begin()) {
      StoreBench.writes(transaction, child, task(11, 9));
      assertThatThrownBy(transaction::commit).isInstanceOf(RefusedException.class);
    }
    assertThat(bench().rows(child)).containsExactly(task(10, 1));
  }

  private static Refusal.Kind kind(Map<Integer, Refusal> refusals, int index) {
    return Objects.requireNonNull(refusals.get(index)).kind();
  }
}
