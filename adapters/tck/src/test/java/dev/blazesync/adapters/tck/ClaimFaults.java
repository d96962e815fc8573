package dev.blazesync.adapters.tck;

import dev.blazesync.adapters.tck.memory.MemoryStore;
import dev.blazesync.spi.DatabaseSchema;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.RowSink;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.StoreView;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;

/** What a store can do wrong in telling what its unique indexes hold. */
final class ClaimFaults {
  private ClaimFaults() {}

  /** Makes a wrong claim out of a row and its right one. */
  @FunctionalInterface
  private interface Mistake {
    ValueRow claim(StoreView view, TableSchema table, ValueRow row, ValueRow right);
  }

  private static Function<StoreView, ForwardingTransaction> claiming(
      Predicate<KeySchema> keys, Mistake mistake) {
    return view ->
        new ForwardingTransaction(view) {
          @Override
          public void claims(TableSchema table, KeySchema key, Rows rows, RowSink sink) {
            int[] index = {0};
            view.claims(
                table,
                key,
                rows,
                right -> {
                  ValueRow row = ValueRow.copyOf(rows.at(index[0]++));
                  ValueRow claim = ValueRow.copyOf(right);
                  return sink.row(keys.test(key) ? mistake.claim(view, table, row, claim) : claim);
                });
          }
        };
  }

  private static Predicate<KeySchema> form(UniqueForm form) {
    return key -> ("by_" + form).equals(key.name());
  }

  /** Takes the cells as they are, if there are any. */
  private static Mistake cells(int... columns) {
    return (view, table, row, right) -> {
      List<Value> cells = new ArrayList<>();
      for (int column : columns) {
        cells.add(row.value(column));
      }
      return cells.contains(Value.NULL) ? ValueRow.of() : ValueRow.of(cells);
    };
  }

  private static ValueRow folded(ValueRow claim) {
    return ValueRow.of(
        claim.values().stream()
            .map(
                cell ->
                    cell instanceof Value.Text text
                        ? new Value.Text(text.value().toLowerCase(Locale.ROOT))
                        : cell)
            .toList());
  }

  static List<Fault> all() {
    return List.of(
        Fault.reading(
            "claims texts without their case",
            claiming(KeySchema::isPlain, (view, table, row, right) -> folded(right)),
            "97 104"),
        Fault.reading(
            "takes 1.0 and 1.00 for two claims",
            claiming(form(UniqueForm.NUMBERS), cells(3)),
            "98 104"),
        Fault.reading(
            "claims for rows that are not in a partial index",
            claiming(form(UniqueForm.PARTIAL), cells(1)),
            "99 104"),
        Fault.reading(
            "claims columns where an expression is indexed",
            claiming(form(UniqueForm.EXPRESSION), cells(1, 2)),
            "100 104"),
        Fault.reading(
            "claims a generated column as it was before",
            claiming(form(UniqueForm.GENERATED), cells(1)),
            "101 104"),
        Fault.reading(
            "claims NULLs",
            claiming(
                key -> key.isPlain() && key.columns().size() == 2,
                (view, table, row, right) ->
                    right.size() > 0 ? right : ValueRow.of(row.value(1), row.value(2))),
            "97 102 104"),
        Fault.reading(
            "claims by what the table holds",
            claiming(
                key -> true,
                (view, table, row, right) -> {
                  List<Value> cells = new ArrayList<>(right.values());
                  if (!cells.isEmpty()) {
                    cells.add(Cells.number(view.count(table)));
                  }
                  return ValueRow.of(cells);
                }),
            "103 104 105"),
        Fault.reading("finds claimants by their bits", ByBits::new, "104"),
        Fault.reading("finds claimants without an end", Endless::new, "105"),
        Fault.store(
            "forgets what a key depends on", Forgetful::new, "96 98 99 100 101 102 103 104"));
  }

  private static final class ByBits extends ForwardingTransaction {
    ByBits(StoreView view) {
      super(view);
    }

    @Override
    public void claimants(TableSchema table, KeySchema key, Rows claims, RowSink sink) {
      List<ValueRow> wanted = new ArrayList<>();
      for (int index = 0; index < claims.count(); index++) {
        wanted.add(ValueRow.copyOf(claims.at(index)));
      }
      view.claimants(
          table,
          key,
          claims,
          row -> {
            ValueRow cells = ValueRow.of(key.columns().stream().map(row::value).toList());
            return !wanted.contains(cells) || sink.row(row);
          });
    }
  }

  private static final class Endless extends ForwardingTransaction {
    Endless(StoreView view) {
      super(view);
    }

    @Override
    public void claimants(TableSchema table, KeySchema key, Rows claims, RowSink sink) {
      view.claimants(table, key, claims, row -> sink.row(row) || true);
    }
  }

  private static final class Forgetful extends ForwardingStore {
    Forgetful(MemoryStore memory) {
      super(memory);
    }

    @Override
    public DatabaseSchema schema() {
      DatabaseSchema schema = super.schema();
      return new DatabaseSchema(
          schema.dialect(),
          schema.token(),
          schema.attached(),
          schema.capabilities(),
          schema.tables().stream().map(Forgetful::forgetting).toList(),
          schema.extras(),
          schema.findings());
    }

    private static TableSchema forgetting(TableSchema table) {
      List<KeySchema> keys = table.keys().stream().map(Forgetful::forgetting).toList();
      return new TableSchema(
          table.name(), table.columns(), keys, table.identity(), table.originalDdl());
    }

    private static KeySchema forgetting(KeySchema key) {
      return key.isPlain()
          ? key
          : new KeySchema(key.name(), key.kind(), key.columns(), null, null, null);
    }
  }
}
