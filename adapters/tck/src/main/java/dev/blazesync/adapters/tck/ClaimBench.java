package dev.blazesync.adapters.tck;

import static dev.blazesync.adapters.tck.Cells.number;
import static dev.blazesync.adapters.tck.Cells.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Refusal;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.StoreView;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.opentest4j.TestAbortedException;

/** Tables with one unique key each, rows that nearly clash, and the database as the judge. */
final class ClaimBench {
  private static final int PAIRS = 600;
  private static final long BEYOND_DOUBLES = (1L << 53) + 1;

  private static final List<Value> WORDS =
      List.of(
          Value.NULL,
          text(""),
          text("a"),
          text("A"),
          text("a "),
          text("a  "),
          text(" a"),
          text("b"),
          text("\u00e4"),
          text("\u00c4"),
          text("1"));
  private static final List<Value> FLAGS =
      List.of(Value.NULL, number(0), number(1), number(2), number(-1));
  private static final List<Value> AMOUNTS =
      List.of(
          Value.NULL,
          number(1),
          new Value.Float64(1),
          new Value.Decimal(new BigDecimal("1.0")),
          new Value.Decimal(new BigDecimal("1.00")),
          new Value.Decimal(new BigDecimal("0.5")),
          new Value.Float64(0.5),
          new Value.Float64(-0.0),
          number(0),
          number(BEYOND_DOUBLES),
          new Value.Float64(BEYOND_DOUBLES));

  private final StoreBench bench;

  ClaimBench(StoreBench bench) {
    this.bench = bench;
  }

  /** Creates a table of each form that the database has. {@return them as the store says} */
  List<TableSchema> created(UniqueForm... forms) {
    List<TableSchema> tables = new ArrayList<>();
    for (UniqueForm form : forms) {
      TableSchema table = KitTables.claim("tck_claim_" + form.name().toLowerCase(Locale.ROOT));
      try {
        bench.database().createUnique(table, form);
      } catch (TestAbortedException e) {
        continue;
      }
      tables.add(bench.table(table.name()));
    }
    return tables;
  }

  /** {@return the table's only unique key} */
  KeySchema key(TableSchema table) {
    List<KeySchema> uniques =
        table.keys().stream().filter(key -> key.kind() == KeySchema.Kind.UNIQUE).toList();
    assertThat(uniques).as("unique keys of %s", table.name()).hasSize(1);
    return uniques.get(0);
  }

  /** {@return so many rows, the same at every call, with ids from 1} */
  List<ValueRow> pool(TableSchema table, int count) {
    Random random = new Random(20_260_101);
    List<ValueRow> rows = new ArrayList<>();
    for (int id = 1; id <= count; id++) {
      rows.add(row(table, id, random, rows.isEmpty() ? null : rows.get(rows.size() - 1)));
    }
    return rows;
  }

  /** {@return rows of which none keeps another out, with different ids} */
  List<ValueRow> distinctRows(TableSchema table) {
    List<ValueRow> taken = new ArrayList<>();
    try (StoreTransaction transaction = bench.store().begin()) {
      for (ValueRow row : pool(table, 60)) {
        if (StoreBench.write(transaction, table, row).isEmpty()) {
          taken.add(row);
        }
      }
    }
    return taken;
  }

  /** Writes random pairs: the second is refused if and only if the claims are equal. */
  void check(TableSchema table) {
    KeySchema key = key(table);
    List<ValueRow> rows = pool(table, 2 * PAIRS);
    Set<Boolean> seen = new HashSet<>();
    try (StoreTransaction transaction = bench.store().begin()) {
      for (int index = 0; index < rows.size(); index += 2) {
        ValueRow first = rows.get(index);
        ValueRow second = rows.get(index + 1);
        List<ValueRow> claims = claims(transaction, table, key, List.of(first, second));
        assertThat(claims).hasSize(2);
        if (!StoreBench.write(transaction, table, first).isEmpty()) {
          continue; // a cell of a kind that this database does not keep there
        }
        Map<Integer, Refusal> refusals = StoreBench.write(transaction, table, second);
        Refusal refusal = refusals.get(0);
        if (refusal == null || refusal.kind() != Refusal.Kind.TYPE) {
          boolean equal = claims.get(0).size() > 0 && claims.get(0).equals(claims.get(1));
          assertThat(equal)
              .as("%s: claims %s of %s and %s", table.name(), claims, first, second)
              .isEqualTo(refusal != null);
          seen.add(equal);
        }
        long id = first.int64(KitTables.ID);
        StoreBench.delete(transaction, table, Cells.key(id), Cells.key(id + 1));
      }
    }
    assertThat(seen).as("pairs that clash and pairs that do not").hasSize(2);
  }

  static List<ValueRow> claims(
      StoreView view, TableSchema table, KeySchema key, List<ValueRow> rows) {
    List<ValueRow> claims = new ArrayList<>();
    view.claims(table, key, Rows.of(rows), claim -> claims.add(ValueRow.copyOf(claim)));
    return claims;
  }

  static List<ValueRow> claimants(
      StoreView view, TableSchema table, KeySchema key, List<ValueRow> claims) {
    List<ValueRow> rows = new ArrayList<>();
    view.claimants(table, key, Rows.of(claims), row -> rows.add(ValueRow.copyOf(row)));
    return rows;
  }

  /** Half of the cells are those of the row before, so that many rows clash. */
  private static ValueRow row(
      TableSchema table, int id, Random random, @dev.blazesync.spi.Nullable ValueRow before) {
    List<Value> cells = new ArrayList<>();
    cells.add(number(id));
    boolean numbers = table.name().endsWith("numbers");
    List<List<Value>> choices = List.of(WORDS, FLAGS, numbers ? AMOUNTS : List.of(Value.NULL));
    for (int column = 1; column < table.columns().size(); column++) {
      List<Value> choice = column <= choices.size() ? choices.get(column - 1) : WORDS;
      boolean same = before != null && random.nextInt(5) < 2;
      cells.add(
          same && before != null
              ? before.value(column)
              : choice.get(random.nextInt(choice.size())));
    }
    return ValueRow.of(cells);
  }
}
