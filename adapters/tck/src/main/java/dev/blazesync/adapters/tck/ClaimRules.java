package dev.blazesync.adapters.tck;

import static dev.blazesync.adapters.tck.Cells.number;
import static dev.blazesync.adapters.tck.Cells.row;
import static dev.blazesync.adapters.tck.Cells.text;
import static dev.blazesync.adapters.tck.KitTables.FLAG;
import static dev.blazesync.adapters.tck.KitTables.ID;
import static dev.blazesync.adapters.tck.KitTables.WORD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.StoreView;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a store says its unique indexes hold of a row. */
public interface ClaimRules extends StoreRules {
  @Test
  @DisplayName("store.R96 schema lists partial and computed unique keys with all they depend on")
  default void listsUniqueKeysThatAreNotPlain() {
    ClaimBench claims = new ClaimBench(bench());
    List<TableSchema> tables =
        claims.created(UniqueForm.PARTIAL, UniqueForm.EXPRESSION, UniqueForm.GENERATED);
    assumeTrue(!tables.isEmpty(), "the database has plain unique keys only");
    for (TableSchema table : tables) {
      KeySchema key = claims.key(table);
      assertThat(key.isPlain()).as(table.name()).isFalse();
      assertThat(key.columns()).as(table.name()).isSorted().contains(WORD);
      if (!table.name().endsWith("generated")) {
        assertThat(key.columns()).as(table.name()).containsExactly(WORD, FLAG);
      }
      assertThat(key.predicate() != null).isEqualTo(table.name().endsWith("partial"));
      assertThat(table.identityKey().columns()).as(table.name()).containsExactly(ID);
    }
  }

  @Test
  @DisplayName("store.R97 claims of plain keys are equal if and only if the database refuses")
  default void claimsOfPlainKeysAreWhatTheDatabaseCompares() {
    ClaimBench claims = new ClaimBench(bench());
    claims.check(bench().create(KitTables.claim("tck_claim_one", KeySchema.unique(WORD))));
    claims.check(bench().create(KitTables.claim("tck_claim_two", KeySchema.unique(FLAG, WORD))));
    TableSchema place = bench().create(KitTables.PLACE);
    List<ValueRow> rows =
        List.of(
            row(text("x"), number(1), text("a")),
            row(text("y"), number(1), text("a")),
            row(text("x"), number(2), text("a")),
            row(text("x"), number(1), text("b")));
    try (StoreView view = bench().store().snapshot()) {
      List<ValueRow> made = ClaimBench.claims(view, place, place.identityKey(), rows);
      assertThat(made.get(0)).isEqualTo(made.get(1));
      assertThat(Set.copyOf(made)).hasSize(3);
    }
  }

  @Test
  @DisplayName("store.R98 so are those of columns that take cells of other bits for equal")
  default void claimsFollowCollationsAndNumbers() {
    checkForms(UniqueForm.IGNORING_CASE, UniqueForm.TRIMMED, UniqueForm.NUMBERS);
  }

  @Test
  @DisplayName("store.R99 so are those of partial keys, which let the other rows be")
  default void claimsOfPartialKeys() {
    checkForms(UniqueForm.PARTIAL);
  }

  @Test
  @DisplayName("store.R100 so are those of keys over expressions")
  default void claimsOfExpressions() {
    checkForms(UniqueForm.EXPRESSION);
  }

  @Test
  @DisplayName("store.R101 so are those of generated columns, whose cells are not looked at")
  default void claimsOfGeneratedColumns() {
    checkForms(UniqueForm.GENERATED);
  }

  @Test
  @DisplayName("store.R102 a NULL makes no claim, or where NULLs are equal it is a cell of it")
  default void claimsOfNulls() {
    ClaimBench claims = new ClaimBench(bench());
    TableSchema table =
        bench().create(KitTables.claim("tck_claim_null", KeySchema.unique(WORD, FLAG)));
    List<ValueRow> rows =
        List.of(
            row(number(1), Value.NULL, number(1), Value.NULL),
            row(number(2), text("a"), Value.NULL, Value.NULL),
            row(number(3), Value.NULL, Value.NULL, Value.NULL));
    try (StoreView view = bench().store().snapshot()) {
      assertThat(ClaimBench.claims(view, table, claims.key(table), rows))
          .containsExactly(row(), row(), row());
    }
    claims.created(UniqueForm.NULLS_EQUAL).forEach(claims::check);
  }

