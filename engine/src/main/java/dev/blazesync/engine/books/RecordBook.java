package dev.blazesync.engine.books;

import static dev.blazesync.engine.books.Cells.MUST_FIT;
import static dev.blazesync.engine.books.Cells.number;

import dev.blazesync.engine.books.TableBook.Column;
import dev.blazesync.engine.codec.ValueCodec;
import dev.blazesync.engine.codec.WireReader;
import dev.blazesync.engine.codec.WireWriter;
import dev.blazesync.engine.merge.Merge;
import dev.blazesync.engine.merge.RecordState;
import dev.blazesync.engine.merge.Registers;
import dev.blazesync.engine.operation.PortableKey;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Row;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.StoreView;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import dev.blazesync.spi.Version;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Loads and saves the merged state of records: values in the application's table, the rest in
 * sparse metadata (decision D4).
 *
 * <p>A row nobody touched has no metadata: it was born at its table's base, and so was every
 * column. A touched one has a metadata row with born, died, and the stamps of those columns that
 * differ from the default: born, or base for a column that was added to the table later. Values
 * that are not in the table (of dead and parked records) are kept in the metadata row.
 */
public final class RecordBook {
  /**
   * A record as it is before a change.
   *
   * @param row the visible row, in the order of the table's columns; null = none
   * @param touched whether it has a metadata row
   * @param parked whether its state is not what the table shows
   * @param hidden columns that the row shows as NULL though their register holds something else
   */
  public record Loaded(
      RecordState state,
      @Nullable ValueRow row,
      boolean touched,
      boolean parked,
      Set<String> hidden) {
    /** A record without hidden columns. */
    public Loaded(RecordState state, @Nullable ValueRow row, boolean touched, boolean parked) {
      this(state, row, touched, parked, Set.of());
    }

    /**
     * {@return the row and metadata that are stored, of a record whose state was {@code known}'s}
     */
    public Loaded as(Loaded known) {
      return new Loaded(known.state(), row, touched, known.parked(), known.hidden());
    }

    /** {@return the same record, whose row is gone} */
    public Loaded withoutRow() {
      return new Loaded(state, null, touched, parked, hidden);
    }
  }

  private static final int BORN = 0;
  private static final int DIED = 2;
  private static final int STAMPS = 4;
  private static final int KEPT = 5;
  private static final int PARKED = 6;

  /** The number of no column. */
  private static final long HIDDEN = 0;

  private static final Registers NOTHING = RecordState.UNKNOWN.registers();
  private static final Version NOBODYS = Version.of(Value.NULL, Stamp.BASE);

  private final Books books;

  public RecordBook(Books books) {
    this.books = books;
  }

  /**
   * Loads records with their rows.
   *
   * @param keys portable
   * @return one entry for each key
   */
  public Map<List<Value>, Loaded> load(
      StoreView view, SyncedTable table, Collection<List<Value>> keys) {
    Map<List<Value>, ValueRow> rows = new HashMap<>();
    Rows local = localKeys(table, keys);
    view.read(
        table.schema(),
        table.schema().identityKey(),
        local,
        row -> {
          rows.put(PortableKey.ofRow(table.schema(), row), ValueRow.copyOf(row));
          return true;
        });
    return load(view, table, keys, local, rows);
  }

  /**
   * Loads records whose rows the caller has.
   *
   * @param rows by portable key
   */
  public Map<List<Value>, Loaded> load(
      StoreView view,
      SyncedTable table,
      Collection<List<Value>> keys,
      Map<List<Value>, ValueRow> rows) {
    return load(view, table, keys, localKeys(table, keys), rows);
  }

  private Map<List<Value>, Loaded> load(
      StoreView view,
      SyncedTable table,
      Collection<List<Value>> keys,
      Rows local,
      Map<List<Value>, ValueRow> rows) {
    Map<List<Value>, ValueRow> metadata = new HashMap<>();
    int keyCells = table.schema().identityKey().columns().size();
    view.read(
        table.metadata(),
        table.metadata().identityKey(),
        local,
        row -> {
          metadata.put(PortableKey.ofCells(row, keyCells), ValueRow.copyOf(row));
          return true;
        });
    Map<List<Value>, Loaded> loaded = new LinkedHashMap<>();
    for (List<Value> key : keys) {
      loaded.put(key, loaded(table, metadata.get(key), rows.get(key)));
    }
    return loaded;
  }

