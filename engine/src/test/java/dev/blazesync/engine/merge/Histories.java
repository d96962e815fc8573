package dev.blazesync.engine.merge;

import dev.blazesync.engine.operation.Operation;
import dev.blazesync.engine.operation.OperationShape;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.RecordId;
import dev.blazesync.spi.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random operations on one record, with stamps that often collide. */
public final class Histories {
  private static final List<String> COLUMNS = List.of("a", "b", "c");

  private Histories() {}

  /** {@return up to {@code most} operations of several writers, inserts of some columns too} */
  public static List<Operation> of(Random random, int most) {
    List<Operation> operations = new ArrayList<>();
    for (int left = random.nextInt(most + 1); left > 0; left--) {
      operations.add(operation(random, stamp(random)));
    }
    return operations;
  }

  /** {@return an operation of any kind} */
  public static Operation operation(Random random, HybridTimestamp stamp) {
    Operation.Kind kind = Operation.Kind.values()[random.nextInt(3)];
    List<String> columns = new ArrayList<>();
    List<Value> values = new ArrayList<>();
    if (kind != Operation.Kind.DELETE) {
      for (String column : COLUMNS) {
        if (random.nextInt(3) > 0) {
          columns.add(column);
          values.add(random.nextInt(5) == 0 ? Value.NULL : new Value.Int64(random.nextInt(4)));
        }
      }
    }
    return Operation.plain(
        new OperationShape("t", List.of("id"), columns),
        kind,
        new RecordId.Shared("t", List.of(new Value.Int64(1))),
        stamp,
        values);
  }

  private static HybridTimestamp stamp(Random random) {
    OriginLog writer = new OriginLog(new NodeId(7, 1 + random.nextInt(2)), 1 + random.nextInt(2));
    return random.nextInt(10) == 0
        ? HybridTimestamp.BASE
        : new HybridTimestamp(10 + random.nextInt(6), writer);
  }
}
