package dev.blazesync.engine.place;

import dev.blazesync.engine.books.SyncedTable;
import dev.blazesync.engine.operation.PortableKey;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.ValueRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Brings rows into a set of tables in an order in which the database takes them: upserts parents
 * first, then deletes children first, and what was refused again as long as that helps. Rows that
 * are in each other's way only in between are led around each other. For one transaction.
 */
final class Writing {
  private final StoreTransaction tx;
  private final List<SyncedTable> parentsFirst;
  private final References references;
  private final Map<SyncedTable, List<Pending>> upserts = new LinkedHashMap<>();
  private final Map<SyncedTable, List<Pending>> deletes = new LinkedHashMap<>();

  /**
   * @param parentsFirst the tables that take part
   */
  Writing(StoreTransaction tx, List<SyncedTable> parentsFirst, References references) {
    this.tx = tx;
    this.parentsFirst = parentsFirst;
    this.references = references;
    for (SyncedTable table : parentsFirst) {
      upserts.put(table, new ArrayList<>());
      deletes.put(table, new ArrayList<>());
    }
  }

  /** Writes what is not done; what the database would not take is still not, and says why. */
  void run(Collection<Pending> pendings) {
    for (Pending pending : pendings) {
      if (!pending.done) {
        (pending.row != null ? upserts : deletes)
            .computeIfAbsent(pending.change.table(), unused -> new ArrayList<>())
            .add(pending);
      }
    }
    write();
    if (anyOpen(upserts) || anyOpen(deletes)) {
      SecondTry second = new SecondTry(tx, references, upserts, deletes);
      if (second.prepare()) {
        write();
        second.restore();
      }
    }
    new DeferredKeys(tx, references).settle(upserts);
  }

  private void write() {
    boolean progress = true;
    while (progress) {
      progress = false;
      for (SyncedTable table : parentsFirst) {
        progress |= upsert(table, open(upserts.get(table)));
      }
      Set<Pending> strangers = new Strangers(tx, references).keeping(openDeletes());
      for (int index = parentsFirst.size() - 1; index >= 0; index--) {
        SyncedTable table = parentsFirst.get(index);
        List<Pending> free =
            open(deletes.get(table)).stream().filter(each -> !strangers.contains(each)).toList();
        progress |= delete(table, free);
      }
      progress &= anyOpen(upserts) || anyOpen(deletes);
    }
  }

  private boolean upsert(SyncedTable table, List<Pending> open) {
    if (open.isEmpty()) {
      return false;
    }
    Set<Integer> refused = new HashSet<>();
    List<ValueRow> rows = new ArrayList<>();
    for (Pending pending : open) {
      pending.done = true;
      rows.add(pending.row == null ? ValueRow.of() : pending.row);
    }
    tx.write(
        table.schema(),
        Rows.of(rows),
        (index, refusal) -> {
          open.get(index).done = false;
          open.get(index).refusal = refusal;
          refused.add(index);
        });
    return refused.size() < open.size();
  }

  private List<Pending> openDeletes() {
    return deletes.values().stream()
        .flatMap(List::stream)
        .filter(pending -> !pending.done)
        .toList();
  }

  private boolean delete(SyncedTable table, List<Pending> open) {
    if (open.isEmpty()) {
      return false;
    }
    Set<Integer> refused = new HashSet<>();
    List<ValueRow> keys = new ArrayList<>();
    for (Pending pending : open) {
      pending.done = true;
      keys.add(ValueRow.of(PortableKey.toLocal(table.schema(), pending.change.key())));
    }
    List<Pending> loose = letGoOfThemselves(table, open);
    tx.delete(
        table.schema(),
        Rows.of(keys),
        (index, refusal) -> {
          open.get(index).done = false;
          open.get(index).refusal = refusal;
          refused.add(index);
        });
    List<ValueRow> staying = new ArrayList<>();
    for (Pending pending : loose) {
      ValueRow before = pending.change.before().row();
      if (!pending.done && before != null) {
        staying.add(before);
      }
    }
    tx.write(table.schema(), Rows.of(staying), (index, refusal) -> {});
    return refused.size() < open.size();
  }

  /** A database may trip over a row that goes and refers to itself: H2 2.4 does. */
  private List<Pending> letGoOfThemselves(SyncedTable table, List<Pending> going) {
    List<Pending> loose = new ArrayList<>();
    List<ValueRow> rows = new ArrayList<>();
    for (Pending pending : going) {
      ValueRow row = pending.change.before().row();
      if (row != null && Loosening.refersToItself(table.schema(), row)) {
        loose.add(pending);
        rows.add(Loosening.withoutReferences(table.schema(), row));
      }
    }
    tx.write(table.schema(), Rows.of(rows), (index, refusal) -> {});
    return loose;
  }

  private static List<Pending> open(@Nullable List<Pending> list) {
    return list == null ? List.of() : list.stream().filter(pending -> !pending.done).toList();
  }

  private static boolean anyOpen(Map<SyncedTable, List<Pending>> map) {
    return map.values().stream().flatMap(List::stream).anyMatch(pending -> !pending.done);
  }
}
