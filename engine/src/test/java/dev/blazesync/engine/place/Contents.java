package dev.blazesync.engine.place;

import dev.blazesync.engine.books.Books;
import dev.blazesync.engine.books.ParkedBook;
import dev.blazesync.engine.books.RecordBook;
import dev.blazesync.engine.books.RecordBook.Loaded;
import dev.blazesync.engine.books.RecordName;
import dev.blazesync.engine.books.SyncedTable;
import dev.blazesync.engine.merge.RecordState;
import dev.blazesync.engine.operation.PortableKey;
import dev.blazesync.engine.plugin.Plugins;
import dev.blazesync.engine.rules.YieldingKey;
import dev.blazesync.engine.visible.Node;
import dev.blazesync.engine.visible.Reason;
import dev.blazesync.engine.visible.Reference;
import dev.blazesync.engine.visible.Scratch;
import dev.blazesync.engine.visible.Verdict;
import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.ConflictPolicy;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.RecordStore;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import dev.blazesync.spi.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What a database holds, read afresh: rows, states and what is parked; and what it should show by
 * the definition.
 */
final class Contents {
  private static final Function<String, ConflictPolicy> POLICIES = Plugins.load()::policy;

  final Map<RecordName, ValueRow> rows = new TreeMap<>();
  final Map<RecordName, RecordState> states = new TreeMap<>();
  final Map<RecordName, ParkedBook.Why> parked = new TreeMap<>();

  /** By the definition: why records are parked; null = visible. */
  final Map<RecordName, Verdict<RecordName>> verdicts = new TreeMap<>();

  /** By the definition: the rows that are shown. */
  final Map<RecordName, ValueRow> expected = new TreeMap<>();

  /** The rows of all alive records, with nothing hidden. */
  private final Map<RecordName, ValueRow> full = new HashMap<>();

  static Contents of(RecordStore store) {
    Contents contents = new Contents();
    // never committed: the books are only read
    try (StoreTransaction tx = store.begin()) {
      Books books = new Books();
      books.load(tx);
      books
          .tables()
          .set(
              tx,
              References.parentsFirst(store.schema().tables()),
              table -> books.rules().rules().of(table, POLICIES),
              books.rules().rules());
      RecordBook records = new RecordBook(books);
      books.tables().synced().forEach(table -> contents.read(tx, records, table));
      books.parked().all().forEach(name -> contents.parked.put(name, books.parked().why(name)));
      contents.decide(tx, books);
    }
    return contents;
  }

  private void read(StoreTransaction tx, RecordBook records, SyncedTable table) {
    Set<List<Value>> keys = new LinkedHashSet<>();
    tx.scan(
        table.schema(),
        null,
        Integer.MAX_VALUE,
        row -> {
          List<Value> key = PortableKey.ofRow(table.schema(), row);
          keys.add(key);
          rows.put(new RecordName(table.name(), key), ValueRow.copyOf(row));
          return true;
        });
    tx.scan(
        table.metadata(),
        null,
        Integer.MAX_VALUE,
        row -> keys.add(PortableKey.ofCells(row, 1)) || true);
    Map<List<Value>, Loaded> loaded = records.load(tx, table, keys);
    loaded.forEach((key, record) -> states.put(new RecordName(table.name(), key), record.state()));
  }

  private void decide(StoreTransaction tx, Books books) {
    Constraints constraints = new Constraints(books.tables().synced());
    List<Nodes.Described> described = new ArrayList<>();
    states.forEach(
        (name, state) -> {
          if (state.alive()) {
            SyncedTable table = constraints.table(name.table()).table();
            ValueRow row = RowMaker.row(table, name.key(), state, null, Set.of());
            boolean fits = fits(table, row);
            described.add(new Nodes.Described(name, state, row, fits));
            full.put(name, row);
          }
        });
    Map<RecordName, Node<RecordName>> nodes = new Nodes(tx, constraints).of(described);
    nodes.keySet().removeIf(Yielding::isValue);
    verdicts.putAll(Scratch.verdicts(constraints.strata(), nodes));
    for (Nodes.Described record : described) {
      if (verdicts.get(record.name()).visible()) {
        expected.put(record.name(), shown(record, nodes, constraints.table(record.name().table())));
      }
    }
    constraints.all().forEach(table -> table.values().forEach(this::yield));
  }

