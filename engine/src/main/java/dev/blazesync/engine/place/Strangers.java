package dev.blazesync.engine.place;

import dev.blazesync.engine.books.SyncedTable;
import dev.blazesync.engine.operation.PortableKey;
import dev.blazesync.engine.place.References.Referrer;
import dev.blazesync.spi.KeySchema.OnDelete;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Refusal;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Rows that refer to one that goes, and do not go themselves. The database would delete or change
 * them with it, though they belong to changes that the deleting node did not know of: so the row
 * they refer to has to stay, and whatever that one refers to.
 */
final class Strangers {
  /** A child's row, by table and portable key. */
  private record Child(String table, List<Value> key) {}

  private final StoreTransaction tx;
  private final References references;
  private final Map<Pending, List<Child>> children = new LinkedHashMap<>();
  private final Map<Child, Pending> going = new HashMap<>();

  Strangers(StoreTransaction tx, References references) {
    this.tx = tx;
    this.references = references;
  }

  /** {@return those of {@code deletes} that have to stay; each says why} */
  Set<Pending> keeping(Collection<Pending> deletes) {
    Map<SyncedTable, List<Pending>> byTable = new LinkedHashMap<>();
    for (Pending pending : deletes) {
      SyncedTable table = pending.change.table();
      going.put(new Child(table.name(), pending.change.key()), pending);
      byTable.computeIfAbsent(table, unused -> new ArrayList<>()).add(pending);
    }
    byTable.forEach(
        (table, pendings) -> {
          for (Referrer referrer : references.to(table.name())) {
            boolean refusedAtOnce =
                referrer.reference().onDelete() == OnDelete.RESTRICT
                    && !referrer.reference().deferred();
            if (!refusedAtOnce) {
              readChildren(table, referrer, pendings);
            }
          }
        });
    Set<Pending> staying = new HashSet<>();
    boolean more = true;
    while (more) {
      more = false;
      for (Map.Entry<Pending, List<Child>> entry : children.entrySet()) {
        for (Child child : entry.getValue()) {
          Pending other = going.get(child);
          if (other == null || staying.contains(other)) {
            more |= staying.add(entry.getKey());
          }
        }
      }
    }
    return staying;
  }

  private void readChildren(SyncedTable table, Referrer referrer, List<Pending> pendings) {
    Map<List<Value>, Pending> referred = new HashMap<>();
    List<ValueRow> wanted = new ArrayList<>();
    for (Pending pending : pendings) {
      List<Value> cells = referredCells(table, referrer, pending);
      if (cells != null) {
        referred.put(cells, pending);
        wanted.add(ValueRow.of(cells));
      }
    }
    tx.read(
        referrer.child(),
        referrer.key(),
        Rows.of(wanted),
        row -> {
          Pending parent = referred.get(referrer.key().columns().stream().map(row::value).toList());
          if (parent != null) {
            // a row without an identity is no record, and does not go
            List<Value> key =
                referrer.child().identity() == null
                    ? List.of()
                    : PortableKey.ofRow(referrer.child(), row);
            children
                .computeIfAbsent(parent, unused -> new ArrayList<>())
                .add(new Child(referrer.child().name(), key));
            parent.refusal =
                new Refusal(
                    Refusal.Kind.FOREIGN_KEY,
                    referrer.key().name(),
                    "rows of " + referrer.child().name() + " still refer to this deleted row");
          }
          return true;
        });
  }

  private static @Nullable List<Value> referredCells(
      SyncedTable table, Referrer referrer, Pending pending) {
    ValueRow before = pending.change.before().row();
    return Cells.of(
        before != null ? before : pending.row,
        referrer.reference().columns().stream().map(table.schema()::column).toList());
  }
}
