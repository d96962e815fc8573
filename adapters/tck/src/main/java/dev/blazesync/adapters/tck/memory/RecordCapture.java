package dev.blazesync.adapters.tck.memory;

import dev.blazesync.spi.CapturedChange;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.ValueRow;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * What capture holds of one record: an entry per set of columns, each with its own time, so that
 * two columns edited hours apart do not share the later time. Immutable.
 *
 * @param removed the row as it was deleted the last time; null = not kept
 */
record RecordCapture(List<Entry> entries, @Nullable ValueRow removed) {
  static final RecordCapture NONE = new RecordCapture(List.of(), null);

  /**
   * @param columns null = all
   * @param deltas null = none asked for, or none known
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
          Deltas.add(deltas, later.deltas));
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
        return new RecordCapture(all, removed);
      }
    }
    all.add(added);
    return new RecordCapture(all, removed);
  }

  /** {@return this with all columns changed, but where none did} */
  RecordCapture widened() {
    RecordCapture wide = new RecordCapture(List.of(), removed);
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
    RecordCapture wide = new RecordCapture(List.of(), removed);
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
            .toList(),
        removed);
  }

  RecordCapture removing(@Nullable ValueRow row) {
    return new RecordCapture(entries, row);
  }

  /**
   * @param knownColumns how many columns the trigger knew: those behind them always count
   */
  CapturedChange handOver(TableSchema table, int knownColumns, boolean masks, Entry entry) {
    BitSet changed = null;
    if (entry.columns != null && (masks || entry.columns.isEmpty())) {
      changed = (BitSet) entry.columns.clone();
      if (!changed.isEmpty()) {
        changed.set(knownColumns, Math.max(knownColumns, table.columns().size()));
      }
    }
    boolean known = removed != null && removed.size() == table.columns().size();
    return new CapturedChange(
        table,
        changed,
        entry.created,
        entry.removed,
        entry.wallMillis,
        entry.deltas,
        known ? removed : null);
  }
}
