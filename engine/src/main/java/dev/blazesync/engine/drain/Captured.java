package dev.blazesync.engine.drain;

import dev.blazesync.engine.books.RecordBook.Loaded;
import dev.blazesync.engine.books.SyncedTable;
import dev.blazesync.engine.merge.RecordState;
import dev.blazesync.spi.CapturedChange;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Row;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * All captured changes of one record since the last drain, the row as it is now, and what becomes
 * of the record's state.
 */
final class Captured {
  private final SyncedTable table;
  private final List<Value> key;
  private final @Nullable ValueRow current;
  private final Deltas deltas;
  private @Nullable ValueRow removed;
  private final List<CapturedChange> changes = new ArrayList<>(1);
  private @Nullable Loaded before;
  private RecordState state = RecordState.UNKNOWN;
  private boolean edited;

  Captured(SyncedTable table, List<Value> key, @Nullable ValueRow current) {
    this.table = table;
    this.key = key;
    this.current = current;
    this.deltas = new Deltas(table.deltaColumns());
  }

  void add(CapturedChange change) {
    Row before = change.removed();
    if (before != null) {
      removed = ValueRow.copyOf(before);
    }
    deltas.add(change);
    changes.add(change);
  }

  SyncedTable table() {
    return table;
  }

  /** {@return the portable key} */
  List<Value> key() {
    return key;
  }

  @Nullable
  ValueRow current() {
    return current;
  }

  /** {@return the row as it was before it was deleted, if it is gone and was kept} */
  @Nullable
  ValueRow removed() {
    return current == null ? removed : null;
  }

  /** {@return the row as it is, or was last; null = not known} */
  @Nullable
  ValueRow row() {
    return current != null ? current : removed;
  }

  /**
   * {@return what updates have added to a column in all; null if that is not known: the row was
   * made or deleted meanwhile, or something that is no number was in the column}
   */
  @Nullable
  Value delta(int column) {
    return deltas.of(column, changes);
  }

  List<CapturedChange> changes() {
    return changes;
  }

  /**
   * {@return whether a column shows NULL in place of what it holds, and {@code change} surely did
   * not write that}
   *
   * @param hidden names of columns that showed NULL before
   */
  boolean keepsHidden(Set<String> hidden, CapturedChange change, int column) {
    BitSet changed = change.changed();
    ValueRow row = row();
    return (changed == null || !changed.get(column))
        && hidden.contains(table.schema().columns().get(column).name())
        && (row == null || row.value(column).equals(Value.NULL));
  }

  /** {@return whether no change surely wrote the NULL that a column shows} */
  boolean keepsHidden(Set<String> hidden, int column) {
    return changes.stream().allMatch(change -> keepsHidden(hidden, change, column));
  }

  /** {@return whether the record surely did not exist when this capture of it began} */
  boolean created() {
    for (CapturedChange change : changes) {
      if (change.created()) {
        return true;
      }
    }
    return false;
  }

  /** {@return what was known of the record without these changes} */
  Loaded before() {
    return Objects.requireNonNull(before);
  }

  void before(Loaded loaded) {
    before = loaded;
    edited = false;
  }

  /** {@return the state of the record with all that was made of these changes} */
  RecordState state() {
    return state;
  }

  void state(RecordState now) {
    state = now;
  }

  /** {@return whether anything was made of them} */
  boolean edited() {
    return edited;
  }

  void markEdited() {
    edited = true;
  }

  long newestMillis() {
    return changes.stream().mapToLong(CapturedChange::wallMillis).max().orElse(0);
  }
}
