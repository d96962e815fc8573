package dev.blazesync.engine.log;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.codec.PayloadWriter;
import dev.blazesync.engine.operation.Operation;
import java.util.ArrayList;
import java.util.List;

/** Splits operations into payloads that fit a batch, as far as single operations allow it. */
final class Payloads {
  private Payloads() {}

  /** {@return operations in payloads, as many as fit in each} */
  static List<List<Operation>> split(List<Operation> operations) {
    return split(operations, Integer.MAX_VALUE);
  }

  /**
   * {@return operations in payloads}
   *
   * @param most operations in one of them
   */
  static List<List<Operation>> split(List<Operation> operations, int most) {
    List<List<Operation>> pieces = new ArrayList<>();
    List<Operation> piece = new ArrayList<>();
    PayloadWriter writer = new PayloadWriter();
    for (Operation operation : operations) {
      if (!writer.add(operation)) {
        pieces.add(piece);
        piece = new ArrayList<>();
        writer = new PayloadWriter();
        if (!writer.add(operation)) {
          throw new IllegalStateException("an operation above the limit of a payload was drained");
        }
      }
      piece.add(operation);
      if (writer.size() >= Limits.BATCH_TARGET_BYTES || piece.size() >= most) {
        pieces.add(piece);
        piece = new ArrayList<>();
        writer = new PayloadWriter();
      }
    }
    if (!piece.isEmpty()) {
      pieces.add(piece);
    }
    return pieces;
  }
}
