package dev.blazesync.adapters.tck.memory;

import dev.blazesync.spi.CapturedChange;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * What capture holds of one record: an entry per set of columns, each with its own time, so that
 * two columns edited hours apart do not share the later time. Immutable.
 */
record RecordCapture(List<Entry> entries) {
  static final RecordCapture NONE = new RecordCapture(List.of());

  /**
   * @param columns null = all
   * @param deltas null = none asked for
   */
  record Entry(
      @Nullable BitSet columns,
      boolean created,
      boolean removed,
      long wallMillis,
      @Nullable ValueRow deltas) {
    boolean sameColumns(Entry other) {
      return columns == null ? other.columns == null : columns.equals(other.columns);
    }

    Entry then(Entry later) {
      return new Entry(
          columns,
          created || later.created,
          removed || later.removed,
          later.wallMillis,
          add(deltas, later.deltas));
    }
  }

  RecordCapture {
    entries = List.copyOf(entries);
  }

  /** {@return this with one more change, told apart from the others only by its columns} */
  RecordCapture plus(Entry added) {
    List<Entry> all = new ArrayList<>(entries);
    for (int index = 0; index < all.size(); index++) {
      if (all.get(index).sameColumns(added)) {
        all.set(index, all.get(index).then(added));
        return new RecordCapture(all);
      }
    }
    all.add(added);
    return new RecordCapture(all);
  }

  /** {@return this with all columns changed, but where none did} */
  RecordCapture widened() {
    RecordCapture wide = NONE;
    for (Entry entry : entries) {
      boolean vanished = entry.columns != null && entry.columns.isEmpty();
      wide =
          wide.plus(
              new Entry(
                  vanished ? entry.columns : null,
                  entry.created,
                  entry.removed,
                  entry.wallMillis,
                  entry.deltas));
    }
    return wide;
  }

  /** {@return this with more columns changed, but where none did or all count} */
  RecordCapture plusColumns(int from, int to) {
    RecordCapture wide = NONE;
    for (Entry entry : entries) {
      BitSet columns = entry.columns;
      if (columns != null && !columns.isEmpty()) {
        columns = (BitSet) columns.clone();
        columns.set(from, to);
      }
      wide =
          wide.plus(
              new Entry(columns, entry.created, entry.removed, entry.wallMillis, entry.deltas));
    }
    return wide;
  }

  RecordCapture withoutDeltas() {
    return new RecordCapture(
        entries.stream()
            .map(e -> new Entry(e.columns, e.created, e.removed, e.wallMillis, null))
            .toList());
  }

  /**
   * @param knownColumns how many columns the trigger knew: those behind them always count
   */
  static CapturedChange handOver(TableSchema table, int knownColumns, boolean masks, Entry entry) {
    BitSet changed = null;
    if (entry.columns != null && (masks || entry.columns.isEmpty())) {
      changed = (BitSet) entry.columns.clone();
      if (!changed.isEmpty()) {
        changed.set(knownColumns, Math.max(knownColumns, table.columns().size()));
      }
    }
    return new CapturedChange(
        table, changed, entry.created, entry.removed, entry.wallMillis, entry.deltas, null);
  }

  /** {@return new minus old of each delta column; an absent row and NULL count as zero} */
  static @Nullable ValueRow deltas(
      TableSchema table, BitSet columns, @Nullable ValueRow before, @Nullable ValueRow after) {
    if (columns.isEmpty()) {
      return null;
    }
    List<Value> values = new ArrayList<>();
    for (int column = columns.nextSetBit(0); column >= 0; column = columns.nextSetBit(column + 1)) {
      Value zero = zero(table, column);
      values.add(sum(cell(after, column, zero), cell(before, column, zero), -1));
    }
    return ValueRow.of(values);
  }

  private static Value cell(@Nullable ValueRow row, int column, Value zero) {
    return row == null || row.value(column).equals(Value.NULL) ? zero : row.value(column);
  }

  private static Value zero(TableSchema table, int column) {
    return switch (table.columns().get(column).kind()) {
      case FLOAT64 -> new Value.Float64(0);
      case DECIMAL -> new Value.Decimal(BigDecimal.ZERO);
      default -> new Value.Int64(0);
    };
  }

  private static @Nullable ValueRow add(@Nullable ValueRow a, @Nullable ValueRow b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    List<Value> sums = new ArrayList<>(a.size());
    for (int index = 0; index < a.size(); index++) {
      sums.add(sum(a.value(index), b.value(index), 1));
    }
    return ValueRow.of(sums);
  }

  private static Value sum(Value a, Value b, int sign) {
    if (a instanceof Value.Float64 left && b instanceof Value.Float64 right) {
      return new Value.Float64(left.value() + sign * right.value());
    }
    if (a instanceof Value.Decimal left && b instanceof Value.Decimal right) {
      BigDecimal term = sign < 0 ? right.value().negate() : right.value();
      return new Value.Decimal(left.value().add(term));
    }
    return new Value.Int64(((Value.Int64) a).value() + sign * ((Value.Int64) b).value());
  }
}
