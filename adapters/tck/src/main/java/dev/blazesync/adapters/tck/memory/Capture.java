package dev.blazesync.adapters.tck.memory;

import dev.blazesync.spi.CaptureSpec;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.StoreCapability;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.ValueKind;
import dev.blazesync.spi.ValueRow;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** What the triggers of a real database do, and what sets them up. */
final class Capture {
  /** What every column changed looks like: no mask. */
  private static final @Nullable BitSet ALL = null;

  private Capture() {}

  /**
   * Writes down one changed row, as a row trigger would: a moved row under its old and new key.
   *
   * @param overwritten the writer replaced the whole row: all its columns count as changed
   */
  static TableCapture row(
      TableCapture capture,
      TableState table,
      @Nullable ValueRow before,
      @Nullable ValueRow after,
      boolean overwritten,
      long wallMillis) {
    if (before != null && after != null) {
      ValueRow key = table.placeOf(before);
      if (key.equals(table.placeOf(after))) {
        BitSet changed = overwritten ? ALL : changedColumns(before, after);
        if (changed != null && changed.isEmpty()) {
          return capture;
        }
        boolean unmasked = capture.knownColumns() > TableCapture.MAX_MASK_COLUMNS;
        ValueRow deltas =
            overwritten
                ? null
                : Deltas.between(table.schema(), capture.deltaColumns(), before, after);
        return plus(capture, key, entry(unmasked ? ALL : changed, false, wallMillis, deltas));
      }
    }
    TableCapture result = capture;
    if (before != null) {
      ValueRow key = table.placeOf(before);
      result = plus(result, key, entry(new BitSet(), true, wallMillis, null));
      result = removing(result, key, before);
    }
    if (after != null) {
      ValueRow key = table.placeOf(after);
      boolean created = !result.records().contains(key);
      result = plus(result, key, new RecordCapture.Entry(ALL, created, false, wallMillis, null));
    }
    return result;
  }

  /**
   * Captures all rows of a table.
   *
   * @param asCreated as if just inserted, but for those that have captured changes; else all as
   *     changed
   */
  static TableCapture everyRow(
      TableState table, TableCapture capture, boolean asCreated, long wallMillis) {
    TableCapture[] result = {capture};
    table
        .rows()
        .forEach(
            (key, row) -> {
              if (!asCreated || !capture.records().contains(key)) {
                result[0] =
                    plus(
                        result[0],
                        key,
                        new RecordCapture.Entry(ALL, asCreated, false, wallMillis, null));
              }
              return true;
            });
    return result[0];
  }

  /**
   * {@return the captures that {@code wanted} asks for}
   *
   * @param problems gets a sentence per table that cannot be captured
   */
  static Map<String, TableCapture> set(
      DatabaseState state,
      List<CaptureSpec> wanted,
      Set<StoreCapability> capabilities,
      long wallMillis,
      List<String> problems) {
    Map<String, TableCapture> captures = new TreeMap<>();
    for (CaptureSpec spec : wanted) {
      String name = spec.table().name();
      TableState table = state.tables().get(name);
      String problem = problem(spec, table, capabilities);
      if (problem != null || table == null) {
        problems.add("table " + name + " " + problem);
      } else {
        captures.put(name, renewed(spec, table, state.captures().get(name), wallMillis));
      }
    }
    return captures;
  }

  private static @Nullable String problem(
      CaptureSpec spec, @Nullable TableState table, Set<StoreCapability> capabilities) {
    if (table == null) {
      return "is not in this database";
    }
    if (table.isEngines()) {
      return "is the engine's own";
    }
    TableSchema schema = table.schema();
    if (schema.identity() == null) {
      return "has no primary key and no unique key without nullable columns";
    }
    if (!capabilities.contains(StoreCapability.COLUMN_DELTAS) && !spec.deltaColumns().isEmpty()) {
      return "was asked for deltas, which this store does not have (COLUMN_DELTAS)";
    }
    if (!capabilities.contains(StoreCapability.DELETED_ROWS) && spec.keepDeleted()) {
      return "was asked for deleted rows, which this store does not have (DELETED_ROWS)";
    }
    boolean numeric =
        spec.deltaColumns().stream()
            .allMatch(column -> column < schema.columns().size() && isNumeric(schema, column));
    return numeric ? null : "was asked for deltas of a column that is not numeric";
  }

