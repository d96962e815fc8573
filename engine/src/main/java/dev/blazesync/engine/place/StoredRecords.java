package dev.blazesync.engine.place;

import dev.blazesync.engine.books.RecordBook;
import dev.blazesync.engine.books.RecordBook.Loaded;
import dev.blazesync.engine.books.RecordName;
import dev.blazesync.engine.merge.RecordState;
import dev.blazesync.engine.operation.PortableKey;
import dev.blazesync.engine.place.TableConstraints.ForeignKey;
import dev.blazesync.engine.visible.Claim;
import dev.blazesync.engine.visible.Node;
import dev.blazesync.engine.visible.Records;
import dev.blazesync.engine.visible.Reference;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * All records as constraints see them: those that change as they will be, parked ones as the index
 * has them, the rest as the tables hold them. For one evaluation in one transaction.
 */
final class StoredRecords implements Records<RecordName> {
  private final StoreTransaction tx;
  private final RecordBook book;
  private final Constraints constraints;
  private final Nodes nodes;
  private final ParkedIndex parked;
  private final Predicate<RecordName> shown;

  /** Those that change. */
  private final ParkedIndex changing = new ParkedIndex();

  private final Map<RecordName, Boolean> wasVisible;
  private final Map<RecordName, Loaded> loaded = new HashMap<>();
  private final Map<RecordName, Node<RecordName>> stored = new HashMap<>();
  private final Map<Claim, Set<RecordName>> holders = new HashMap<>();
  private final Map<RecordName, Set<RecordName>> children = new HashMap<>();
  private final Map<Claim, Set<RecordName>> referrers = new HashMap<>();

  /** Records that turned out not to fit. */
  private final Set<RecordName> unfit = new HashSet<>();

  /**
   * @param shown which records of the index have a row that only hides a value, and which of their
   *     values are shown
   * @param wasVisible the records that change and their values, with whether each was visible
   *     before
   * @param after nodes of those that are alive after the change
   */
  StoredRecords(
      StoreTransaction tx,
      RecordBook book,
      Constraints constraints,
      ParkedIndex parked,
      Predicate<RecordName> shown,
      Map<RecordName, Boolean> wasVisible,
      Collection<Node<RecordName>> after) {
    this.tx = tx;
    this.book = book;
    this.constraints = constraints;
    this.nodes = new Nodes(tx, constraints);
    this.parked = parked;
    this.shown = shown;
    this.wasVisible = wasVisible;
    after.forEach(changing::put);
  }

  void unfit(Collection<RecordName> names) {
    unfit.addAll(names);
  }

  @Override
  public void prefetch(Collection<RecordName> ids) {
    Map<TableConstraints, List<List<Value>>> wanted = new LinkedHashMap<>();
    for (RecordName id : ids) {
      RecordName record = Yielding.record(id);
      boolean elsewhere = wasVisible.containsKey(record) || parked.node(record) != null;
      if (!elsewhere && !loaded.containsKey(record)) {
        wanted
            .computeIfAbsent(constraints.table(record.table()), unused -> new ArrayList<>())
            .add(record.key());
      }
    }
    List<Nodes.Described> found = new ArrayList<>();
    wanted.forEach(
        (table, keys) ->
            book.load(tx, table.table(), keys)
                .forEach(
                    (key, record) -> {
                      RecordName name = new RecordName(table.table().name(), key);
                      loaded.put(name, record);
                      ValueRow row = record.row();
                      if (row != null && record.state().alive()) {
                        found.add(new Nodes.Described(name, record.state(), row, true));
                      }
                    }));
    stored.putAll(nodes.of(found));
  }

  @Override
  public @Nullable Node<RecordName> node(RecordName id) {
    Node<RecordName> node;
    if (wasVisible.containsKey(id)) {
      node = changing.node(id);
    } else if (parked.node(Yielding.record(id)) != null) {
      node = parked.node(id);
    } else {
      if (!loaded.containsKey(Yielding.record(id))) {
        prefetch(List.of(id));
      }
      node = stored.get(id);
    }
    return node != null && unfit.contains(id) ? node.withFits(false) : node;
  }

  @Override
  public boolean visible(RecordName id) {
    Boolean known = wasVisible.get(id);
    if (known != null) {
      return known;
    }
    return parked.node(Yielding.record(id)) != null
        ? parked.node(id) != null && shown.test(id)
        : node(id) != null;
  }

  @Override
  public void prefetchHolders(Collection<Claim> claims) {
    Map<Integer, Map<Integer, Map<Object, Claim>>> wanted = new LinkedHashMap<>();
    for (Claim claim : claims) {
      if (!holders.containsKey(claim)) {
        holders.put(claim, new LinkedHashSet<>());
        wanted
            .computeIfAbsent(claim.table(), unused -> new LinkedHashMap<>())
            .computeIfAbsent(claim.key(), unused -> new LinkedHashMap<>())
            .put(claim.value(), claim);
      }
    }
    wanted.forEach(
        (table, byKey) ->
            byKey.forEach((key, some) -> readHolders(constraints.table(table), key, some)));
  }

