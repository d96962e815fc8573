package dev.blazesync.engine.care;

import dev.blazesync.TableSelection;
import dev.blazesync.VerifyReport;
import dev.blazesync.engine.books.ParkedBook;
import dev.blazesync.engine.operation.PortableKey;
import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.DatabaseSchema;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.RecordStore;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.StoreView;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Compares two databases record by record, whatever kind they are of. */
public final class Comparison {
  private static final int ROWS = 500;
  private static final int EXAMPLES = 10;

  private final TableSchema a;
  private final TableSchema b;
  private long different;
  private final List<String> examples = new ArrayList<>();

  private Comparison(TableSchema a, TableSchema b) {
    this.a = a;
    this.b = b;
  }

  /**
   * {@return how the tables that can sync compare; one that only one side has differs in all its
   * rows}
   */
  public static VerifyReport compare(RecordStore storeA, RecordStore storeB) {
    DatabaseSchema schemaA = storeA.schema();
    DatabaseSchema schemaB = storeB.schema();
    List<VerifyReport.Table> tables = new ArrayList<>();
    try (StoreView viewA = storeA.snapshot();
        StoreView viewB = storeB.snapshot()) {
      for (TableSchema a : Selections.taking(schemaA, TableSelection.ALL)) {
        TableSchema b = find(schemaB, a.name());
        tables.add(b == null ? missing(a, viewA.count(a), true) : compare(viewA, a, viewB, b));
      }
      for (TableSchema b : Selections.taking(schemaB, TableSelection.ALL)) {
        if (find(schemaA, b.name()) == null) {
          tables.add(missing(b, viewB.count(b), false));
        }
      }
    }
    boolean equal = tables.stream().allMatch(table -> table.different() == 0);
    return new VerifyReport(equal, tables);
  }

  private static @Nullable TableSchema find(DatabaseSchema schema, String name) {
    return schema.table(name).filter(table -> table.identity() != null).orElse(null);
  }

  private static VerifyReport.Table missing(TableSchema table, long rows, boolean inA) {
    String example = "the " + (inA ? "second" : "first") + " database has no such table";
    return new VerifyReport.Table(
        table.name(), inA ? rows : 0, inA ? 0 : rows, Math.max(1, rows), List.of(example));
  }

  private static VerifyReport.Table compare(
      StoreView viewA, TableSchema a, StoreView viewB, TableSchema b) {
    Comparison comparison = new Comparison(a, b);
    if (!comparison.sameKey()) {
      return new VerifyReport.Table(
          a.name(),
          viewA.count(a),
          viewB.count(b),
          Math.max(1, Math.max(viewA.count(a), viewB.count(b))),
          List.of("the tables have different keys"));
    }
    comparison.pass(viewA, a, viewB, b, true);
    comparison.pass(viewB, b, viewA, a, false);
    return new VerifyReport.Table(
        a.name(), viewA.count(a), viewB.count(b), comparison.different, comparison.examples);
  }

  private boolean sameKey() {
    return names(a).equals(names(b));
  }

  private static List<String> names(TableSchema table) {
    return table.identityKey().columns().stream()
        .map(column -> table.columns().get(column).name())
        .toList();
  }

  /**
   * Reads all rows of one side and looks each up on the other; the way back looks only for missing
   * ones.
   */
  private void pass(
      StoreView from, TableSchema table, StoreView other, TableSchema otherTable, boolean values) {
    ValueRow after = null;
    while (true) {
      Map<List<Value>, ValueRow> rows = new LinkedHashMap<>();
      ValueRow[] last = {after};
      from.scan(
          table,
          after,
          ROWS,
          row -> {
            ValueRow copy = ValueRow.copyOf(row);
            rows.put(PortableKey.ofRow(table, copy), copy);
            last[0] = ValueRow.of(table.identityKey().columns().stream().map(copy::value).toList());
            return true;
          });
      Map<List<Value>, ValueRow> found = lookUp(other, otherTable, rows);
      rows.forEach(
          (key, row) -> {
            ValueRow match = found.get(key);
            if (match == null) {
              differs(key, values ? "only in the first database" : "only in the second database");
            } else if (values) {
              String column = firstDifference(row, match);
              if (column != null) {
                differs(key, "column " + column + " differs");
              }
            }
          });
      if (rows.size() < ROWS) {
        return;
      }
      after = last[0];
    }
  }

  private static Map<List<Value>, ValueRow> lookUp(
      StoreView view, TableSchema table, Map<List<Value>, ValueRow> wanted) {
    Map<List<Value>, ValueRow> found = new LinkedHashMap<>();
    KeySchema key = table.identityKey();
    List<ValueRow> keys =
        wanted.keySet().stream()
            .map(portable -> ValueRow.of(PortableKey.toLocal(table, portable)))
            .toList();
    if (!keys.isEmpty()) {
      view.read(
          table,
          key,
          Rows.of(keys),
          row -> {
            ValueRow copy = ValueRow.copyOf(row);
            found.put(PortableKey.ofRow(table, copy), copy);
            return true;
          });
    }
    return found;
  }

  private @Nullable String firstDifference(ValueRow rowA, ValueRow rowB) {
    for (int index = 0; index < a.columns().size(); index++) {
      ColumnSchema column = a.columns().get(index);
      int other = b.column(column.name());
      if (column.generated()) {
        continue;
      }
      if (other < 0 || !PortableValue.same(rowA.value(index), rowB.value(other))) {
        return column.name();
      }
    }
    for (ColumnSchema column : b.columns()) {
      if (a.column(column.name()) < 0 && !column.generated()) {
        return column.name();
      }
    }
    return null;
  }

  private void differs(List<Value> key, String how) {
    different++;
    if (examples.size() < EXAMPLES) {
      examples.add(ParkedBook.label(key) + ": " + how);
    }
  }
}