  /** {@return the record of one metadata row and the row it belongs to, if visible} */
  public Loaded loaded(SyncedTable table, @Nullable Row metadata, @Nullable ValueRow row) {
    if (metadata == null) {
      RecordState state =
          row == null
              ? RecordState.UNKNOWN
              : new RecordState(
                  Stamp.BASE, Stamp.NEVER, shown(table, row, Stamp.BASE, Stamps.NONE));
      return new Loaded(state, row, false, false);
    }
    int keyCells = table.schema().identityKey().columns().size();
    Stamps stamps = Stamps.read(books, metadata, keyCells + STAMPS);
    Stamp born = stamp(metadata, keyCells + BORN, stamps.bornAuthority());
    Stamp died = stamp(metadata, keyCells + DIED, stamps.diedAuthority());
    boolean parked = metadata.int64(keyCells + PARKED) != 0;
    boolean inTable = !parked && born.isAfter(died);
    Registers shown = inTable ? shown(table, row, born, stamps) : NOTHING;
    if (Cells.isNull(metadata, keyCells + KEPT)) {
      return new Loaded(Merge.state(table.rules(), born, died, shown), row, true, parked, Set.of());
    }
    Map<String, Version> registers = new TreeMap<>(shown);
    Set<String> hidden = new TreeSet<>();
    Map<String, Value> kept = kept(table, metadata, keyCells + KEPT, hidden);
    kept.forEach(
        (column, value) ->
            registers.put(column, stamps.version(column, value, unstamped(table, column, born))));
    RecordState state = new RecordState(born, died, registers);
    return new Loaded(
        Merge.state(table.rules(), born, died, state.registers()),
        row,
        true,
        parked,
        inTable ? hidden : Set.of());
  }

  private Stamp stamp(Row metadata, int cell, HybridTimestamp authority) {
    return new Stamp(
        books.origins().stamp(metadata.int64(cell), metadata.int64(cell + 1)), authority);
  }

  private Registers shown(SyncedTable table, @Nullable ValueRow row, Stamp born, Stamps stamps) {
    String[] names = table.names();
    Version[] versions = new Version[names.length];
    Stamp usual = Stamp.of(born.time());
    for (int place = 0; place < names.length; place++) {
      Value value = row == null ? Value.NULL : row.value(table.cell(place));
      Stamp unstamped = isAdded(table.column(place)) ? Stamp.BASE : usual;
      versions[place] = stamps.version(names[place], value, unstamped);
    }
    return Registers.over(names, versions);
  }

  /** What a column has that has no stamp of its own. */
  private Stamp unstamped(SyncedTable table, String column, Stamp born) {
    return isAdded(books.tables().find(table, column)) ? Stamp.BASE : Stamp.of(born.time());
  }

  private static boolean isAdded(@Nullable Column column) {
    return column != null && column.added();
  }

  /**
   * Saves a record's metadata: nothing for a row that is as base time left it.
   *
   * @param records by portable key
   */
  public void save(StoreTransaction tx, SyncedTable table, Map<List<Value>, Saved> records) {
    List<ValueRow> writes = new ArrayList<>();
    List<ValueRow> deletes = new ArrayList<>();
    records.forEach(
        (key, saved) -> {
          List<Value> local = PortableKey.toLocal(table.schema(), key);
          boolean nothing = saved.state().equals(RecordState.UNKNOWN);
          if (saved.inTable() && (nothing || (saved.state().alive() && isBase(table, saved)))) {
            if (saved.touchedBefore()) {
              deletes.add(ValueRow.of(local));
            }
          } else {
            writes.add(row(tx, table, local, saved));
          }
        });
    if (!writes.isEmpty()) {
      tx.write(table.metadata(), Rows.of(writes), MUST_FIT);
    }
    if (!deletes.isEmpty()) {
      tx.delete(table.metadata(), Rows.of(deletes), MUST_FIT);
    }
  }

  /**
   * A record to save.
   *
   * @param inTable whether the table shows this state (a dead record: no row); else it is parked
   * @param touchedBefore whether it has a metadata row now
   * @param hidden columns that the row shows as NULL though their register holds something else
   */
  public record Saved(
      RecordState state, boolean inTable, boolean touchedBefore, Set<String> hidden) {
    public Saved {
      hidden = Set.copyOf(hidden);
    }

    public Saved(RecordState state, boolean inTable, boolean touchedBefore) {
      this(state, inTable, touchedBefore, Set.of());
    }
  }

