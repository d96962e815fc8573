package dev.blazesync.engine.merge;

import dev.blazesync.engine.operation.Operation;
import dev.blazesync.engine.operation.RecordImage;
import dev.blazesync.spi.HybridTimestamp;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The joins. Pure functions. */
public final class Merge {
  private Merge() {}

  /** {@return the state after {@code operation}, whatever came before or comes later} */
  public static RecordState join(RecordState state, Operation operation) {
    return join(state, stateOf(operation));
  }

  /** {@return the componentwise maximum} */
  public static RecordState join(RecordState a, RecordState b) {
    if (a.equals(b)) {
      return a;
    }
    Map<String, Register> registers = new TreeMap<>(a.registers());
    b.registers().forEach((column, register) -> registers.merge(column, register, Register::join));
    return new RecordState(
        HybridTimestamp.max(a.born(), b.born()),
        HybridTimestamp.max(a.died(), b.died()),
        registers);
  }

  /** {@return what the operation alone says of its record} */
  public static RecordState stateOf(Operation operation) {
    HybridTimestamp stamp = operation.stamp();
    return switch (operation.kind()) {
      case INSERT -> new RecordState(stamp, HybridTimestamp.NEVER, registers(operation));
      case UPDATE ->
          new RecordState(HybridTimestamp.NEVER, HybridTimestamp.NEVER, registers(operation));
      case DELETE -> new RecordState(HybridTimestamp.NEVER, stamp, Map.of());
    };
  }

  /** {@return the state a snapshot holds of a record} */
  public static RecordState stateOf(RecordImage image) {
    Map<String, Register> registers = new TreeMap<>();
    List<String> columns = image.shape().columns();
    for (int index = 0; index < columns.size(); index++) {
      registers.put(
          columns.get(index), new Register(image.stamps().get(index), image.values().get(index)));
    }
    return new RecordState(image.born(), image.died(), registers);
  }

  private static Map<String, Register> registers(Operation operation) {
    Map<String, Register> registers = new TreeMap<>();
    List<String> columns = operation.shape().columns();
    for (int index = 0; index < columns.size(); index++) {
      registers.put(
          columns.get(index), new Register(operation.stamp(), operation.values().get(index)));
    }
    return registers;
  }
}
