package dev.blazesync.engine.replica;

import dev.blazesync.engine.books.OriginBook.Origin;
import dev.blazesync.engine.operation.Operation;
import java.util.List;

/**
 * What is merged in one transaction: a whole cut, or a piece of a torn one.
 *
 * @param last sequence of its last batch
 * @param payloads decoded and as bytes, in order
 */
record Unit(Origin origin, long last, List<Payload> payloads) {
  /** One payload: operations, and the bytes they came in. */
  record Payload(List<Operation> operations, byte[] bytes) {}

  int operations() {
    return payloads.stream().mapToInt(payload -> payload.operations().size()).sum();
  }
}
