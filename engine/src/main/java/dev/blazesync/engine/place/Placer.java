package dev.blazesync.engine.place;

import dev.blazesync.engine.books.Books;
import dev.blazesync.engine.books.ParkedBook.Parked;
import dev.blazesync.engine.books.RecordBook;
import dev.blazesync.engine.books.RecordBook.Loaded;
import dev.blazesync.engine.books.RecordBook.Saved;
import dev.blazesync.engine.books.TableBook.SyncedTable;
import dev.blazesync.engine.operation.PortableKey;
import dev.blazesync.engine.place.References.Referrer;
import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.KeySchema.OnDelete;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Refusal;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueKind;
import dev.blazesync.spi.ValueRow;
import dev.blazesync.spi.Version;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes changed records: upserts parents first, then deletes children first, and what was refused
 * again as long as that helps. What remains is parked: its state is kept, its row (if it has one)
 * stays as it is, and it is tried again with later changes.
 */
public final class Placer {
  /** How many parked records are tried again in one transaction. */
  private static final int RETRIES = 200;

  private final Books books;
  private final RecordBook records;
  private final References references;
  private int retryFrom;

  /** How many are to be tried until all were since something changed; at first all. */
  private int retryLeft = Integer.MAX_VALUE;

  public Placer(Books books, RecordBook records, References references) {
    this.books = books;
    this.records = records;
    this.references = references;
  }

  /**
   * Writes the changes and saves their metadata.
   *
   * @return how many rows became different
   */
  public int place(StoreTransaction tx, Collection<Change> changes, long nowMillis) {
    Map<SyncedTable, List<Pending>> upserts = new LinkedHashMap<>();
    Map<SyncedTable, List<Pending>> deletes = new LinkedHashMap<>();
    List<Pending> all = new ArrayList<>();
    for (SyncedTable table : books.tables().synced()) {
      upserts.put(table, new ArrayList<>());
      deletes.put(table, new ArrayList<>());
    }
    for (Change change : changes) {
      Pending pending = pending(change);
      all.add(pending);
      if (!pending.done) {
        (pending.row != null ? upserts : deletes)
            .computeIfAbsent(change.table(), unused -> new ArrayList<>())
            .add(pending);
      }
    }
    List<Pending> wanted = all.stream().filter(pending -> !pending.done).toList();
    write(tx, upserts, deletes);
    if (anyOpen(upserts) || anyOpen(deletes)) {
      SecondTry second = new SecondTry(tx, references, upserts, deletes);
      if (second.prepare()) {
        write(tx, upserts, deletes);
        second.restore();
      }
    }
    new DeferredKeys(tx, references).settle(upserts);
    save(tx, all, nowMillis);
    int different = (int) wanted.stream().filter(pending -> pending.done).count();
    if (different > 0) {
      changed();
    }
    return different;
  }

  /**
   * Tries parked records again; where there are many, the next ones each time.
   *
   * @return how many rows became different
   */
  public int retryParked(StoreTransaction tx, long nowMillis) {
    Map<SyncedTable, List<List<Value>>> keys = new LinkedHashMap<>();
    List<Parked> all = books.parked().all();
    Collections.rotate(all, all.isEmpty() ? 0 : -(retryFrom % all.size()));
    List<Parked> some = all.subList(0, Math.min(RETRIES, all.size()));
    retryFrom = some.size() < all.size() ? retryFrom + some.size() : 0;
    retryLeft = Math.min(retryLeft, all.size()) - some.size();
    for (Parked parked : some) {
      SyncedTable table = books.tables().find(parked.table());
      if (table != null) {
        keys.computeIfAbsent(table, unused -> new ArrayList<>()).add(parked.key());
      }
    }
    List<Change> changes = new ArrayList<>();
    keys.forEach(
        (table, list) ->
            records
                .load(tx, table, list)
                .forEach(
                    (key, loaded) -> {
                      if (loaded.parked()) {
                        changes.add(new Change(table, key, loaded, loaded.state()));
                      }
                    }));
    return changes.isEmpty() ? 0 : place(tx, changes, nowMillis);
  }

  /** Rows became different: any parked record may fit now. */
  public void changed() {
    retryLeft = Integer.MAX_VALUE;
  }

  /** {@return whether some parked records were not tried since rows became different} */
  public boolean retriesLeft() {
    return retryLeft > 0;
  }

  private static Pending pending(Change change) {
    Loaded before = change.before();
    if (!change.after().alive()) {
      Pending pending = new Pending(change, null);
      pending.done = before.row() == null;
      return pending;
    }
    ValueRow row = row(change);
    Pending pending = new Pending(change, row);
    pending.done = row.equals(before.row());
    return pending;
  }

  private static ValueRow row(Change change) {
    TableSchema schema = change.table().schema();
    List<Value> local = PortableKey.toLocal(schema, change.key());
    List<Integer> keyColumns = schema.identityKey().columns();
    ValueRow before = change.before().row();
    List<Value> cells = new ArrayList<>();
    for (int index = 0; index < schema.columns().size(); index++) {
      ColumnSchema column = schema.columns().get(index);
      Version register = change.after().registers().get(column.name());
      int keyCell = keyColumns.indexOf(index);
      if (keyCell >= 0) {
        cells.add(before != null ? before.value(index) : local.get(keyCell));
      } else if (register != null) {
        cells.add(register.value());
      } else if (before != null) {
        cells.add(before.value(index));
      } else {
        cells.add(column.generated() ? Value.NULL : ConstantDefault.of(column));
      }
    }
    return ValueRow.of(cells);
  }

