package dev.blazesync.engine.drain;

import dev.blazesync.engine.books.RecordBook.Loaded;
import dev.blazesync.engine.books.SyncedTable;
import dev.blazesync.engine.clock.HybridClock;
import dev.blazesync.engine.merge.Author;
import dev.blazesync.engine.merge.Merge;
import dev.blazesync.engine.merge.RecordState;
import dev.blazesync.engine.merge.TableRules;
import dev.blazesync.engine.operation.Operation;
import dev.blazesync.engine.operation.OperationShape;
import dev.blazesync.spi.ConflictPolicy;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.RecordId;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import dev.blazesync.spi.Version;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Stamps drafts in the order they were captured and makes operations of them, each on top of the
 * record's state as its writer saw it. For one drain.
 */
final class Edits {
  /** Who writes, and by what clock. */
  record Writer(HybridClock clock, Author author) {}

  private record ShapeKey(String table, List<Integer> columns) {}

  /** The shape of the latest operation: mostly the next one's too. */
  private @Nullable OperationShape shape;

  private @Nullable SyncedTable shapeTable;
  private List<Integer> shapeColumns = List.of();

  private final Writer writer;
  private final Map<ShapeKey, OperationShape> shapes = new HashMap<>();

  Edits(Writer writer) {
    this.writer = writer;
  }

  /** Each record has the state that its edits go on from. */
  static void begin(List<Captured> records) {
    for (Captured record : records) {
      record.state(initial(record, record.before()));
    }
  }

  /** What is known of the record without the captured changes. */
  private static RecordState initial(Captured record, Loaded loaded) {
    if (loaded.touched() || !record.created()) {
      boolean unknown = !loaded.touched() && record.current() == null;
      boolean empty = loaded.state().equals(RecordState.UNKNOWN);
      return unknown && empty
          ? new RecordState(Stamp.BASE, Stamp.NEVER, Map.of())
          : loaded.parked() ? loaded.state() : withoutDeltas(record, loaded.state());
    }
    return RecordState.UNKNOWN;
  }

  /** Versions that were read with the row hold what the row holds by now. */
  private static RecordState withoutDeltas(Captured record, RecordState state) {
    ValueRow row = record.row();
    if (row == null || record.table().deltaColumns().isEmpty()) {
      return state;
    }
    TableSchema schema = record.table().schema();
    Map<String, Version> registers = new HashMap<>(state.registers());
    for (int column : record.table().valueColumns()) {
      String name = schema.columns().get(column).name();
      Version now = registers.get(name);
      Value delta = record.delta(column);
      if (now != null && delta != null && now.value().equals(row.value(column))) {
        Value before = Deltas.before(now.value(), delta);
        if (before != null) {
          registers.put(name, new Version(before, now.state(), now.stamp()));
        }
      }
    }
    return new RecordState(state.born(), state.died(), registers);
  }

  /** {@return operations, stamps ascending} */
  List<Operation> operations(List<Draft> drafts, long nowMillis) {
    drafts.sort(Comparator.comparingLong(Draft::wallMillis));
    List<Operation> operations = new ArrayList<>(drafts.size());
    long previous = 0;
    for (Draft draft : drafts) {
      HybridTimestamp time = HybridTimestamp.BASE;
      if (draft.base() && draft.kind() == Operation.Kind.UPDATE) {
        // later than what nobody wrote, which need not be the same everywhere
        time = new HybridTimestamp(HybridTimestamp.BASE.packed(), writer.author().log());
      } else if (!draft.base()) {
        long newest = newestOf(draft.captured(), draft.captured().before());
        previous = writer.clock().stamp(draft.wallMillis(), nowMillis, Math.max(previous, newest));
        time = new HybridTimestamp(previous, writer.author().log());
      }
      operations.add(operation(draft, time));
    }
    return operations;
  }

  /** A row without metadata is as base time left it, whatever values the drain sees in it now. */
  private static long newestOf(Captured record, Loaded loaded) {
    return loaded.touched() || !record.created() ? loaded.state().newest().packed() : 0;
  }

  private Operation operation(Draft draft, HybridTimestamp time) {
    Captured record = draft.captured();
    SyncedTable table = record.table();
    RecordState state = record.state();
    Operation operation =
        new Operation(
            shape(table, draft.columns()),
            draft.kind(),
            new RecordId.Shared(table.name(), record.key()),
            draft.base() ? Stamp.of(time) : writer.author().existence(table.rules(), state, time),
            versions(draft, state, time),
            writer.author().seen(state));
    record.state(Merge.join(table.rules(), state, operation));
    record.markEdited();
    return operation;
  }

  private OperationShape shape(SyncedTable table, List<Integer> columns) {
    OperationShape latest = shape;
    if (latest != null && table.equals(shapeTable) && columns.equals(shapeColumns)) {
      return latest;
    }
    OperationShape found =
        shapes.computeIfAbsent(
            new ShapeKey(table.name(), columns),
            unused ->
                OperationShape.of(
                    table.schema(),
                    columns.stream()
                        .map(column -> table.schema().columns().get(column).name())
                        .toList()));
    shape = found;
    shapeTable = table;
    shapeColumns = columns;
    return found;
  }

  private List<Version> versions(Draft draft, RecordState state, HybridTimestamp time) {
    ValueRow row = draft.captured().row();
    if (row == null) {
      return List.of();
    }
    TableSchema schema = draft.captured().table().schema();
    TableRules rules = draft.captured().table().rules();
    List<Version> versions = new ArrayList<>(draft.columns().size());
    for (int column : draft.columns()) {
      String name = schema.columns().get(column).name();
      ConflictPolicy policy = rules.policy(name);
      Version before = state.registers().get(name);
      if (draft.base()) {
        versions.add(Version.of(row.value(column), Stamp.of(time)));
        continue;
      }
      boolean update = draft.kind() == Operation.Kind.UPDATE;
      Value delta = update && policy.wantsDeltas() ? draft.captured().delta(column) : null;
      Stamp stamp = writer.author().column(rules, name, before, time);
      Set<String> none = draft.captured().before().hidden();
      if (!none.isEmpty()
          && before != null
          && update
          && draft.captured().keepsHidden(none, column)) {
        // written together with others, while the row shows NULL in place of it
        versions.add(policy.edit(before, before.value(), null, stamp));
        continue;
      }
      versions.add(edit(policy, before, row.value(column), delta, stamp));
    }
    return versions;
  }

  /** Behind a state that its policy cannot go on from, what the application wrote stands alone. */
  private static Version edit(
      ConflictPolicy policy,
      @Nullable Version before,
      Value written,
      @Nullable Value delta,
      Stamp stamp) {
    try {
      return policy.edit(before, written, delta, stamp);
    } catch (RuntimeException e) {
      // whatever a policy throws of a state that only a liar makes
      return Version.of(written, stamp);
    }
  }
}
