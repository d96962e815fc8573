package dev.blazesync.engine.place;

import dev.blazesync.engine.books.RecordBook.Loaded;
import dev.blazesync.engine.books.RecordName;
import dev.blazesync.engine.books.SyncedTable;
import dev.blazesync.engine.merge.Merge;
import dev.blazesync.engine.merge.RecordState;
import dev.blazesync.engine.operation.Operation;
import dev.blazesync.engine.operation.OperationShape;
import dev.blazesync.engine.visible.Node;
import dev.blazesync.engine.visible.Reason;
import dev.blazesync.engine.visible.Verdict;
import dev.blazesync.spi.ConflictPolicy;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.RecordId;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.Version;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Dates claims again that would push a row out of its table which the user can see there. */
final class Redater {
  private final StoreTransaction tx;
  private final Placer placer;
  private final Redating redating;

  /** Each once: a policy may not let a claim become later. */
  private final Set<RecordName> redated = new HashSet<>();

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
          && !decision.inTable(taken.holder())
          && !redated.contains(taken.holder())) {
        intruders.putIfAbsent(taken.holder(), taken);
      }
    }
    boolean any = false;
    for (Map.Entry<RecordName, Reason.Taken<RecordName>> entry : intruders.entrySet()) {
      redated.add(entry.getKey());
      Node<RecordName> row = Objects.requireNonNull(decision.node(entry.getValue().record()));
      any |= redate(entry.getKey(), entry.getValue().claim().key(), row.stamp(), changes);
    }
    return any;
  }

  /**
   * @param before what the claim has to be later than
   */
  private boolean redate(
      RecordName holder, int claimed, Stamp before, Map<RecordName, Change> changes) {
    TableConstraints constraints = placer.constraints().table(holder.table());
    RecordName name = Yielding.record(holder);
    SyncedTable table = constraints.table();
    Change known = changes.get(name);
    Loaded loaded = known != null ? known.before() : load(table, name);
    RecordState state = known != null ? known.after() : loaded.state();
    List<String> columns = columns(table, constraints.unique().get(claimed), state);
    if (columns.isEmpty()) {
      return false;
    }
    Operation operation = operation(table, name, columns, state, before.authority());
    redating.add(operation);
    changes.put(
        name, new Change(table, name.key(), loaded, Merge.join(table.rules(), state, operation)));
    return true;
  }

  private Loaded load(SyncedTable table, RecordName name) {
    return Objects.requireNonNull(
        placer.records().load(tx, table, List.of(name.key())).get(name.key()));
  }

  private static List<String> columns(SyncedTable table, KeySchema key, RecordState state) {
    return table
        .rules()
        .writtenWith(
            key.columns().stream()
                .map(column -> table.schema().columns().get(column).name())
                .filter(state.registers()::containsKey)
                .toList(),
            state);
  }

  private Operation operation(
      SyncedTable table,
      RecordName name,
      List<String> columns,
      RecordState state,
      HybridTimestamp least) {
    HybridTimestamp time = redating.next();
    List<Version> versions = new ArrayList<>();
    for (String column : columns) {
      ConflictPolicy policy = table.rules().policy(column);
      Version version = Objects.requireNonNull(state.registers().get(column));
      Stamp own = redating.author().column(table.rules(), column, version, time);
      Stamp stamp =
          policy.wantsAuthority()
              ? new Stamp(time, HybridTimestamp.max(own.authority(), least))
              : own;
      versions.add(policy.edit(version, version.value(), null, stamp));
    }
    return new Operation(
        OperationShape.of(table.schema(), columns),
        Operation.Kind.UPDATE,
        new RecordId.Shared(table.name(), name.key()),
        redating.author().existence(table.rules(), state, time),
        versions,
        redating.author().seen(state));
  }
}
