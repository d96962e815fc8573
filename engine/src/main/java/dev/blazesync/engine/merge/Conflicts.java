package dev.blazesync.engine.merge;

import dev.blazesync.engine.operation.Operation;
import dev.blazesync.spi.ConflictPolicy;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds what an arriving operation overrules, or is overruled by, though neither writer knew of the
 * other. An operation says what its writer had seen of the record; of what is here, this node's own
 * writes surely had not seen an operation that arrives only now. Of two others that arrive in
 * reverse order nothing is known, and nothing said. Pure.
 */
public final class Conflicts {
  private Conflicts() {}

  /**
   * {@return what {@code operation} is in conflict with in {@code state}}
   *
   * @param own log of this node
   */
  public static List<Conflict> of(
      TableRules rules, RecordState state, Operation operation, OriginLog own) {
    if (operation.atBase() || !mayHaveMissed(state, operation)) {
      return List.of();
    }
    RecordState after = Merge.join(rules, state, operation);
    if (operation.kind() == Operation.Kind.DELETE) {
      return state.alive() ? ofDelete(state, operation, after, own) : List.of();
    }
    if (!after.alive()) {
      return ofBuried(state, operation, own);
    }
    if (!state.alive() && unseen(operation, state.died().time(), own) && after.alive()) {
      return state.died().time().equals(HybridTimestamp.NEVER)
          ? List.of()
          : List.of(new Conflict(null, null, operation.time(), Map.of(), state.died().time()));
    }
    return ofColumns(rules, state, operation, own);
  }

  /** Whether somebody else wrote something here that the operation's writer had not seen. */
  private static boolean mayHaveMissed(RecordState state, Operation operation) {
    Registers registers = state.registers();
    boolean missed =
        isNews(state.born().time(), operation) || isNews(state.died().time(), operation);
    for (int place = 0; place < registers.size() && !missed; place++) {
      missed = isNews(registers.at(place).stamp().time(), operation);
    }
    return missed;
  }

  private static boolean isNews(HybridTimestamp time, Operation operation) {
    return time.isAfter(operation.seen()) && !time.writer().equals(operation.time().writer());
  }

  /** Whether something here and the operation did not know of each other. */
  private static boolean unseen(Operation operation, HybridTimestamp here, OriginLog own) {
    if (here.writer().equals(operation.time().writer()) || !here.isAfter(HybridTimestamp.BASE)) {
      return false;
    }
    return operation.time().isAfter(here)
        ? here.isAfter(operation.seen())
        : here.writer().equals(own);
  }

  private static List<Conflict> ofDelete(
      RecordState state, Operation operation, RecordState after, OriginLog own) {
    Map<String, Value> edited = new TreeMap<>();
    HybridTimestamp latest = HybridTimestamp.NEVER;
    for (Map.Entry<String, Version> entry : state.registers().entrySet()) {
      HybridTimestamp time = entry.getValue().stamp().time();
      if (unseen(operation, time, own)) {
        edited.put(entry.getKey(), entry.getValue().value());
        latest = HybridTimestamp.max(latest, time);
      }
    }
    if (edited.isEmpty()) {
      return List.of();
    }
    if (after.alive()) {
      return List.of(new Conflict(null, null, latest, Map.of(), operation.time()));
    }
    Map<String, Value> row = new TreeMap<>();
    state.registers().forEach((column, version) -> row.put(column, version.value()));
    return List.of(new Conflict(null, null, operation.time(), row, latest));
  }

  private static List<Conflict> ofBuried(RecordState state, Operation operation, OriginLog own) {
    if (!unseen(operation, state.died().time(), own)) {
      return List.of();
    }
    Map<String, Value> written = new TreeMap<>();
    for (int index = 0; index < operation.versions().size(); index++) {
      written.put(operation.shape().columns().get(index), operation.versions().get(index).value());
    }
    return List.of(new Conflict(null, null, state.died().time(), written, operation.time()));
  }

  private static List<Conflict> ofColumns(
      TableRules rules, RecordState state, Operation operation, OriginLog own) {
    List<Conflict> conflicts = new ArrayList<>();
    for (int index = 0; index < operation.versions().size(); index++) {
      String column = operation.shape().columns().get(index);
      Version arriving = operation.versions().get(index);
      Version here = state.registers().get(column);
      if (here == null
          || here.value().equals(arriving.value())
          || !unseen(operation, here.stamp().time(), own)) {
        continue;
      }
      ConflictPolicy policy = rules.policy(column);
      Version loser = policy.beaten(here, arriving, policy.merge(here, arriving));
      if (loser != null) {
        Version winner = loser.equals(here) ? arriving : here;
        conflicts.add(
            new Conflict(
                column,
                winner.value(),
                winner.stamp().time(),
                Map.of(column, loser.value()),
                loser.stamp().time()));
      }
    }
    return conflicts;
  }
}
