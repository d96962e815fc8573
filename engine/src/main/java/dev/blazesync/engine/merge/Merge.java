package dev.blazesync.engine.merge;

import dev.blazesync.engine.operation.Operation;
import dev.blazesync.engine.operation.RecordImage;
import dev.blazesync.engine.policy.LastWriterWins;
import dev.blazesync.spi.ConflictPolicy;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.Version;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The joins. Pure functions. */
public final class Merge {
  private Merge() {}

  /** {@return the state after {@code operation}, whatever came before or comes later} */
  public static RecordState join(TableRules rules, RecordState state, Operation operation) {
    return join(rules, state, stateOf(rules, operation));
  }

  /** {@return the componentwise join, less what the death left of it} */
  public static RecordState join(TableRules rules, RecordState a, RecordState b) {
    if (a.equals(b)) {
      return a;
    }
    Map<String, Version> registers = new TreeMap<>(a.registers());
    b.registers()
        .forEach(
            (column, version) ->
                registers.merge(column, version, (x, y) -> merge(rules.policy(column), x, y)));
    return state(rules, Stamp.max(a.born(), b.born()), Stamp.max(a.died(), b.died()), registers);
  }

  /** A pair that its policy cannot merge is decided by stamp: nothing may wait behind it. */
  private static Version merge(ConflictPolicy policy, Version a, Version b) {
    try {
      return policy.merge(a, b);
    } catch (RuntimeException e) {
      // whatever a policy throws of states that contradict each other, as only a liar makes them
      return LastWriterWins.FIELD.merge(a, b);
    }
  }

  /** {@return what the operation alone says of its record} */
  public static RecordState stateOf(TableRules rules, Operation operation) {
    Stamp stamp = operation.stamp();
    return switch (operation.kind()) {
      case INSERT -> new RecordState(stamp, Stamp.NEVER, registers(operation));
      case UPDATE ->
          new RecordState(
              rules.updatesWin() && !operation.atBase() ? stamp : Stamp.NEVER,
              Stamp.NEVER,
              registers(operation));
      case DELETE -> new RecordState(Stamp.NEVER, stamp, Map.of());
    };
  }

  /** {@return the state a snapshot holds of a record} */
  public static RecordState stateOf(TableRules rules, RecordImage image) {
    Map<String, Version> registers = new TreeMap<>();
    List<String> columns = image.shape().columns();
    for (int index = 0; index < columns.size(); index++) {
      registers.put(columns.get(index), image.versions().get(index));
    }
    return state(rules, image.born(), image.died(), registers);
  }

  /**
   * A death leaves of each register what its policy says; where updates win, everything, since an
   * update may bring the record back.
   *
   * @return the state of these parts
   */
  public static RecordState state(
      TableRules rules, Stamp born, Stamp died, Map<String, Version> registers) {
    if (rules.updatesWin() || died.equals(Stamp.NEVER)) {
      return new RecordState(born, died, registers);
    }
    Map<String, Version> left = new TreeMap<>();
    registers.forEach(
        (column, version) -> {
          Version survivor = rules.policy(column).survivor(version, died);
          if (survivor != null) {
            left.put(column, survivor);
          }
        });
    return new RecordState(born, died, left);
  }

  private static Map<String, Version> registers(Operation operation) {
    Map<String, Version> registers = new TreeMap<>();
    List<String> columns = operation.shape().columns();
    for (int index = 0; index < columns.size(); index++) {
      registers.put(columns.get(index), operation.versions().get(index));
    }
    return registers;
  }
}
