package dev.blazesync.engine.simulator;

import dev.blazesync.engine.books.Books;
import dev.blazesync.engine.books.RecordBook;
import dev.blazesync.engine.books.SyncedTable;
import dev.blazesync.engine.merge.RecordState;
import dev.blazesync.engine.merge.TableRules;
import dev.blazesync.engine.operation.PortableKey;
import dev.blazesync.engine.place.References;
import dev.blazesync.engine.rules.GroupRules;
import dev.blazesync.engine.simulator.Acknowledged.Name;
import dev.blazesync.spi.RecordStore;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a database holds, read afresh: its rows, and the merged state of every record it knows. */
public final class NodeContents {
  private final Map<Name, RecordState> states = new TreeMap<>(Comparator.comparing(Name::toString));
  private final Map<Name, ValueRow> rows = new HashMap<>();
  private int parked;

  public static NodeContents of(RecordStore store) {
    NodeContents contents = new NodeContents();
    // never committed: the books are only read
    try (StoreTransaction tx = store.begin()) {
      Books books = new Books();
      books.load(tx);
      books
          .tables()
          .set(
              tx,
              References.parentsFirst(store.schema().tables()),
              table -> TableRules.DEFAULT,
              GroupRules.DEFAULT);
      RecordBook records = new RecordBook(books);
      for (SyncedTable table : books.tables().synced()) {
        contents.read(tx, records, table);
      }
      contents.parked = books.parked().count();
    }
    return contents;
  }

  private void read(StoreTransaction tx, RecordBook records, SyncedTable table) {
    int keyCells = table.schema().identityKey().columns().size();
    Set<List<Value>> keys = new LinkedHashSet<>();
    tx.scan(
        table.schema(),
        null,
        Integer.MAX_VALUE,
        row -> {
          List<Value> key = PortableKey.ofRow(table.schema(), row);
          keys.add(key);
          rows.put(new Name(table.name(), key), ValueRow.copyOf(row));
          return true;
        });
    tx.scan(
        table.metadata(),
        null,
        Integer.MAX_VALUE,
        row -> keys.add(PortableKey.ofCells(row, keyCells)) || true);
    records
        .load(tx, table, keys)
        .forEach((key, loaded) -> states.put(new Name(table.name(), key), loaded.state()));
  }

  Set<Name> names() {
    return states.keySet();
  }

  RecordState state(Name name) {
    return states.getOrDefault(name, RecordState.UNKNOWN);
  }

  /** {@return visible rows by record} */
  Map<Name, ValueRow> rows() {
    return rows;
  }

  /**
   * {@return the merged state of every record that says anything, as text} When a dead record was
   * born no longer matters.
   */
  public Map<String, String> described() {
    Map<String, String> described = new TreeMap<>();
    states.forEach(
        (name, state) -> {
          RecordState plain =
              state.alive() ? state : new RecordState(Stamp.NEVER, state.died(), state.registers());
          if (!plain.equals(RecordState.UNKNOWN)) {
            described.put(name.toString(), plain.toString());
          }
        });
    return described;
  }

  int parked() {
    return parked;
  }
}
