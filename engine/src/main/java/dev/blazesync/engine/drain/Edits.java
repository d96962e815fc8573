package dev.blazesync.engine.drain;

import dev.blazesync.engine.books.RecordBook;
import dev.blazesync.engine.books.RecordBook.Loaded;
import dev.blazesync.engine.books.TableBook.SyncedTable;
import dev.blazesync.engine.clock.HybridClock;
import dev.blazesync.engine.merge.Merge;
import dev.blazesync.engine.merge.RecordState;
import dev.blazesync.engine.merge.TableRules;
import dev.blazesync.engine.operation.Operation;
import dev.blazesync.engine.operation.OperationShape;
import dev.blazesync.spi.ConflictPolicy;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.OriginLog;
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
import java.util.Objects;

/**
 * Stamps drafts in the order they were captured and makes operations of them, each on top of the
 * record's state as its writer saw it. For one drain.
 */
final class Edits {
  /**
   * Who writes.
   *
   * @param server whether its writes carry an authority of their own (decision D6)
   */
  record Writer(HybridClock clock, OriginLog log, boolean server) {}

  private record ShapeKey(String table, List<Integer> columns) {}

  private final Writer writer;
  private final Map<Captured, RecordState> states = new HashMap<>();
  private final Map<ShapeKey, OperationShape> shapes = new HashMap<>();

  Edits(Writer writer, Map<Captured, Loaded> before) {
    this.writer = writer;
    before.forEach((record, loaded) -> states.put(record, initial(record, loaded)));
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
    for (int column : RecordBook.valueColumns(schema)) {
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

  /** {@return the record's state with all that was made of it} */
  RecordState state(Captured record) {
    return Objects.requireNonNull(states.get(record));
  }

  /** {@return operations, stamps ascending} */
  List<Operation> operations(List<Draft> drafts, Map<Captured, Loaded> before, long nowMillis) {
    drafts.sort(Comparator.comparingLong(Draft::wallMillis));
    List<Operation> operations = new ArrayList<>();
    long previous = 0;
    for (Draft draft : drafts) {
      HybridTimestamp time = HybridTimestamp.BASE;
      if (draft.base() && draft.kind() == Operation.Kind.UPDATE) {
        // later than what nobody wrote, which need not be the same everywhere
        time = new HybridTimestamp(HybridTimestamp.BASE.packed(), writer.log());
      } else if (!draft.base()) {
        Loaded loaded = before.get(draft.captured());
        long newest = loaded == null ? 0 : newestOf(draft.captured(), loaded);
        previous = writer.clock().stamp(draft.wallMillis(), nowMillis, Math.max(previous, newest));
        time = new HybridTimestamp(previous, writer.log());
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
    RecordState state = state(record);
    Operation operation =
        new Operation(
            shapes.computeIfAbsent(
                new ShapeKey(table.name(), draft.columns()),
                unused -> shape(table.schema(), draft.columns())),
            draft.kind(),
            new RecordId.Shared(table.name(), record.key()),
            existence(table.rules(), draft, state, time),
            versions(draft, state, time),
            seen(state));
    states.put(record, Merge.join(table.rules(), state, operation));
    return operation;
  }

  /** The greatest time of others in the record. */
  private HybridTimestamp seen(RecordState state) {
    HybridTimestamp seen = HybridTimestamp.BASE;
    seen = later(seen, state.born().time());
    seen = later(seen, state.died().time());
    for (Version version : state.registers().values()) {
      seen = later(seen, version.stamp().time());
    }
    return seen;
  }

  private HybridTimestamp later(HybridTimestamp seen, HybridTimestamp time) {
    return time.writer().equals(writer.log()) ? seen : HybridTimestamp.max(seen, time);
  }

  private Stamp existence(TableRules rules, Draft draft, RecordState state, HybridTimestamp time) {
    if (!rules.existenceByAuthority() || draft.base()) {
      return Stamp.of(time);
    }
    HybridTimestamp seen = HybridTimestamp.max(state.born().authority(), state.died().authority());
    return new Stamp(time, writer.server() ? time : seen);
  }

  private List<Version> versions(Draft draft, RecordState state, HybridTimestamp time) {
    ValueRow row = draft.captured().row();
    if (row == null) {
      return List.of();
    }
    TableSchema schema = draft.captured().table().schema();
    TableRules rules = draft.captured().table().rules();
    Stamp plain = Stamp.of(time);
    List<Version> versions = new ArrayList<>();
    for (int column : draft.columns()) {
      String name = schema.columns().get(column).name();
      ConflictPolicy policy = rules.policy(name);
      Version before = state.registers().get(name);
      if (draft.base()) {
        versions.add(Version.of(row.value(column), plain));
        continue;
      }
      boolean update = draft.kind() == Operation.Kind.UPDATE;
      Value delta = update && policy.wantsDeltas() ? draft.captured().delta(column) : null;
      Stamp stamp = policy.wantsAuthority() ? new Stamp(time, authority(before, time)) : plain;
      versions.add(policy.edit(before, row.value(column), delta, stamp));
    }
    return versions;
  }

  private HybridTimestamp authority(@Nullable Version before, HybridTimestamp time) {
    if (writer.server()) {
      return time;
    }
    return before == null ? HybridTimestamp.NEVER : before.stamp().authority();
  }

  private static OperationShape shape(TableSchema table, List<Integer> columns) {
    return new OperationShape(
        table.name(),
        table.identityKey().columns().stream().map(c -> table.columns().get(c).name()).toList(),
        columns.stream().map(c -> table.columns().get(c).name()).toList());
  }
}
