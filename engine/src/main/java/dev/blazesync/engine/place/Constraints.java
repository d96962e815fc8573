package dev.blazesync.engine.place;

import dev.blazesync.engine.books.RecordName;
import dev.blazesync.engine.books.SyncedTable;
import dev.blazesync.engine.place.TableConstraints.ForeignKey;
import dev.blazesync.engine.rules.YieldingKey;
import dev.blazesync.engine.visible.Strata;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.KeySchema.OnDelete;
import dev.blazesync.spi.KeySchema.Reference;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.TableSchema;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The constraints of all tables that take part, as far as they tie records together. Immutable. */
final class Constraints {
  private final List<TableConstraints> tables = new ArrayList<>();

  /** Tables, and behind them values. */
  private final List<TableConstraints> numbered = new ArrayList<>();

  private final Map<String, TableConstraints> byName = new LinkedHashMap<>();
  private final Strata strata;

  Constraints(List<SyncedTable> synced) {
    List<SyncedTable> sorted = new ArrayList<>(synced);
    sorted.sort(Comparator.comparing(SyncedTable::name));
    int next = sorted.size();
    for (int number = 0; number < sorted.size(); number++) {
      tables.add(of(number, sorted, next));
      next += tables.get(number).values().size();
    }
    numbered.addAll(tables);
    tables.forEach(table -> numbered.addAll(table.values()));
    Set<Strata.ForeignKey> edges = new HashSet<>();
    Set<Integer> contested = new HashSet<>();
    for (TableConstraints each : numbered) {
      byName.put(each.name(), each);
      each.references()
          .forEach(key -> edges.add(new Strata.ForeignKey(each.number(), key.parent())));
      if (!each.unique().isEmpty()) {
        contested.add(each.number());
      }
    }
    this.strata = Strata.of(numbered.size(), edges, contested);
  }

  Strata strata() {
    return strata;
  }

  /** {@return the table of this number, or the values} */
  TableConstraints table(int number) {
    return numbered.get(number);
  }

  /** {@return the table of this name, or the values} */
  TableConstraints table(String name) {
    return Objects.requireNonNull(byName.get(name), name);
  }

  /** {@return the values that give way in a record; none if its table does not take part} */
  List<RecordName> values(RecordName record) {
    TableConstraints table = byName.get(record.table());
    return table == null || table.values().isEmpty()
        ? List.of()
        : table.values().stream().map(values -> Yielding.value(record, values)).toList();
  }

  /** {@return all tables} */
  List<TableConstraints> all() {
    return tables;
  }

  /**
   * {@return whether a change in {@code table} may concern records of {@code other}: they may have
   * its values, or refer to it}
   */
  boolean concerns(String table, String other) {
    TableConstraints one = table(table);
    TableConstraints two = byName.get(other);
    if (two == null) {
      return false;
    }
    int stratum = strata.of(one.number());
    return one.number() == two.number()
        || (stratum == strata.of(two.number()) && strata.linked(stratum))
        || two.references().stream().anyMatch(key -> key.parent() == one.number());
  }

  /** {@return whether records of the table may refer to each other, by way of others or not} */
  boolean linked(int table) {
    return strata.linked(strata.of(table));
  }

  /**
   * @param next number for the values of the first key that gives way
   */
  private static TableConstraints of(int number, List<SyncedTable> all, int next) {
    SyncedTable table = all.get(number);
    List<KeySchema> unique = unique(table.schema());
    List<TableConstraints> values = new ArrayList<>();
    if (!table.rules().yielding().isEmpty()) {
      List<TableSchema> schemas = all.stream().map(SyncedTable::schema).toList();
      for (KeySchema key : List.copyOf(unique)) {
        if (table.rules().yielding().contains(YieldingKey.columns(table.schema(), key))
            && YieldingKey.obstacle(table.schema(), key, schemas) == null) {
          values.add(values(number, next + values.size(), table, key, values.size()));
          unique.remove(key);
        }
      }
    }
    List<ForeignKey> references = new ArrayList<>();
    for (KeySchema key : table.schema().keys()) {
      Reference reference = key.reference();
      int parent = reference == null ? -1 : find(reference.table(), all);
      if (reference != null && parent >= 0) {
        ForeignKey foreign = foreign(references.size(), key, reference, parent, all.get(parent));
        if (foreign != null) {
          references.add(foreign);
        }
      }
    }
    return new TableConstraints(
        number, table.name(), table, unique, references, columns(unique), values);
  }

  private static TableConstraints values(
      int table, int number, SyncedTable synced, KeySchema key, int index) {
    KeySchema identity = synced.schema().identityKey();
    ForeignKey toRecord =
        new ForeignKey(0, identity, identity.columns(), table, TableConstraints.IDENTITY, false);
    return new TableConstraints(
        number,
        Yielding.table(synced.name(), index),
        synced,
        List.of(key),
        List.of(toRecord),
        columns(List.of(key)),
        List.of());
  }

  private static BitSet columns(List<KeySchema> keys) {
    BitSet columns = new BitSet();
    keys.forEach(key -> key.columns().forEach(columns::set));
    return columns;
  }

  private static List<KeySchema> unique(TableSchema table) {
    List<KeySchema> unique = new ArrayList<>();
    for (KeySchema key : table.keys()) {
      boolean identity = key.isPlain() && key.columns().equals(table.identityKey().columns());
      if (!identity && (key.kind() == KeySchema.Kind.UNIQUE || key.isPrimary())) {
        unique.add(key);
      }
    }
    return unique;
  }

  private static int find(String name, List<SyncedTable> all) {
    for (int number = 0; number < all.size(); number++) {
      if (all.get(number).name().equalsIgnoreCase(name)) {
        return number;
      }
    }
    return -1;
  }

  /** Null where the parent's key is none that could be looked up: the database alone checks it. */
  private static @Nullable ForeignKey foreign(
      int number, KeySchema key, Reference reference, int parent, SyncedTable parentTable) {
    TableSchema schema = parentTable.schema();
    List<Integer> referred = reference.columns().stream().map(schema::column).toList();
    List<Integer> identity = schema.identityKey().columns();
    boolean setNull = reference.onDelete() == OnDelete.SET_NULL;
    if (sameColumns(referred, identity)) {
      return new ForeignKey(
          number,
          key,
          ordered(key, referred, identity),
          parent,
          TableConstraints.IDENTITY,
          setNull);
    }
    List<KeySchema> unique = unique(schema);
    for (int index = 0; index < unique.size(); index++) {
      KeySchema candidate = unique.get(index);
      if (candidate.isPlain() && sameColumns(referred, candidate.columns())) {
        return new ForeignKey(
            number, key, ordered(key, referred, candidate.columns()), parent, index, setNull);
      }
    }
    return null;
  }

  private static boolean sameColumns(List<Integer> one, List<Integer> other) {
    return one.size() == other.size() && new HashSet<>(one).equals(new HashSet<>(other));
  }

  private static List<Integer> ordered(
      KeySchema key, List<Integer> referred, List<Integer> parentOrder) {
    return parentOrder.stream().map(column -> key.columns().get(referred.indexOf(column))).toList();
  }
}
