package dev.blazesync.engine.replica;

import dev.blazesync.engine.books.ConflictBook.Entered;
import dev.blazesync.engine.books.RecordBook.Loaded;
import dev.blazesync.engine.books.RecordName;
import dev.blazesync.engine.books.SyncedTable;
import dev.blazesync.engine.merge.Conflict;
import dev.blazesync.engine.merge.Conflicts;
import dev.blazesync.engine.merge.Merge;
import dev.blazesync.engine.merge.RecordState;
import dev.blazesync.engine.merge.TableRules;
import dev.blazesync.engine.operation.Operation;
import dev.blazesync.engine.operation.OperationShape;
import dev.blazesync.engine.operation.RecordImage;
import dev.blazesync.engine.place.Change;
import dev.blazesync.engine.rules.GroupRules;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.RecordId;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Operations and images by record, on their way into the records' states. */
final class Joining {
  private final Desk desk;
  private final Map<SyncedTable, Map<List<Value>, Arriving>> arriving = new LinkedHashMap<>();

  /** Whether all columns of a shape are there under these names. */
  private final Map<OperationShape, Boolean> placed = new HashMap<>();

  private final List<Entered> conflicts = new ArrayList<>();
  private long newest;

  Joining(Desk desk) {
    this.desk = desk;
  }

  long newest() {
    return newest;
  }

  /** {@return what arrived, by table and portable key} */
  Map<SyncedTable, Map<List<Value>, Arriving>> arriving() {
    return arriving;
  }

  /** What arrives of one record: the join of its operations, and these one by one. */
  static final class Arriving {
    private RecordState state;
    private List<Operation> operations;

    private Arriving(RecordState state, List<Operation> operations) {
      this.state = state;
      this.operations = operations;
    }

    RecordState state() {
      return state;
    }

    private void join(TableRules rules, Arriving later) {
      state = Merge.join(rules, state, later.state);
      if (later.operations.isEmpty()) {
        return;
      }
      if (!(operations instanceof ArrayList)) {
        // most records have one; of those with many, the list must not be copied for each
        operations = new ArrayList<>(operations);
      }
      operations.addAll(later.operations);
    }
  }

  /** {@return places that are missing here} */
  Set<String> add(List<Operation> operations) {
    Set<String> missing = new TreeSet<>();
    for (Operation operation : operations) {
      newest = Math.max(newest, operation.time().packed());
      SyncedTable table = table(operation.shape(), operation.record(), missing);
      if (table != null) {
        RecordState state = Merge.stateOf(table.rules(), operation);
        RecordState placed = known(table, operation.shape(), state, missing);
        add(table, operation.record(), new Arriving(placed, List.of(operation)));
      }
    }
    return missing;
  }

  /** {@return places that are missing here} */
  Set<String> addImages(List<RecordImage> images) {
    Set<String> missing = new TreeSet<>();
    for (RecordImage image : images) {
      SyncedTable table = table(image.shape(), image.record(), missing);
      if (table != null) {
        RecordState state = Merge.stateOf(table.rules(), image);
        newest = Math.max(newest, state.newest().packed());
        RecordState placed = known(table, image.shape(), state, missing);
        add(table, image.record(), new Arriving(placed, List.of()));
      }
    }
    return missing;
  }

  private @Nullable SyncedTable table(OperationShape shape, RecordId record, Set<String> missing) {
    SyncedTable table = table(desk, shape, record);
    if (table == null) {
      missing.add(shape.table());
    }
    return table;
  }

  /** {@return the table a record is of; null = it has no place here} */
  static @Nullable SyncedTable table(Desk desk, OperationShape shape, RecordId record) {
    SyncedTable table = desk.books().tables().find(shape.table());
    return table != null
            && record instanceof RecordId.Shared shared
            && shared.key().size() == table.schema().identityKey().columns().size()
        ? table
        : null;
  }

  private void add(SyncedTable table, RecordId record, Arriving some) {
    if (record instanceof RecordId.Shared shared) {
      Arriving before =
          arriving
              .computeIfAbsent(table, unused -> new LinkedHashMap<>())
              .putIfAbsent(shared.key(), some);
      if (before != null) {
        before.join(table.rules(), some);
      }
    }
  }

  /** {@return what of the state has a place here, under the names of today} */
  private RecordState known(
      SyncedTable table, OperationShape shape, RecordState state, Set<String> missing) {
    if (placed.computeIfAbsent(shape, unused -> isPlaced(table, shape))) {
      return state;
    }
    Map<String, Version> registers = new TreeMap<>();
    GroupRules rules = desk.books().rules().rules();
    state
        .registers()
        .forEach(
            (column, version) ->
                registers.put(
                    table.schema().column(column) >= 0
                        ? column
                        : rules.presentName(table.name(), column),
                    version));
    registers
        .keySet()
        .removeIf(
            column -> {
              boolean unknown = table.schema().column(column) < 0;
              if (unknown) {
                missing.add(table.name() + "." + column);
              }
              return unknown;
            });
    return new RecordState(state.born(), state.died(), registers);
  }

  /** {@return whether all columns of a shape are in the table under these names} */
  static boolean isPlaced(SyncedTable table, OperationShape shape) {
    return shape.columns().stream().allMatch(column -> table.schema().column(column) >= 0);
  }

  /** {@return what arrived of each record, beside what is here; not joined} */
  List<Change> arrived(StoreTransaction tx) {
    List<Change> arrived = new ArrayList<>();
    forEachLoaded(
        tx,
        (table, key, loaded, some) -> arrived.add(new Change(table, key, loaded, some.state())));
    return arrived;
  }

  /** {@return the records that become different} */
  List<Change> changes(StoreTransaction tx) {
    List<Change> changes = new ArrayList<>();
    forEachLoaded(
        tx,
        (table, key, loaded, some) -> {
          RecordState after = Merge.join(table.rules(), loaded.state(), some.state());
          if (loaded.touched()) {
            findConflicts(table, key, loaded.state(), some.operations);
          }
          if (!after.equals(loaded.state())) {
            changes.add(new Change(table, key, loaded, after));
          }
        });
    return changes;
  }

  private interface Visitor {
    void arrived(SyncedTable table, List<Value> key, Loaded loaded, Arriving some);
  }

  private void forEachLoaded(StoreTransaction tx, Visitor visitor) {
    arriving.forEach(
        (table, byKey) -> {
          Map<List<Value>, Loaded> loaded = desk.records().load(tx, table, byKey.keySet());
          byKey.forEach(
              (key, some) ->
                  visitor.arrived(table, key, Objects.requireNonNull(loaded.get(key)), some));
        });
  }

  private void findConflicts(
      SyncedTable table, List<Value> key, RecordState before, List<Operation> operations) {
    GroupRules rules = desk.books().rules().rules();
    RecordState state = before;
    for (Operation operation : operations) {
      for (Conflict conflict : Conflicts.of(table.rules(), state, operation, desk.own())) {
        conflicts.add(
            new Entered(
                new RecordName(table.name(), key),
                conflict,
                rules.policyName(table.name(), conflict.column()),
                rules.keepsValues()));
      }
      state = Merge.join(table.rules(), state, operation);
    }
  }

  /** {@return what was in conflict with what is here, once {@link #changes} was called} */
  List<Entered> conflicts() {
    return conflicts;
  }
}
