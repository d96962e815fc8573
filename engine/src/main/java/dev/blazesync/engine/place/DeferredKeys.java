package dev.blazesync.engine.place;

import dev.blazesync.engine.books.SyncedTable;
import dev.blazesync.engine.operation.PortableKey;
import dev.blazesync.engine.place.References.Referrer;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.KeySchema.Reference;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Refusal;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Foreign keys that the database checks at commit, when it is too late to say which row does not
 * fit: looked at here, before. A row whose parent is missing is taken back and refused like any
 * other.
 */
final class DeferredKeys {
  private final StoreTransaction tx;
  private final References references;

  DeferredKeys(StoreTransaction tx, References references) {
    this.tx = tx;
    this.references = references;
  }

  /** Takes back rows until every deferred key of what was written holds. */
  void settle(Map<SyncedTable, List<Pending>> upserts) {
    boolean changed = true;
    while (changed) {
      changed = false;
      for (Map.Entry<SyncedTable, List<Pending>> entry : upserts.entrySet()) {
        for (Referrer referrer : references.to(entry.getKey().name())) {
          if (referrer.reference().deferred()) {
            changed |= keepParents(entry.getKey(), referrer, entry.getValue());
          }
        }
      }
      for (Map.Entry<SyncedTable, List<Pending>> entry : upserts.entrySet()) {
        for (KeySchema key : entry.getKey().schema().keys()) {
          Reference reference = key.reference();
          if (reference != null && reference.deferred()) {
            changed |= settle(entry.getKey(), key, reference, entry.getValue());
          }
        }
      }
    }
  }

  private boolean settle(
      SyncedTable table, KeySchema key, Reference reference, List<Pending> written) {
    TableSchema parent = references.table(reference.table());
    List<Pending> referring =
        written.stream()
            .filter(pending -> pending.done && Cells.of(pending.row, key.columns()) != null)
            .toList();
    KeySchema referred = parent == null ? null : referredKey(parent, reference);
    if (parent == null || referred == null || referring.isEmpty()) {
      return false;
    }
    Set<List<Value>> present = new HashSet<>();
    List<ValueRow> wanted =
        referring.stream()
            .map(pending -> ValueRow.of(List.copyOf(required(key, pending))))
            .toList();
    tx.read(
        parent,
        referred,
        Rows.of(wanted),
        row -> {
          present.add(referred.columns().stream().map(row::value).toList());
          return true;
        });
    boolean changed = false;
    for (Pending pending : referring) {
      if (!present.contains(required(key, pending))) {
        takeBack(table, key, pending);
        changed = true;
      }
    }
    return changed;
  }

  /** Takes back rows that gave up a value which others still refer to. */
  private boolean keepParents(SyncedTable table, Referrer referrer, List<Pending> written) {
    List<Integer> columns =
        referrer.reference().columns().stream().map(table.schema()::column).toList();
    Map<List<Value>, Pending> gone = new LinkedHashMap<>();
    for (Pending pending : written) {
      ValueRow before = pending.change.before().row();
      ValueRow after = pending.row;
      if (pending.done && before != null && after != null) {
        List<Value> cells = columns.stream().map(before::value).toList();
        if (!cells.equals(columns.stream().map(after::value).toList())) {
          gone.put(cells, pending);
        }
      }
    }
    KeySchema referred = referredKey(table.schema(), referrer.reference());
    if (gone.isEmpty() || referred == null) {
      return false;
    }
    tx.read(
        table.schema(),
        referred,
        rows(gone.keySet()),
        row -> {
          gone.remove(columns.stream().map(row::value).toList());
          return true;
        });
    Set<Pending> missed = new LinkedHashSet<>();
    tx.read(
        referrer.child(),
        referrer.key(),
        rows(gone.keySet()),
        row -> {
          Pending parent = gone.get(referrer.key().columns().stream().map(row::value).toList());
          if (parent != null) {
            missed.add(parent);
          }
          return true;
        });
    missed.forEach(pending -> takeBack(table, referrer.key(), pending));
    return !missed.isEmpty();
  }

  private static Rows rows(Collection<List<Value>> cells) {
    return Rows.of(
        cells.stream().filter(each -> !each.contains(Value.NULL)).map(ValueRow::of).toList());
  }

  private void takeBack(SyncedTable table, KeySchema key, Pending pending) {
    ValueRow before = pending.change.before().row();
    if (before != null) {
      tx.write(table.schema(), Rows.of(before), (index, refusal) -> {});
    } else if (new Strangers(tx, references).keeping(List.of(pending)).isEmpty()) {
      List<Value> local = PortableKey.toLocal(table.schema(), pending.change.key());
      tx.delete(table.schema(), Rows.of(ValueRow.of(local)), (index, refusal) -> {});
    }
    pending.done = false;
    pending.refusal =
        new Refusal(
            Refusal.Kind.FOREIGN_KEY, key.name(), "the row it refers to is not in its table now");
  }

  private static List<Value> required(KeySchema key, Pending pending) {
    List<Value> cells = Cells.of(pending.row, key.columns());
    return cells == null ? List.of() : cells;
  }

  private static @Nullable KeySchema referredKey(TableSchema parent, Reference reference) {
    List<Integer> columns = reference.columns().stream().map(parent::column).toList();
    return parent.keyOver(columns).orElse(null);
  }
}