  /** Of the visible records with one value, the one that wrote it first shows it. */
  private void yield(TableConstraints values) {
    KeySchema key = values.unique().get(0);
    Map<List<Value>, RecordName> first = new HashMap<>();
    for (RecordName name : List.copyOf(expected.keySet())) {
      List<Value> cells =
          name.table().equals(values.table().name()) ? cells(name, key) : List.of(Value.NULL);
      if (!cells.contains(Value.NULL)) {
        first.merge(cells, name, (one, two) -> before(values, one, two) ? one : two);
      }
    }
    for (RecordName name : List.copyOf(expected.keySet())) {
      if (name.table().equals(values.table().name())
          && !name.equals(first.getOrDefault(cells(name, key), name))) {
        List<Value> shown = new ArrayList<>(expected.get(name).values());
        shown.set(values.table().schema().column(values.yielding()), Value.NULL);
        expected.put(name, ValueRow.of(shown));
      }
    }
  }

  private List<Value> cells(RecordName name, KeySchema key) {
    return key.columns().stream().map(full.get(name)::value).toList();
  }

  private boolean before(TableConstraints values, RecordName one, RecordName two) {
    int byStamp = stamp(values, one).compareTo(stamp(values, two));
    return byStamp != 0 ? byStamp < 0 : one.compareTo(two) < 0;
  }

  private Stamp stamp(TableConstraints values, RecordName name) {
    Stamp latest = Stamp.BASE;
    for (String column : YieldingKey.columns(values.table().schema(), values.unique().get(0))) {
      Version version = states.get(name).registers().get(column);
      latest = version == null ? latest : Stamp.max(latest, version.stamp());
    }
    return latest;
  }

  private static boolean fits(SyncedTable table, ValueRow row) {
    for (int column = 0; column < row.size(); column++) {
      ColumnSchema schema = table.schema().columns().get(column);
      if (!schema.nullable() && row.value(column).equals(Value.NULL)) {
        return false;
      }
    }
    return !table.name().equals("person") || ClashingApplication.fits(row);
  }

  private static ValueRow shown(
      Nodes.Described record, Map<RecordName, Node<RecordName>> nodes, TableConstraints table) {
    List<Value> cells = new ArrayList<>(record.row().values());
    for (Reference<RecordName> reference : nodes.get(record.name()).references()) {
      boolean there =
          reference instanceof Reference.ToRecord<RecordName> toRecord
              ? nodes.containsKey(toRecord.id())
              : nodes.values().stream()
                  .anyMatch(
                      node ->
                          node.claims()
                              .contains(((Reference.ToClaim<RecordName>) reference).claim()));
      if (!there) {
        table
            .references()
            .get(reference.key())
            .columns()
            .forEach(column -> cells.set(column, Value.NULL));
      }
    }
    return ValueRow.of(cells);
  }

  /**
   * {@return the states, without what need not be equal: when a dead record was born, and of which
   * column nobody wrote anything}
   */
  Map<RecordName, RecordState> plainStates() {
    Map<RecordName, RecordState> plain = new TreeMap<>();
    states.forEach(
        (name, state) ->
            plain.put(
                name,
                state.alive()
                    ? state
                    : new RecordState(Stamp.NEVER, state.died(), state.registers())));
    return plain;
  }

  /** {@return what is wrong in this database alone; empty = nothing} */
  List<String> wrong() {
    List<String> wrong = new ArrayList<>();
    Set<RecordName> all = new LinkedHashSet<>(rows.keySet());
    all.addAll(expected.keySet());
    for (RecordName name : all) {
      ValueRow row = rows.get(name);
      ValueRow should = expected.get(name);
      if (should == null ? row != null : !should.equals(row)) {
        wrong.add(
            name
                + " is shown as "
                + row
                + ", not as "
                + should
                + ": "
                + verdicts.get(name)
                + "\n      "
                + states.get(name)
                + " "
                + parked.get(name));
      }
    }
    verdicts.forEach(
        (name, verdict) -> {
          ParkedBook.Why why = parked.get(name);
          boolean hidden = verdict.visible() && !expected.get(name).equals(full.get(name));
          String should = hidden ? "HIDDEN" : reason(verdict.reason());
          String is = why == null ? "none" : why.reason().name();
          if (!should.equals(is)) {
            wrong.add(name + " is parked for " + why + ", not for " + verdict);
          }
        });
    for (RecordName name : parked.keySet()) {
      if (!verdicts.containsKey(name)) {
        wrong.add(name + " is parked though dead: " + parked.get(name));
      }
    }
    return wrong;
  }

  private static String reason(@Nullable Reason<RecordName> reason) {
    if (reason == null) {
      return "none";
    }
    if (reason instanceof Reason.NoParent<RecordName>) {
      return "FOREIGN_KEY";
    }
    return reason instanceof Reason.Taken<RecordName> ? "UNIQUE" : "CHECK";
  }
}