  private void readHolders(TableConstraints table, int key, Map<Object, Claim> wanted) {
    List<ValueRow> cells = new ArrayList<>();
    wanted.values().forEach(claim -> cells.add(ValueRow.of(values(claim))));
    List<ValueRow> rows = new ArrayList<>();
    tx.claimants(
        table.table().schema(),
        table.unique().get(key),
        Rows.of(cells),
        row -> {
          rows.add(ValueRow.copyOf(row));
          return true;
        });
    List<@Nullable Claim> claims = nodes.claims(table, key, rows);
    for (int index = 0; index < rows.size(); index++) {
      Claim claim = claims.get(index);
      Set<RecordName> names = claim == null ? null : holders.get(claim);
      if (names != null) {
        names.add(name(table, rows.get(index)));
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static List<Value> values(Claim claim) {
    return (List<Value>) claim.value();
  }

  private static RecordName name(TableConstraints table, ValueRow row) {
    return new RecordName(table.name(), PortableKey.ofRow(table.table().schema(), row));
  }

  @Override
  public Collection<RecordName> holders(Claim claim) {
    prefetchHolders(List.of(claim));
    return with(
        holders.getOrDefault(claim, Set.of()), parked.holders(claim), changing.holders(claim));
  }

  /** What the tables and the index say of records that change is out of date. */
  private Set<RecordName> with(
      Set<RecordName> inTables, Set<RecordName> inIndex, Set<RecordName> now) {
    Set<RecordName> all = new LinkedHashSet<>(inTables);
    all.removeIf(name -> parked.node(Yielding.record(name)) != null);
    all.addAll(inIndex);
    all.removeIf(wasVisible::containsKey);
    all.addAll(now);
    return all;
  }

  @Override
  public void prefetchChildren(Collection<RecordName> ids) {
    Map<Integer, List<RecordName>> parents = new LinkedHashMap<>();
    for (RecordName id : ids) {
      if (!children.containsKey(id)) {
        children.put(id, new LinkedHashSet<>());
        parents
            .computeIfAbsent(constraints.table(id.table()).number(), unused -> new ArrayList<>())
            .add(id);
        addValues(id);
      }
    }
    for (TableConstraints child : constraints.all()) {
      for (ForeignKey key : child.references()) {
        List<RecordName> wanted = parents.getOrDefault(key.parent(), List.of());
        if (key.parentKey() == TableConstraints.IDENTITY && !wanted.isEmpty()) {
          TableConstraints parent = constraints.table(key.parent());
          List<List<Value>> cells =
              wanted.stream()
                  .map(id -> PortableKey.toLocal(parent.table().schema(), id.key()))
                  .toList();
          readChildren(
              child,
              key,
              cells,
              (found, row) -> {
                Set<RecordName> of = children.get(Nodes.named(parent, found));
                if (of != null) {
                  of.add(name(child, row));
                }
              });
        }
      }
    }
  }

  private void addValues(RecordName record) {
    for (RecordName value : constraints.values(record)) {
      if (node(value) != null) {
        children.getOrDefault(record, Set.of()).add(value);
      }
    }
  }

  private interface Child {
    void found(List<Value> cells, ValueRow row);
  }

  /**
   * @param cells in the order of the parent's key
   */
  private void readChildren(
      TableConstraints child, ForeignKey key, List<List<Value>> cells, Child sink) {
    List<Integer> columns = key.key().columns();
    List<ValueRow> wanted = new ArrayList<>();
    for (List<Value> ofParent : cells) {
      List<Value> ofChild = new ArrayList<>();
      for (int column : columns) {
        ofChild.add(ofParent.get(key.columns().indexOf(column)));
      }
      wanted.add(ValueRow.of(ofChild));
    }
    tx.read(
        child.table().schema(),
        key.key(),
        Rows.of(wanted),
        row -> {
          ValueRow copy = ValueRow.copyOf(row);
          List<Value> found = Cells.of(copy, key.columns());
          if (found != null) {
            sink.found(found, copy);
          }
          return true;
        });
  }

  @Override
  public Collection<RecordName> children(RecordName id) {
    prefetchChildren(List.of(id));
    return with(children.getOrDefault(id, Set.of()), parked.children(id), changing.children(id));
  }

  @Override
  public void prefetchReferrers(Collection<Claim> claims) {
    Set<Claim> fresh = new LinkedHashSet<>(claims);
    fresh.removeAll(referrers.keySet());
    fresh.forEach(claim -> referrers.put(claim, new LinkedHashSet<>()));
    for (TableConstraints child : constraints.all()) {
      for (ForeignKey key : child.references()) {
        List<List<Value>> wanted =
            fresh.stream()
                .filter(claim -> claim.table() == key.parent() && claim.key() == key.parentKey())
                .map(StoredRecords::values)
                .toList();
        if (!wanted.isEmpty()) {
          List<ValueRow> rows = new ArrayList<>();
          readChildren(child, key, wanted, (cells, row) -> rows.add(row));
          addReferrers(child, key, rows);
        }
      }
    }
  }

  private void addReferrers(TableConstraints child, ForeignKey key, List<ValueRow> rows) {
    List<Nodes.Described> found = new ArrayList<>();
    for (ValueRow row : rows) {
      found.add(new Nodes.Described(name(child, row), RecordState.UNKNOWN, row, true));
    }
    nodes
        .of(found)
        .forEach(
            (name, node) -> {
              for (Reference<RecordName> reference : node.references()) {
                if (reference instanceof Reference.ToClaim<RecordName> toClaim
                    && toClaim.key() == key.number()) {
                  referrers
                      .computeIfAbsent(toClaim.claim(), unused -> new LinkedHashSet<>())
                      .add(name);
                }
              }
            });
  }

  @Override
  public Collection<RecordName> referrers(Claim claim) {
    prefetchReferrers(List.of(claim));
    return with(
        referrers.getOrDefault(claim, Set.of()),
        parked.referrers(claim),
        changing.referrers(claim));
  }
}
