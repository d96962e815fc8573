package dev.blazesync.engine.replica;

import dev.blazesync.engine.books.OriginBook.Origin;
import dev.blazesync.engine.log.Heads;
import dev.blazesync.engine.operation.Operation;
import dev.blazesync.spi.Nullable;
import java.util.List;

/**
 * What is merged in one transaction: a whole cut, or a piece of a torn one.
 *
 * @param last sequence of its last batch
 * @param payloads decoded and as bytes, in order
 */
record Unit(Origin origin, long last, List<Payload> payloads) {
  /**
   * One payload.
   *
   * @param operations none if it is a statement
   * @param heads null if it is operations
   * @param bytes they came in
   */
  record Payload(List<Operation> operations, @Nullable Heads heads, byte[] bytes) {}

  int operations() {
    return payloads.stream().mapToInt(payload -> payload.operations().size()).sum();
  }
}
