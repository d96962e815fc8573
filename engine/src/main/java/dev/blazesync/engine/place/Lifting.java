package dev.blazesync.engine.place;

import dev.blazesync.engine.books.RecordName;
import dev.blazesync.engine.books.SyncedTable;
import dev.blazesync.engine.operation.PortableKey;
import dev.blazesync.engine.place.References.Referrer;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Refusal;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Rows that fit together but could not be brought there one by one, because others refer to values
 * that they trade: all of them, and whoever refers to them, are taken out of their tables, to be
 * written anew.
 */
final class Lifting {
  private final StoreTransaction tx;
  private final Placer placer;

  Lifting(StoreTransaction tx, Placer placer) {
    this.tx = tx;
    this.placer = placer;
  }

  /** {@return whether rows were taken out: the decision's targets are to be written again} */
  boolean lift(Decision decision, Collection<Pending> pendings) {
    Map<RecordName, ValueRow> stuck = new LinkedHashMap<>();
    boolean helps = false;
    for (Pending pending : pendings) {
      if (pending.wasRefusedFor(Refusal.Kind.UNIQUE)
          || pending.wasRefusedFor(Refusal.Kind.FOREIGN_KEY)) {
        helps = true;
        ValueRow row = row(pending.change.table(), pending.change.key());
        if (row != null) {
          stuck.put(pending.change.name(), row);
        }
      }
    }
    if (!helps || stuck.isEmpty()) {
      return false;
    }
    List<Pending> lifted = new ArrayList<>();
    for (Change change : decision.load(withDescendants(stuck))) {
      if (change.before().row() != null) {
        lifted.add(new Pending(change, null));
      }
    }
    new Holding(tx).hold(decision, lifted);
    placer.writing(tx).run(lifted);
    return lifted.stream().anyMatch(pending -> pending.done);
  }

  private @Nullable ValueRow row(SyncedTable table, List<Value> key) {
    ValueRow[] found = new ValueRow[1];
    tx.read(
        table.schema(),
        table.schema().identityKey(),
        Rows.of(ValueRow.of(PortableKey.toLocal(table.schema(), key))),
        row -> {
          found[0] = ValueRow.copyOf(row);
          return true;
        });
    return found[0];
  }

  private Set<RecordName> withDescendants(Map<RecordName, ValueRow> rows) {
    Set<RecordName> all = new LinkedHashSet<>(rows.keySet());
    Map<RecordName, ValueRow> level = rows;
    while (!level.isEmpty()) {
      Map<RecordName, ValueRow> below = new LinkedHashMap<>();
      for (TableConstraints table : placer.constraints().all()) {
        List<ValueRow> parents = new ArrayList<>();
        level.forEach(
            (name, row) -> {
              if (name.table().equals(table.table().name())) {
                parents.add(row);
              }
            });
        if (!parents.isEmpty()) {
          addChildren(table.table(), parents, below);
        }
      }
      below.keySet().removeIf(name -> !all.add(name));
      level = below;
    }
    return all;
  }

  private void addChildren(
      SyncedTable table, List<ValueRow> parents, Map<RecordName, ValueRow> children) {
    for (Referrer referrer : placer.references().to(table.name())) {
      SyncedTable child = placer.books().tables().find(referrer.child().name());
      if (child == null) {
        continue;
      }
      List<Integer> columns =
          referrer.reference().columns().stream().map(table.schema()::column).toList();
      List<ValueRow> wanted = new ArrayList<>();
      for (ValueRow parent : parents) {
        List<Value> cells = Cells.of(parent, columns);
        if (cells != null) {
          wanted.add(ValueRow.of(cells));
        }
      }
      tx.read(
          child.schema(),
          referrer.key(),
          Rows.of(wanted),
          row -> {
            children.put(
                new RecordName(child.name(), PortableKey.ofRow(child.schema(), row)),
                ValueRow.copyOf(row));
            return true;
          });
    }
  }
}
