package dev.blazesync.engine.place;

import dev.blazesync.engine.books.RecordBook.Loaded;
import dev.blazesync.engine.books.RecordName;
import dev.blazesync.engine.books.TableBook.SyncedTable;
import dev.blazesync.engine.merge.Merge;
import dev.blazesync.engine.merge.RecordState;
import dev.blazesync.engine.operation.Operation;
import dev.blazesync.engine.operation.OperationShape;
import dev.blazesync.engine.visible.Reason;
import dev.blazesync.engine.visible.Verdict;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.RecordId;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Version;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Dates claims again that would push a row out of its table which the user can see there. */
final class Redater {
  private final StoreTransaction tx;
  private final Placer placer;
  private final Redating redating;

  Redater(StoreTransaction tx, Placer placer, Redating redating) {
    this.tx = tx;
    this.placer = placer;
    this.redating = redating;
  }

  /**
   * Adds what has to be dated again to {@code changes}.
   *
   * @return whether there was anything: then it has to be decided again
   */
  boolean redate(Decision decision, Map<RecordName, Change> changes) {
    Map<RecordName, Reason.Taken<RecordName>> intruders = new LinkedHashMap<>();
    for (Map.Entry<RecordName, Verdict<RecordName>> entry :
        decision.evaluation().verdicts().entrySet()) {
      if (entry.getValue().reason() instanceof Reason.Taken<RecordName> taken
          && decision.inTable(taken.record())
          && !decision.inTable(taken.holder())) {
        intruders.putIfAbsent(taken.holder(), taken);
      }
    }
    boolean any = false;
    for (Map.Entry<RecordName, Reason.Taken<RecordName>> entry : intruders.entrySet()) {
      any |= redate(entry.getKey(), entry.getValue(), changes);
    }
    return any;
  }

  private boolean redate(
      RecordName name, Reason.Taken<RecordName> taken, Map<RecordName, Change> changes) {
    TableConstraints constraints = placer.constraints().table(name.table());
    SyncedTable table = constraints.table();
    Change known = changes.get(name);
    Loaded before = known != null ? known.before() : load(table, name);
    RecordState state = known != null ? known.after() : before.state();
    KeySchema key = constraints.unique().get(taken.claim().key());
    Operation operation = operation(table, name, key, state);
    if (operation == null) {
      return false;
    }
    redating.add(operation);
    changes.put(
        name, new Change(table, name.key(), before, Merge.join(table.rules(), state, operation)));
    return true;
  }

  private Loaded load(SyncedTable table, RecordName name) {
    return Objects.requireNonNull(
        placer.records().load(tx, table, List.of(name.key())).get(name.key()));
  }

  private @Nullable Operation operation(
      SyncedTable table, RecordName name, KeySchema key, RecordState state) {
    TableSchema schema = table.schema();
    List<String> columns = new ArrayList<>();
    for (int column : key.columns()) {
      String columnName = schema.columns().get(column).name();
      if (state.registers().containsKey(columnName)) {
        columns.add(columnName);
      }
    }
    if (columns.isEmpty()) {
      return null;
    }
    HybridTimestamp time = redating.next();
    List<Version> versions = new ArrayList<>();
    for (String column : columns) {
      Version version = Objects.requireNonNull(state.registers().get(column));
      Stamp stamp = new Stamp(time, version.stamp().authority());
      versions.add(table.rules().policy(column).edit(version, version.value(), null, stamp));
    }
    return new Operation(
        new OperationShape(
            table.name(),
            schema.identityKey().columns().stream()
                .map(column -> schema.columns().get(column).name())
                .toList(),
            columns),
        Operation.Kind.UPDATE,
        new RecordId.Shared(table.name(), name.key()),
        Stamp.of(time),
        versions);
  }
}