  private void write(
      StoreTransaction tx,
      Map<SyncedTable, List<Pending>> upserts,
      Map<SyncedTable, List<Pending>> deletes) {
    List<SyncedTable> parentsFirst = books.tables().synced();
    boolean progress = true;
    while (progress) {
      progress = false;
      for (SyncedTable table : parentsFirst) {
        progress |= upsert(tx, table, open(upserts.get(table)));
      }
      for (int index = parentsFirst.size() - 1; index >= 0; index--) {
        SyncedTable table = parentsFirst.get(index);
        progress |= delete(tx, table, open(deletes.get(table)), deletes);
      }
      progress &= anyOpen(upserts) || anyOpen(deletes);
    }
  }

  private static boolean upsert(StoreTransaction tx, SyncedTable table, List<Pending> open) {
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

  private boolean delete(
      StoreTransaction tx,
      SyncedTable table,
      List<Pending> candidates,
      Map<SyncedTable, List<Pending>> deletes) {
    List<Pending> open = withoutStrangers(tx, table, candidates, deletes);
    if (open.isEmpty()) {
      return false;
    }
    Set<Integer> refused = new HashSet<>();
    List<ValueRow> keys = new ArrayList<>();
    for (Pending pending : open) {
      pending.done = true;
      keys.add(ValueRow.of(PortableKey.toLocal(table.schema(), pending.change.key())));
    }
    tx.delete(
        table.schema(),
        Rows.of(keys),
        (index, refusal) -> {
          open.get(index).done = false;
          open.get(index).refusal = refusal;
          refused.add(index);
        });
    return refused.size() < open.size();
  }

  /**
   * Leaves out rows that others refer to which are not deleted here too, where the database itself
   * would delete or change those: they belong to changes the deleting node did not know of.
   */
  private List<Pending> withoutStrangers(
      StoreTransaction tx,
      SyncedTable table,
      List<Pending> candidates,
      Map<SyncedTable, List<Pending>> deletes) {
    List<Pending> open = new ArrayList<>(candidates);
    for (Referrer referrer : references.to(table.name())) {
      boolean refusedAtOnce =
          referrer.reference().onDelete() == OnDelete.RESTRICT && !referrer.reference().deferred();
      if (refusedAtOnce || open.isEmpty()) {
        continue;
      }
      Map<List<Value>, Pending> referred = new HashMap<>();
      List<ValueRow> wanted = new ArrayList<>();
      for (Pending pending : open) {
        List<Value> cells = referredCells(table, referrer, pending);
        if (!cells.isEmpty()) {
          referred.put(cells, pending);
          wanted.add(ValueRow.of(cells));
        }
      }
      Set<List<Value>> going = keysOf(deletes, referrer.child().name());
      tx.read(
          referrer.child(),
          referrer.key(),
          Rows.of(wanted),
          row -> {
            boolean stranger =
                referrer.child().identity() == null
                    || !going.contains(PortableKey.ofRow(referrer.child(), row));
            Pending pending =
                referred.get(referrer.key().columns().stream().map(row::value).toList());
            if (stranger && pending != null) {
              pending.refusal =
                  new Refusal(
                      Refusal.Kind.FOREIGN_KEY,
                      referrer.key().name(),
                      "rows of " + referrer.child().name() + " still refer to this deleted row");
              open.remove(pending);
            }
            return true;
          });
    }
    return open;
  }

  private static List<Value> referredCells(SyncedTable table, Referrer referrer, Pending pending) {
    ValueRow row = pending.change.before().row();
    List<Value> cells = new ArrayList<>();
    for (String name : referrer.reference().columns()) {
      int column = table.schema().column(name);
      if (row == null || column < 0 || row.kind(column) == ValueKind.NULL) {
        return List.of();
      }
      cells.add(row.value(column));
    }
    return cells;
  }

  private static Set<List<Value>> keysOf(Map<SyncedTable, List<Pending>> deletes, String table) {
    Set<List<Value>> keys = new HashSet<>();
    deletes.forEach(
        (synced, list) -> {
          if (synced.name().equals(table)) {
            list.forEach(pending -> keys.add(pending.change.key()));
          }
        });
    return keys;
  }

  private void save(StoreTransaction tx, List<Pending> all, long nowMillis) {
    Map<SyncedTable, Map<List<Value>, Saved>> saved = new LinkedHashMap<>();
    for (Pending pending : all) {
      Change change = pending.change;
      saved
          .computeIfAbsent(change.table(), unused -> new LinkedHashMap<>())
          .put(change.key(), new Saved(change.after(), pending.done, change.before().touched()));
      Parked name = new Parked(change.table().name(), change.key());
      if (pending.done) {
        books.parked().release(tx, name);
      } else {
        Refusal why = pending.refusal;
        books
            .parked()
            .park(
                tx,
                name,
                why != null ? why : new Refusal(Refusal.Kind.OTHER, null, "not tried yet"),
                nowMillis);
      }
    }
    saved.forEach((table, states) -> records.save(tx, table, states));
  }

  private static List<Pending> open(@Nullable List<Pending> list) {
    return list == null ? List.of() : list.stream().filter(pending -> !pending.done).toList();
  }

  private static boolean anyOpen(Map<SyncedTable, List<Pending>> map) {
    return map.values().stream().flatMap(List::stream).anyMatch(pending -> !pending.done);
  }
}
