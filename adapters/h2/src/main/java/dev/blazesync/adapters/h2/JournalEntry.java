package dev.blazesync.adapters.h2;

import dev.blazesync.adapters.jdbc.ResultSetRow;
import dev.blazesync.spi.CapturedChange;
import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Row;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.ValueRow;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One entry of a journal.
 *
 * @param rowId the journal's row
 * @param kind as {@link CaptureTrigger} names them
 * @param mask bit i = column i of {@code layout}
 * @param wall milliseconds since 1970
 * @param kept which columns the removed row has that this entry keeps; 0 = none
 * @param deltas null = none known
 */
record JournalEntry(
    long rowId, int kind, long mask, long layout, long wall, long kept, @Nullable ValueRow deltas) {
  private static final long ALL = -1;

  /** Reads {@link Journal#columns}. */
  static JournalEntry of(ResultSet results, Journal journal, H2Dialect dialect)
      throws SQLException {
    List<ColumnSchema> deltas = journal.extras().deltas().stream().map(Extras.Cell::as).toList();
    int keptAt = journal.keptAt();
    int kind = results.getInt(3);
    boolean counts = kind == CaptureTrigger.UPDATED && !deltas.isEmpty();
    return new JournalEntry(
        results.getLong(1),
        kind,
        results.getLong(4),
        results.getLong(5),
        results.getLong(6),
        results.getLong(keptAt),
        counts ? ValueRow.copyOf(new ResultSetRow(dialect, results, deltas, keptAt + 1)) : null);
  }

  /** {@return the entry that keeps the row as it was removed the last time, or null} */
  static @Nullable JournalEntry keeping(Journal journal, List<JournalEntry> entries) {
    @Nullable JournalEntry last = null;
    for (JournalEntry entry : entries) {
      if (entry.kind == CaptureTrigger.DELETED || entry.kind == CaptureTrigger.TRUNCATED) {
        last = entry;
      }
    }
    Extras extras = journal.extras();
    return last != null && extras.keepsRows() && last.kept == extras.shape() ? last : null;
  }

  /**
   * {@return what to hand over of one record} Entries of one mask become one change with the latest
   * time; several masks, several changes, in captured order. Of a record that is gone only that is
   * told.
   *
   * @param layout of the journal's table as it is now
   * @param entries in the order they were captured
   * @param present whether the row is there now
   * @param gone the row as it was removed, if known
   */
  static List<CapturedChange> coalesce(
      Journal journal,
      long layout,
      List<JournalEntry> entries,
      boolean present,
      @Nullable Row gone) {
    TableSchema table = journal.table();
    boolean created = entries.get(0).kind == CaptureTrigger.INSERTED;
    boolean removed = removed(entries);
    if (!present) {
      return List.of(
          new CapturedChange(table, new BitSet(), created, removed, goneAt(entries), null, gone));
    }
    Map<Long, Change> byMask = new LinkedHashMap<>();
    for (JournalEntry entry : entries) {
      if (entry.kind == CaptureTrigger.INSERTED || entry.kind == CaptureTrigger.UPDATED) {
        long mask = entry.layout == layout ? entry.mask : ALL;
        byMask.merge(mask, new Change(entry.wall, entry.deltas), Change::and);
      }
    }
    if (byMask.isEmpty()) {
      byMask.put(0L, new Change(goneAt(entries), null));
    }
    List<CapturedChange> changes = new ArrayList<>();
    byMask.forEach(
        (mask, change) ->
            changes.add(
                new CapturedChange(
                    table,
                    columns(journal, mask),
                    created,
                    removed,
                    change.wall,
                    change.deltas,
                    null)));
    return changes;
  }

  /** What entries of one mask say together. */
  private record Change(long wall, @Nullable ValueRow deltas) {
    Change and(Change later) {
      return new Change(Math.max(wall, later.wall), Deltas.add(deltas, later.deltas));
    }
  }

  /** A key that was there before a TRUNCATE and is inserted later was surely removed by it. */
  private static boolean removed(List<JournalEntry> entries) {
    boolean truncated = false;
    for (JournalEntry entry : entries) {
      if (entry.kind == CaptureTrigger.DELETED
          || (truncated && entry.kind == CaptureTrigger.INSERTED)) {
        return true;
      }
      truncated |= entry.kind == CaptureTrigger.TRUNCATED;
    }
    return false;
  }

  /** The latest removal, else the latest entry. */
  private static long goneAt(List<JournalEntry> entries) {
    long latest = Long.MIN_VALUE;
    long removal = Long.MIN_VALUE;
    for (JournalEntry entry : entries) {
      latest = Math.max(latest, entry.wall);
      if (entry.kind == CaptureTrigger.DELETED || entry.kind == CaptureTrigger.TRUNCATED) {
        removal = Math.max(removal, entry.wall);
      }
    }
    return removal == Long.MIN_VALUE ? latest : removal;
  }

  private static @Nullable BitSet columns(Journal journal, long mask) {
    if (mask == ALL) {
      return null;
    }
    BitSet columns = BitSet.valueOf(new long[] {mask});
    int size = journal.table().columns().size();
    columns.clear(size, Math.max(size, Long.SIZE));
    if (mask != 0 && journal.knownColumns() < size) {
      columns.set(journal.knownColumns(), size);
    }
    return columns;
  }
}
