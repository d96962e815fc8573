package dev.blazesync.engine.place;

import dev.blazesync.engine.books.SyncedTable;
import dev.blazesync.engine.operation.PortableKey;
import dev.blazesync.engine.place.Loosening.Orphan;
import dev.blazesync.engine.place.References.Referrer;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Refusal;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.ValueRow;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Rows that were refused one by one though all of them together fit: they are written with a
 * placeholder first. What does not help is taken back.
 */
final class SecondTry {
  private final StoreTransaction tx;
  private final References references;
  private final Map<SyncedTable, List<Pending>> upserts;
  private final Map<SyncedTable, List<Pending>> deletes;
  private final Map<SyncedTable, Set<Pending>> prepared = new LinkedHashMap<>();

  SecondTry(
      StoreTransaction tx,
      References references,
      Map<SyncedTable, List<Pending>> upserts,
      Map<SyncedTable, List<Pending>> deletes) {
    this.tx = tx;
    this.references = references;
    this.upserts = upserts;
    this.deletes = deletes;
  }

  /** {@return whether there is reason to try the rows again} */
  boolean prepare() {
    upserts.forEach(this::vacate);
    deletes.forEach(this::makeRoom);
    loosen();
    deletes.forEach(this::letGo);
    return prepared.values().stream().anyMatch(rows -> !rows.isEmpty());
  }

  /** Rows in each other's way because of unique values give those up. */
  private void vacate(SyncedTable table, List<Pending> list) {
    List<Referrer> referrers = references.to(table.name());
    List<Pending> tried = new ArrayList<>();
    List<ValueRow> rows = new ArrayList<>();
    for (Pending pending : list) {
      ValueRow before = pending.change.before().row();
      ValueRow after = pending.row;
      if (pending.wasRefusedFor(Refusal.Kind.UNIQUE) && before != null && after != null) {
        ValueRow vacated =
            Vacating.vacated(table.schema(), referrers, pending.change.key(), before, after);
        if (vacated != null) {
          tried.add(pending);
          rows.add(vacated);
        }
      }
    }
    write(table, tried, rows);
  }

  /**
   * Rows that go once nobody refers to them any more give up unique values that the row to come
   * (the same under another key, mostly) needs before the others can refer to it.
   */
  private void makeRoom(SyncedTable table, List<Pending> list) {
    boolean needed =
        upserts.getOrDefault(table, List.of()).stream()
            .anyMatch(pending -> pending.wasRefusedFor(Refusal.Kind.UNIQUE));
    if (!needed) {
      return;
    }
    List<Referrer> referrers = references.to(table.name());
    List<Pending> tried = new ArrayList<>();
    List<ValueRow> rows = new ArrayList<>();
    for (Pending pending : list) {
      ValueRow before = pending.change.before().row();
      if (pending.wasRefusedFor(Refusal.Kind.FOREIGN_KEY) && before != null) {
        ValueRow vacated =
            Vacating.vacated(table.schema(), referrers, pending.change.key(), before, null);
        if (vacated != null) {
          tried.add(pending);
          rows.add(vacated);
        }
      }
    }
    write(table, tried, rows);
  }

  /** Rows that refer to each other in a ring are written without those references. */
  private void loosen() {
    List<SyncedTable> tables = new ArrayList<>();
    List<Pending> tried = new ArrayList<>();
    List<Orphan> orphans = new ArrayList<>();
    upserts.forEach(
        (table, list) -> {
          for (Pending pending : list) {
            ValueRow row = pending.row;
            if (pending.wasRefusedFor(Refusal.Kind.FOREIGN_KEY) && row != null) {
              tables.add(table);
              tried.add(pending);
              orphans.add(new Orphan(table.schema(), row));
            }
          }
        });
    List<@Nullable ValueRow> loosened = new Loosening(references).loosened(tx, orphans);
    for (int index = 0; index < tried.size(); index++) {
      ValueRow row = loosened.get(index);
      if (row != null) {
        write(tables.get(index), List.of(tried.get(index)), List.of(row));
      }
    }
  }

  /** Rows that go and refer to each other in a ring let go of each other first. */
  private void letGo(SyncedTable table, List<Pending> list) {
    List<Pending> tried = new ArrayList<>();
    List<ValueRow> rows = new ArrayList<>();
    for (Pending pending : list) {
      ValueRow before = pending.change.before().row();
      if (pending.wasRefusedFor(Refusal.Kind.FOREIGN_KEY) && before != null) {
        ValueRow loose = Loosening.withoutReferences(table.schema(), before);
        if (!loose.equals(before)) {
          tried.add(pending);
          rows.add(loose);
        }
      }
    }
    write(table, tried, rows);
  }

  private void write(SyncedTable table, List<Pending> tried, List<ValueRow> rows) {
    if (rows.isEmpty()) {
      return;
    }
    Set<Pending> written = prepared.computeIfAbsent(table, unused -> new HashSet<>());
    written.addAll(tried);
    tx.write(table.schema(), Rows.of(rows), (index, refusal) -> written.remove(tried.get(index)));
  }

  /** What still can't be written is shown as it was, or not at all if that is not possible. */
  void restore() {
    prepared.forEach(
        (table, pending) -> {
          List<Pending> left =
              new ArrayList<>(pending.stream().filter(each -> !each.done).toList());
          boolean progress = true;
          while (progress && !left.isEmpty()) {
            Set<Pending> refused = restore(table, List.copyOf(left));
            progress = refused.size() < left.size();
            left.retainAll(refused);
          }
          if (references.to(table.name()).isEmpty()) {
            delete(table, left);
          }
        });
  }

  private Set<Pending> restore(SyncedTable table, List<Pending> left) {
    List<Pending> inserted = new ArrayList<>();
    List<Pending> updated = new ArrayList<>();
    List<ValueRow> rows = new ArrayList<>();
    for (Pending pending : left) {
      ValueRow before = pending.change.before().row();
      if (before == null) {
        inserted.add(pending);
      } else {
        updated.add(pending);
        rows.add(before);
      }
    }
    Set<Pending> refused = new HashSet<>(delete(table, inserted));
    tx.write(table.schema(), Rows.of(rows), (index, refusal) -> refused.add(updated.get(index)));
    return refused;
  }

  private Set<Pending> delete(SyncedTable table, List<Pending> unwanted) {
    Set<Pending> refused = new HashSet<>(new Strangers(tx, references).keeping(unwanted));
    List<Pending> gone = unwanted.stream().filter(each -> !refused.contains(each)).toList();
    List<ValueRow> keys =
        gone.stream()
            .map(each -> ValueRow.of(PortableKey.toLocal(table.schema(), each.change.key())))
            .toList();
    tx.delete(table.schema(), Rows.of(keys), (index, refusal) -> refused.add(gone.get(index)));
    return refused;
  }
}