  @Test
  @DisplayName("store.R103 claims are the same whatever the table holds, and leave no trace")
  default void claimsLeaveNoTrace() {
    ClaimBench claims = new ClaimBench(bench());
    List<TableSchema> tables = new ArrayList<>(claims.created(UniqueForm.values()));
    tables.add(bench().create(KitTables.claim("tck_claim_plain", KeySchema.unique(WORD))));
    bench().capture(tables.toArray(TableSchema[]::new));
    String catalogue = bench().database().catalogue();
    for (TableSchema table : tables) {
      List<ValueRow> rows = claims.distinctRows(table);
      List<ValueRow> before;
      try (StoreView view = bench().store().snapshot()) {
        before = ClaimBench.claims(view, table, claims.key(table), rows);
      }
      try (StoreTransaction transaction = bench().store().begin()) {
        assertThat(ClaimBench.claims(transaction, table, claims.key(table), rows))
            .isEqualTo(before);
        ValueRow[] all = rows.toArray(ValueRow[]::new);
        StoreBench.writes(transaction, table, all);
        assertThat(ClaimBench.claims(transaction, table, claims.key(table), rows))
            .isEqualTo(before);
        transaction.commit();
      }
      try (StoreView view = bench().store().snapshot()) {
        assertThat(ClaimBench.claims(view, table, claims.key(table), rows)).isEqualTo(before);
      }
      assertThat(bench().rows(table)).hasSameSizeAs(rows);
      assertThat(bench().pending(table)).isZero();
    }
    assertThat(bench().database().catalogue()).isEqualTo(catalogue);
    bench().store().detach();
  }

  @Test
  @DisplayName("store.R104 claimants finds exactly the rows that the index holds under the claims")
  default void findsTheClaimants() {
    ClaimBench claims = new ClaimBench(bench());
    List<TableSchema> tables = new ArrayList<>(claims.created(UniqueForm.values()));
    tables.add(bench().create(KitTables.claim("tck_claim_pair", KeySchema.unique(FLAG, WORD))));
    for (TableSchema table : tables) {
      KeySchema key = claims.key(table);
      List<ValueRow> rows = claims.distinctRows(table);
      bench().engineWrites(table, rows.toArray(ValueRow[]::new));
      List<ValueRow> others = claims.pool(table, 100);
      try (StoreView view = bench().store().snapshot()) {
        List<ValueRow> held = ClaimBench.claims(view, table, key, rows);
        List<ValueRow> wanted = ClaimBench.claims(view, table, key, others);
        for (ValueRow claim : wanted) {
          Set<Long> ids = new TreeSet<>();
          for (int index = 0; index < rows.size(); index++) {
            if (claim.size() > 0 && held.get(index).equals(claim)) {
              ids.add(rows.get(index).int64(ID));
            }
          }
          List<ValueRow> found = ClaimBench.claimants(view, table, key, List.of(claim));
          assertThat(found)
              .as(table.name())
              .extracting(one -> one.int64(ID))
              .containsExactlyElementsOf(ids);
          found.forEach(one -> assertThat(bench().rows(table)).contains(one));
        }
        List<ValueRow> twice = new ArrayList<>(held);
        twice.addAll(held);
        long holding = held.stream().filter(claim -> claim.size() > 0).count();
        assertThat(ClaimBench.claimants(view, table, key, twice)).hasSize((int) holding);
      }
    }
  }

  @Test
  @DisplayName("store.R105 claimants sees its transaction's writes, and stops when its sink does")
  default void claimantsSeesItsTransaction() {
    TableSchema table = bench().create(KitTables.claim("tck_claim_seen", KeySchema.unique(WORD)));
    KeySchema key = new ClaimBench(bench()).key(table);
    ValueRow here = row(number(1), text("a"), Value.NULL, Value.NULL);
    ValueRow gone = row(number(2), text("b"), Value.NULL, Value.NULL);
    ValueRow moved = row(number(1), text("c"), Value.NULL, Value.NULL);
    ValueRow fresh = row(number(3), text("a"), Value.NULL, Value.NULL);
    bench().engineWrites(table, here, gone);
    bench()
        .engine(
            tx -> {
              List<ValueRow> wanted = ClaimBench.claims(tx, table, key, List.of(here, gone, moved));
              StoreBench.writes(tx, table, moved, fresh);
              assertThat(StoreBench.delete(tx, table, Cells.key(2))).isEmpty();
              assertThat(ClaimBench.claimants(tx, table, key, wanted))
                  .containsExactlyInAnyOrder(moved, fresh);
              List<ValueRow> first = new ArrayList<>();
              tx.claimants(
                  table,
                  key,
                  dev.blazesync.spi.Rows.of(wanted),
                  found -> {
                    first.add(ValueRow.copyOf(found));
                    return false;
                  });
              assertThat(first).hasSize(1);
              assertThat(ClaimBench.claimants(tx, table, key, List.of(row()))).isEmpty();
            });
  }

  private void checkForms(UniqueForm... forms) {
    ClaimBench claims = new ClaimBench(bench());
    List<TableSchema> tables = claims.created(forms);
    assumeTrue(!tables.isEmpty(), () -> "the database has none of " + List.of(forms));
    tables.forEach(claims::check);
  }
}
