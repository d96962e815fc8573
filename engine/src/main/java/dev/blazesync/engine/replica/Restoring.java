package dev.blazesync.engine.replica;

import dev.blazesync.engine.books.ConflictBook.Lost;
import dev.blazesync.engine.books.RecordBook.Loaded;
import dev.blazesync.engine.books.RecordName;
import dev.blazesync.engine.books.SyncedTable;
import dev.blazesync.engine.merge.Author;
import dev.blazesync.engine.merge.Merge;
import dev.blazesync.engine.merge.RecordState;
import dev.blazesync.engine.operation.Operation;
import dev.blazesync.engine.operation.OperationShape;
import dev.blazesync.engine.place.Change;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.RecordId;
import dev.blazesync.spi.RefusedException;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Puts what lost a conflict back, as a new edit of this node's. */
final class Restoring {
  private final Desk desk;
  private final Outgoing outgoing;

  Restoring(Desk desk, Outgoing outgoing) {
    this.desk = desk;
    this.outgoing = outgoing;
  }

  /**
   * What the application did before is known first, in several transactions if it is much: a record
   * that was deleted, but whose deletion was not drained, would look alive.
   *
   * @throws RefusedException if there is nothing to put back, and why
   */
  void restore(long id, long nowMillis) {
    boolean done = false;
    while (!done) {
      done =
          desk.transaction(
              tx -> {
                if (!outgoing.drainFully(tx, nowMillis)) {
                  return false;
                }
                restore(tx, id, nowMillis);
                return true;
              });
    }
  }

  private void restore(StoreTransaction tx, long id, long nowMillis) {
    Lost lost = desk.books().conflicts().lost(tx, id);
    if (lost == null) {
      throw new RefusedException(
          "there is no conflict " + id + "; 'blazesync conflicts DB' lists those that are kept");
    }
    Map<String, Value> values = lost.values();
    if (values == null) {
      throw new RefusedException(
          "the values of conflict " + id + " were not kept (rule ledger.values is omit)");
    }
    SyncedTable table = desk.books().tables().find(lost.name().table());
    if (table == null) {
      throw new RefusedException("table " + lost.name().table() + " does not sync here now");
    }
    Loaded before =
        Objects.requireNonNull(
            desk.records().load(tx, table, List.of(lost.name().key())).get(lost.name().key()));
    boolean alive = before.state().alive();
    if (values.isEmpty() ? !alive : lost.column() != null && !alive) {
      throw new RefusedException(
          "the record of conflict "
              + id
              + ", "
              + lost.name().table()
              + ", is deleted by now"
              + (values.isEmpty() ? " anyway" : ": insert it first"));
    }
    Operation operation = operation(table, lost.name(), before.state(), values, nowMillis);
    desk.outbox().add(tx, List.of(operation), true);
    RecordState after = Merge.join(table.rules(), before.state(), operation);
    desk.placer()
        .place(tx, List.of(new Change(table, lost.name().key(), before, after)), nowMillis);
    desk.books().conflicts().restored(tx, id);
    desk.clock().cutDone();
  }

  private Operation operation(
      SyncedTable table,
      RecordName name,
      RecordState state,
      Map<String, Value> values,
      long nowMillis) {
    long after = Math.max(desk.clock().last(), state.newest().packed());
    HybridTimestamp time =
        new HybridTimestamp(desk.clock().stamp(nowMillis, nowMillis, after), desk.own());
    Author author = desk.author();
    List<String> columns = new ArrayList<>();
    List<Version> versions = new ArrayList<>();
    TableSchema schema = table.schema();
    List<String> whole =
        state.alive() ? table.rules().writtenWith(values.keySet(), state) : List.of();
    for (int column : table.valueColumns()) {
      String columnName = schema.columns().get(column).name();
      Version before = state.registers().get(columnName);
      Value value =
          values.getOrDefault(
              columnName, before != null && whole.contains(columnName) ? before.value() : null);
      if (value != null) {
        Stamp stamp = author.column(table.rules(), columnName, before, time);
        columns.add(columnName);
        versions.add(table.rules().policy(columnName).edit(before, value, null, stamp));
      }
    }
    return new Operation(
        OperationShape.of(schema, columns),
        values.isEmpty()
            ? Operation.Kind.DELETE
            : state.alive() ? Operation.Kind.UPDATE : Operation.Kind.INSERT,
        new RecordId.Shared(table.name(), name.key()),
        author.existence(table.rules(), state, time),
        versions,
        author.seen(state));
  }
}
