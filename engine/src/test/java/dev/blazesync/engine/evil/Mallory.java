package dev.blazesync.engine.evil;

import static dev.blazesync.engine.evil.Lab.number;

import dev.blazesync.engine.codec.PayloadCodec;
import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.engine.operation.Operation;
import dev.blazesync.engine.operation.OperationShape;
import dev.blazesync.engine.seal.BatchContents;
import dev.blazesync.engine.seal.BatchSealer;
import dev.blazesync.engine.seal.SealedHeader;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.RecordId;
import dev.blazesync.spi.SealedBatch;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.Version;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A member with all its keys that makes batches by its own rules. Goes on when it is removed. */
final class Mallory {
  final DeviceKeys keys;
  final OriginLog log;
  final List<SealedBatch> batches = new ArrayList<>();
  private final Lab lab;
  private BatchSealer sealer;
  private Position at = Position.START;

  Mallory(Lab lab, DeviceKeys keys, long lineage) {
    this(lab, keys, lineage, lab.group.sealer(keys));
  }

  private Mallory(Lab lab, DeviceKeys keys, long lineage, BatchSealer sealer) {
    this.lab = lab;
    this.keys = keys;
    this.log = new OriginLog(keys.nodeId(), lineage);
    this.sealer = sealer;
  }

  /** {@return the same device in another life} */
  Mallory again(long lineage) {
    return new Mallory(lab, keys, lineage, sealer);
  }

  /** {@return another history of the same log that begins where this one is} */
  Mallory fork() {
    Mallory other = again(log.lineage());
    other.at = at;
    other.batches.addAll(batches);
    return other;
  }

  NodeId node() {
    return keys.nodeId();
  }

  Position at() {
    return at;
  }

  /** Seals under the epoch that the group has now. */
  Mallory learn() {
    sealer = lab.group.sealer(keys);
    return this;
  }

  SealedBatch seal(BatchContents contents) {
    return keep(sealer.seal(log, at, false, contents));
  }

  SealedBatch keep(SealedBatch batch) {
    at = new Position(batch.sequence(), SealedHeader.hash(batch.bytes()));
    batches.add(batch);
    return batch;
  }

  /** A whole cut. */
  SealedBatch write(Operation... operations) {
    return part(true, operations);
  }

  SealedBatch part(boolean cutEnd, Operation... operations) {
    List<Operation> list = List.of(operations);
    return seal(
        new BatchContents(
            cutEnd,
            false,
            false,
            PayloadCodec.newestTime(list),
            list.size(),
            ByteBuffer.wrap(PayloadCodec.encode(list))));
  }

  /** One payload in so many batches. */
  List<SealedBatch> fragments(int count, Operation... operations) {
    List<Operation> list = List.of(operations);
    byte[] payload = PayloadCodec.encode(list);
    List<SealedBatch> made = new ArrayList<>();
    for (int part = 0; part < count; part++) {
      int from = payload.length * part / count;
      int to = payload.length * (part + 1) / count;
      boolean last = part == count - 1;
      made.add(
          seal(
              new BatchContents(
                  last,
                  false,
                  !last,
                  PayloadCodec.newestTime(list),
                  last ? list.size() : 0,
                  ByteBuffer.wrap(payload, from, to - from).slice())));
    }
    return made;
  }

  HybridTimestamp now() {
    return new HybridTimestamp(HybridTimestamp.pack(++lab.millis), log);
  }

  static RecordId note(long id) {
    return new RecordId.Shared("note", List.of(number(id)));
  }

  Operation insert(long id, long a, long b) {
    return insert(id, a, b, now());
  }

  Operation insert(long id, long a, long b, HybridTimestamp time) {
    return Operation.plain(
        OperationShape.of(Lab.NOTE, List.of("a", "b")),
        Operation.Kind.INSERT,
        note(id),
        time,
        List.of(number(a), number(b)));
  }

  Operation update(long id, String column, Value value) {
    HybridTimestamp time = now();
    return update(id, column, Version.of(value, Stamp.of(time)), time);
  }

  Operation update(long id, String column, Version version, HybridTimestamp time) {
    return new Operation(
        OperationShape.of(Lab.NOTE, List.of(column)),
        Operation.Kind.UPDATE,
        note(id),
        Stamp.of(time),
        List.of(version));
  }

  Operation delete(long id) {
    return Operation.plain(
        OperationShape.of(Lab.NOTE, List.of()), Operation.Kind.DELETE, note(id), now(), List.of());
  }
}