  private static boolean isNumeric(TableSchema schema, int column) {
    ValueKind kind = schema.columns().get(column).kind();
    return kind == ValueKind.INT64 || kind == ValueKind.FLOAT64 || kind == ValueKind.DECIMAL;
  }

  private static TableCapture renewed(
      CaptureSpec spec, TableState table, @Nullable TableCapture known, long wallMillis) {
    int columns = table.schema().columns().size();
    BitSet deltas = (BitSet) spec.deltaColumns().clone();
    if (known == null) {
      return new TableCapture(columns, deltas, spec.keepDeleted(), false, SortedTree.empty());
    }
    // a change means its columns and those its trigger did not know, and no others: an old value
    // that got a new time would beat other nodes' edits
    TableCapture kept = each(known, record -> record.plusColumns(known.knownColumns(), columns));
    if (!deltas.equals(known.deltaColumns())) {
      kept = withoutDeltas(kept);
    }
    if (!spec.keepDeleted() || known.lost()) {
      kept = each(kept, record -> record.removing(null));
    }
    TableCapture renewed =
        new TableCapture(columns, deltas, spec.keepDeleted(), false, kept.records());
    return known.lost() ? everyRow(table, renewed, false, wallMillis) : renewed;
  }

  /** {@return the same changes, each of all columns: for a table whose columns moved} */
  private static TableCapture widened(TableCapture capture) {
    return each(capture, RecordCapture::widened);
  }

  private static TableCapture each(TableCapture capture, UnaryOperator<RecordCapture> change) {
    SortedTree<RecordCapture>[] records = single(capture.records());
    capture
        .records()
        .forEach(
            (key, record) -> {
              records[0] = records[0].with(key, change.apply(record));
              return true;
            });
    return capture.with(records[0]);
  }

  /** {@return the same changes of a table that lost a column; they are then of all columns} */
  static TableCapture withoutColumn(TableCapture capture, int gone, int columnsLeft) {
    TableCapture wide = each(widened(capture), record -> record.removing(null));
    boolean counted = capture.deltaColumns().get(gone);
    BitSet deltaColumns = new BitSet();
    capture.deltaColumns().stream()
        .filter(column -> column != gone)
        .forEach(column -> deltaColumns.set(column > gone ? column - 1 : column));
    return new TableCapture(
        columnsLeft,
        deltaColumns,
        capture.keepDeleted(),
        capture.lost(),
        (counted ? withoutDeltas(wide) : wide).records());
  }

  /** What was accumulated for other columns says nothing of these. */
  private static TableCapture withoutDeltas(TableCapture capture) {
    return each(capture, RecordCapture::withoutDeltas);
  }

  @SuppressWarnings("unchecked") // an array of one, only ever holding this type
  private static SortedTree<RecordCapture>[] single(SortedTree<RecordCapture> records) {
    return (SortedTree<RecordCapture>[]) new SortedTree<?>[] {records};
  }

  private static RecordCapture.Entry entry(
      @Nullable BitSet columns, boolean removed, long wallMillis, @Nullable ValueRow deltas) {
    return new RecordCapture.Entry(columns, false, removed, wallMillis, deltas);
  }

  private static TableCapture plus(TableCapture capture, ValueRow key, RecordCapture.Entry entry) {
    RecordCapture known = capture.records().get(key);
    RecordCapture changed = (known == null ? RecordCapture.NONE : known).plus(entry);
    return capture.with(capture.records().with(key, changed));
  }

  private static TableCapture removing(TableCapture capture, ValueRow key, ValueRow row) {
    RecordCapture known = capture.records().get(key);
    return known == null || !capture.keepDeleted()
        ? capture
        : capture.with(capture.records().with(key, known.removing(row)));
  }

  private static BitSet changedColumns(ValueRow before, ValueRow after) {
    BitSet changed = new BitSet();
    for (int column = 0; column < after.size(); column++) {
      if (!before.value(column).equals(after.value(column))) {
        changed.set(column);
      }
    }
    return changed;
  }
}
