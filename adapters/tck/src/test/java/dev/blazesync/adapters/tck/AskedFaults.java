package dev.blazesync.adapters.tck;

import dev.blazesync.adapters.tck.CaptureFaults.Entry;
import dev.blazesync.adapters.tck.memory.MemoryStore;
import dev.blazesync.spi.CaptureSpec;
import dev.blazesync.spi.CapturedChange;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.RefusalSink;
import dev.blazesync.spi.Row;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.StoreView;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** What a store can do wrong in adding up columns and in keeping deleted rows. */
final class AskedFaults {
  private AskedFaults() {}

  static List<Fault> all() {
    List<Fault> faults = new ArrayList<>(deltas());
    faults.addAll(removed());
    return faults;
  }

  private static List<Fault> deltas() {
    return List.of(
        watching(
            "loses the delta of a second update",
            (ledger, one) -> adding(one, -ledger.afterFirst(one.key())),
            "48 82 83"),
        watching(
            "counts what was rolled back",
            (ledger, one) -> adding(one, ledger.rolledBack.getOrDefault(one.key(), 0L)),
            "82"),
        watching(
            "counts what the engine writes",
            (ledger, one) -> adding(one, ledger.engine.getOrDefault(one.key(), 0L)),
            "48 82 83"),
        each("knows nothing of NULL", AskedFaults::unknownWithNull, "84"),
        each("takes what it does not know for 0", AskedFaults::zeroForUnknown, "85"),
        each("hands deltas over from last to first", AskedFaults::reversed, "86"));
  }

  private static List<Fault> removed() {
    return List.of(
        each(
            "keeps no deleted rows",
            one -> with(one, one.change().deltas(), null),
            "88 89 90 91 92 93 94 95"),
        watching("keeps the first of several deletions", Ledger::first, "89"),
        watching("keeps rows of deletions rolled back", Ledger::lastSeen, "93"),
        Fault.transaction(
            "keeps the new row under the old key",
            CaptureFaults.handing(
                all ->
                    all.stream()
                        .map(one -> with(one, one.change().deltas(), now(one, all)))
                        .toList()),
            "90"),
        each("keeps rows without their last cell", AskedFaults::cut, "88 89 90 91 92 93 94 95"),
        each("keeps no bytes", AskedFaults::withoutBytes, "92"),
        Fault.store("keeps rows unasked", KeepsUnasked::new, "88 94"),
        Fault.store("forgets what it captured when asked for more", Forgetful::new, "87 94"));
  }

  private static Fault each(String name, UnaryOperator<Entry> change, String rules) {
    return Fault.transaction(
        name, CaptureFaults.handing(all -> all.stream().map(change).toList()), rules);
  }

  private static Fault watching(
      String name, BiFunction<Ledger, Entry, Entry> change, String rules) {
    Ledger ledger = new Ledger();
    return Fault.both(
        name,
        memory -> ledger.store(memory, change),
        (database, tx) -> new Watched(database, tx, ledger),
        rules);
  }

  private static Entry with(Entry entry, @Nullable Row deltas, @Nullable Row removed) {
    CapturedChange change = entry.change();
    return new Entry(
        new CapturedChange(
            change.table(),
            change.changed(),
            change.created(),
            change.removedBetween(),
            change.wallMillis(),
            deltas,
            removed),
        entry.key(),
        entry.current());
  }

  private static Entry adding(Entry entry, long more) {
    Row deltas = entry.change().deltas();
    BitSet changed = entry.change().changed();
    boolean points = changed == null || changed.get(KitTables.POINTS);
    return deltas != null
            && deltas.size() == 1
            && points
            && deltas.value(0) instanceof Value.Int64 sum
        ? with(entry, ValueRow.of(new Value.Int64(sum.value() + more)), entry.change().removed())
        : entry;
  }

  private static Entry unknownWithNull(Entry entry) {
    ValueRow current = entry.current();
    boolean empty = current != null && current.values().contains(Value.NULL);
    return empty ? with(entry, null, entry.change().removed()) : entry;
  }

  private static Entry zeroForUnknown(Entry entry) {
    Row deltas = entry.change().deltas();
    return deltas != null && deltas.value(0).equals(Value.NULL)
        ? with(entry, ValueRow.of(new Value.Int64(0)), entry.change().removed())
        : entry;
  }

  private static Entry reversed(Entry entry) {
    Row deltas = entry.change().deltas();
    if (deltas == null) {
      return entry;
    }
    List<Value> cells = new ArrayList<>(ValueRow.copyOf(deltas).values());
    Collections.reverse(cells);
    return with(entry, ValueRow.of(cells), entry.change().removed());
  }

  /** The row that has the mail of the removed one now, if there is one. */
  private static @Nullable Row now(Entry entry, List<Entry> all) {
    Row removed = entry.change().removed();
    for (Entry other : all) {
      ValueRow current = other.current();
      if (removed != null && current != null && current.value(1).equals(removed.value(1))) {
        return current;
      }
    }
    return removed;
  }

  private static Entry changing(Entry entry, UnaryOperator<List<Value>> change) {
    Row removed = entry.change().removed();
    return removed == null
        ? entry
        : with(
            entry,
            entry.change().deltas(),
            ValueRow.of(change.apply(ValueRow.copyOf(removed).values())));
  }

  private static Entry cut(Entry entry) {
    return changing(entry, cells -> cells.subList(0, cells.size() - 1));
  }

  private static Entry withoutBytes(Entry entry) {
    return changing(
        entry,
        cells -> cells.stream().map(one -> one instanceof Value.Bytes ? Value.NULL : one).toList());
  }

