package dev.blazesync.engine.merge;

import dev.blazesync.engine.operation.Operation;
import dev.blazesync.engine.operation.RecordImage;
import dev.blazesync.engine.operation.SortedColumns;
import dev.blazesync.engine.policy.LastWriterWins;
import dev.blazesync.spi.ConflictPolicy;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.Version;
import java.util.Map;
import java.util.TreeMap;

/** The joins. Pure functions. */
public final class Merge {
  private Merge() {}

  /** {@return the state after {@code operation}, whatever came before or comes later} */
  public static RecordState join(TableRules rules, RecordState state, Operation operation) {
    return join(rules, state, stateOf(rules, operation));
  }

  /** {@return the componentwise join, less what the death left of it; {@code a} if that is it} */
  @SuppressWarnings("ReferenceEquality") // tells what is new, not what is equal
  public static RecordState join(TableRules rules, RecordState a, RecordState b) {
    if (a == b) {
      return a;
    }
    Registers registers = a.registers().join(b.registers(), rules);
    Stamp born = Stamp.max(a.born(), b.born());
    Stamp died = Stamp.max(a.died(), b.died());
    return registers == a.registers() && born.equals(a.born()) && died.equals(a.died())
        ? a
        : state(rules, born, died, registers);
  }

  /** A pair that its policy cannot merge is decided by stamp: nothing may wait behind it. */
  static Version merge(ConflictPolicy policy, Version a, Version b) {
    if (a.equals(b)) {
      return a;
    }
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
      case DELETE -> new RecordState(Stamp.NEVER, stamp, Registers.NONE);
    };
  }

  /** {@return the state a snapshot holds of a record} */
  public static RecordState stateOf(TableRules rules, RecordImage image) {
    SortedColumns columns = image.shape().sorted();
    Version[] versions = new Version[columns.names().length];
    for (int place = 0; place < versions.length; place++) {
      versions[place] = image.version(columns.places()[place]);
    }
    Registers registers = Registers.over(columns.names(), versions);
    return state(rules, image.born(), image.died(), registers);
  }

  /**
   * A death leaves of each register what its policy says; where updates win, everything, since an
   * update may bring the record back.
   *
   * @return the state of these parts
   */
  public static RecordState state(TableRules rules, Stamp born, Stamp died, Registers registers) {
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

  private static Registers registers(Operation operation) {
    SortedColumns columns = operation.shape().sorted();
    Version[] versions = new Version[columns.names().length];
    for (int place = 0; place < versions.length; place++) {
      versions[place] = operation.version(columns.places()[place]);
    }
    return Registers.over(columns.names(), versions);
  }
}