  private boolean isBase(SyncedTable table, Saved saved) {
    RecordState state = saved.state();
    if (!state.born().equals(Stamp.BASE)
        || !state.died().equals(Stamp.NEVER)
        || !saved.hidden().isEmpty()
        || !table.keptColumns().isEmpty()) {
      return false;
    }
    Registers registers = state.registers();
    boolean all = registers.areOf(table.names());
    for (int place = 0; place < table.names().length; place++) {
      Version register = all ? registers.at(place) : registers.get(table.names()[place]);
      if (register != null && (register.hasState() || !register.stamp().equals(Stamp.BASE))) {
        return false;
      }
    }
    return true;
  }

  private ValueRow row(StoreTransaction tx, SyncedTable table, List<Value> localKey, Saved saved) {
    RecordState state = saved.state();
    OriginBook origins = books.origins();
    List<Value> cells = new ArrayList<>(localKey);
    cells.add(number(state.born().time().packed()));
    cells.add(number(origins.id(tx, state.born().time().writer())));
    cells.add(number(state.died().time().packed()));
    cells.add(number(origins.id(tx, state.died().time().writer())));
    boolean kept = !saved.inTable() || !state.alive();
    cells.add(stampCell(tx, table, state, kept));
    cells.add(
        keptCell(
            table,
            state,
            kept ? state.registers().keySet() : besides(table, saved),
            saved.hidden()));
    cells.add(number(saved.inTable() ? 0 : 1));
    return ValueRow.of(cells);
  }

  private static Set<String> besides(SyncedTable table, Saved saved) {
    if (saved.hidden().isEmpty()) {
      return table.keptColumns();
    }
    Set<String> columns = new TreeSet<>(saved.hidden());
    columns.addAll(table.keptColumns());
    return columns;
  }

  private Value stampCell(StoreTransaction tx, SyncedTable table, RecordState state, boolean all) {
    StampWriter out = new StampWriter(books, tx);
    out.existence(state);
    if (all) {
      state.registers().forEach((name, register) -> out.column(columnId(table, name), register));
    } else {
      Registers registers = state.registers();
      boolean same = registers.areOf(table.names());
      Stamp usual = Stamp.of(state.born().time());
      for (int place = 0; place < table.names().length; place++) {
        String name = table.names()[place];
        Version register = same ? registers.at(place) : registers.get(name);
        Version written = register == null ? NOBODYS : register;
        Stamp unstamped = isAdded(table.column(place)) ? Stamp.BASE : usual;
        if (written.hasState() || !written.stamp().equals(unstamped)) {
          Column column = table.column(place);
          out.column(column != null ? column.id() : columnId(table, name), written);
        }
      }
    }
    return out.cell();
  }

  /** A column that is kept whether it is hidden or not has a mark before it when it is. */
  private Value keptCell(
      SyncedTable table, RecordState state, Set<String> columns, Set<String> hidden) {
    if (columns.isEmpty()) {
      return Value.NULL;
    }
    WireWriter out = new WireWriter();
    Set<String> always = table.keptColumns();
    for (String name : new TreeSet<>(columns)) {
      Version register = state.registers().get(name);
      if (register != null) {
        if (always.contains(name) && hidden.contains(name)) {
          out.varint(HIDDEN);
        }
        out.varint(columnId(table, name));
        ValueCodec.write(out, register.value());
      }
    }
    return out.size() == 0 ? Value.NULL : Cells.bytes(out.toBytes());
  }

  private long columnId(SyncedTable table, String name) {
    Column column = books.tables().find(table, name);
    if (column == null) {
      throw new IllegalStateException("column " + table.name() + "." + name + " has no number");
    }
    return column.id();
  }

  private Map<String, Value> kept(SyncedTable table, Row metadata, int cell, Set<String> hidden) {
    if (Cells.isNull(metadata, cell)) {
      return Map.of();
    }
    Map<String, Value> values = new TreeMap<>();
    Set<String> always = table.keptColumns();
    WireReader in = new WireReader(metadata.bytes(cell), "kept values of a record");
    while (in.remaining() > 0) {
      long id = in.varint();
      boolean marked = id == HIDDEN;
      String name = books.tables().column(marked ? in.varint() : id).name();
      if (marked || !always.contains(name)) {
        hidden.add(name);
      }
      values.put(name, ValueCodec.read(in));
    }
    return values;
  }

  private static Rows localKeys(SyncedTable table, Collection<List<Value>> keys) {
    return Rows.of(
        keys.stream().map(key -> ValueRow.of(PortableKey.toLocal(table.schema(), key))).toList());
  }
}