  /** What the application and the engine did since the last drain, by the record's key. */
  private static final class Ledger {
    final Map<ValueRow, List<Long>> committed = new HashMap<>();
    final Map<ValueRow, Long> rolledBack = new HashMap<>();
    final Map<ValueRow, Long> engine = new HashMap<>();
    final Map<ValueRow, ValueRow> firstRemoved = new HashMap<>();
    final Map<ValueRow, ValueRow> lastRemoved = new HashMap<>();

    long afterFirst(ValueRow key) {
      return committed.getOrDefault(key, List.of()).stream().skip(1).mapToLong(one -> one).sum();
    }

    static Entry first(Ledger ledger, Entry entry) {
      return ledger.removed(entry, ledger.firstRemoved);
    }

    static Entry lastSeen(Ledger ledger, Entry entry) {
      return ledger.removed(entry, ledger.lastRemoved);
    }

    private Entry removed(Entry entry, Map<ValueRow, ValueRow> rows) {
      ValueRow row = rows.get(entry.key());
      boolean kept = entry.change().removed() != null && row != null;
      return kept ? with(entry, entry.change().deltas(), row) : entry;
    }

    private void clear() {
      List.of(committed, rolledBack, engine, firstRemoved, lastRemoved).forEach(Map::clear);
    }

    ForwardingStore store(MemoryStore memory, BiFunction<Ledger, Entry, Entry> change) {
      clear();
      return new ForwardingStore(
          memory,
          transaction ->
              CaptureFaults.handing(
                      all -> {
                        List<Entry> changed =
                            all.stream().map(one -> change.apply(this, one)).toList();
                        clear();
                        return changed;
                      })
                  .apply(new Counting(transaction, this)),
          view -> view);
    }
  }

  private static final class Counting extends ForwardingTransaction {
    private final StoreTransaction transaction;
    private final Ledger ledger;

    Counting(StoreTransaction transaction, Ledger ledger) {
      super(transaction);
      this.transaction = transaction;
      this.ledger = ledger;
    }

    @Override
    public void write(TableSchema table, Rows rows, RefusalSink refused) {
      for (int index = 0; index < rows.count(); index++) {
        Row row = rows.at(index);
        if (table.name().equals(KitTables.PERSON.name())
            && row.value(KitTables.POINTS) instanceof Value.Int64 now) {
          ValueRow key = ValueRow.of(row.value(0));
          ledger.engine.merge(key, now.value() - points(transaction, table, key), Long::sum);
        }
      }
      super.write(table, rows, refused);
    }
  }

  private static long points(StoreView view, TableSchema table, ValueRow key) {
    List<ValueRow> rows = StoreBench.read(view, table, table.identityKey(), key);
    return !rows.isEmpty() && rows.get(0).value(KitTables.POINTS) instanceof Value.Int64 points
        ? points.value()
        : 0;
  }

  /** Writes down what the application does. */
  private static final class Watched extends SeeingFaults.Forwarding {
    private final MemoryDatabaseUnderTest database;
    private final Ledger ledger;
    private final Map<ValueRow, Long> added = new HashMap<>();
    private final Map<ValueRow, ValueRow> inserted = new HashMap<>();

    Watched(MemoryDatabaseUnderTest database, ApplicationTransaction transaction, Ledger ledger) {
      super(transaction);
      this.database = database;
      this.ledger = ledger;
    }

    @Override
    public void insert(TableSchema table, ValueRow row) {
      inserted.put(ValueRow.of(row.value(0)), row);
      super.insert(table, row);
    }

    @Override
    public void update(TableSchema table, ValueRow key, int column, Value value) {
      if (table.name().equals(KitTables.PERSON.name())
          && column == KitTables.POINTS
          && value instanceof Value.Int64 now) {
        try (StoreView view = database.memory().snapshot()) {
          added.put(key, now.value() - points(view, table, key));
        }
      }
      super.update(table, key, column, value);
    }

    @Override
    public void delete(TableSchema table, ValueRow key) {
      try (StoreView view = database.memory().snapshot()) {
        List<ValueRow> rows = StoreBench.read(view, table, table.identityKey(), key);
        ValueRow row = rows.isEmpty() ? inserted.get(key) : rows.get(0);
        if (row != null) {
          ledger.firstRemoved.putIfAbsent(key, row);
          ledger.lastRemoved.put(key, row);
        }
      }
      super.delete(table, key);
    }

    @Override
    public void commit() {
      super.commit();
      added.forEach(
          (key, delta) ->
              ledger.committed.computeIfAbsent(key, none -> new ArrayList<>()).add(delta));
      added.clear();
    }

    @Override
    public void close() {
      super.close();
      added.forEach((key, delta) -> ledger.rolledBack.merge(key, delta, Long::sum));
      added.clear();
    }
  }

  private static final class KeepsUnasked extends ForwardingStore {
    KeepsUnasked(MemoryStore memory) {
      super(memory);
    }

    @Override
    public void capture(List<CaptureSpec> wanted) {
      super.capture(
          wanted.stream()
              .map(one -> new CaptureSpec(one.table(), one.deltaColumns(), true))
              .toList());
    }
  }

  private static final class Forgetful extends ForwardingStore {
    private List<CaptureSpec> before = List.of();

    Forgetful(MemoryStore memory) {
      super(memory);
    }

    @Override
    public void capture(List<CaptureSpec> wanted) {
      if (wanted.size() == before.size() && !asks(wanted).equals(asks(before))) {
        super.capture(List.of());
      }
      before = wanted;
      super.capture(wanted);
    }

    private static List<Object> asks(List<CaptureSpec> specs) {
      return specs.stream()
          .<Object>map(one -> List.of(one.deltaColumns(), one.keepDeleted()))
          .toList();
    }
  }
}
