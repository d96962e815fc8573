package dev.blazesync.engine.replica;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.books.OriginBook.Origin;
import dev.blazesync.engine.codec.Compression;
import dev.blazesync.engine.codec.PayloadCodec;
import dev.blazesync.engine.codec.WireWriter;
import dev.blazesync.engine.log.Heads;
import dev.blazesync.engine.operation.Operation;
import dev.blazesync.engine.replica.Unit.Payload;
import dev.blazesync.engine.seal.BatchContents;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.SealedBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongFunction;

/**
 * Puts the batches of one log together into what is merged at once. Pure but for the reader handed
 * in.
 */
final class Units {
  /** So many cells weigh as much as a byte: with most columns, the most operations fit in a cut. */
  private static final int CELLS_OF_A_BYTE = 2;

  /** A log whose next batches are from the future: the greatest time seen in them, packed. */
  static final class FromTheFuture extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final long packed;

    FromTheFuture(long packed) {
      super("a batch is ahead of this node's clock", null, false, false);
      this.packed = packed;
    }

    long packed() {
      return packed;
    }
  }

  /** A log whose next batch is sealed under a secret that is not here yet. */
  static final class Locked extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Locked() {
      super("the secret of a batch's epoch is not known yet", null, false, false);
    }
  }

  private Units() {}

  /**
   * {@return the next unit of a log; null if its end has not arrived}
   *
   * @param batch reads a batch by its sequence
   * @param contents opens a batch; null = its secret is not known
   * @param latestMillis batches with later stamps wait
   * @param abandoned whether the log's end may never come (its node went on under another lineage):
   *     then whole payloads are merged without it
   * @throws FromTheFuture if the next batch is one of those
   * @throws Locked if the next batch cannot be opened yet
   */
  static @Nullable Unit next(
      Origin origin,
      LongFunction<@Nullable SealedBatch> batch,
      Function<SealedBatch, @Nullable BatchContents> contents,
      long latestMillis,
      boolean abandoned) {
    List<Payload> payloads = new ArrayList<>();
    WireWriter fragments = new WireWriter();
    long size = 0;
    long newest = 0;
    long whole = 0;
    for (long sequence = origin.merged() + 1; sequence <= origin.held().sequence(); sequence++) {
      SealedBatch sealed = batch.apply(sequence);
      if (sealed == null) {
        return null;
      }
      BatchContents inside = contents.apply(sealed);
      if (inside == null) {
        throw new Locked();
      }
      if ((inside.newestTime() >>> HybridTimestamp.COUNTER_BITS) > latestMillis) {
        throw new FromTheFuture(inside.newestTime());
      }
      newest = inside.newestTime();
      fragments.raw(inside.payload());
      if (fragments.size() > Limits.PAYLOAD_BYTES) {
        throw new ProtocolException(
            "a payload of " + origin.log() + " is over " + Limits.PAYLOAD_BYTES + " bytes");
      }
      if (inside.continues()) {
        continue;
      }
      byte[] payload = fragments.toBytes();
      fragments.reset();
      if (Heads.is(payload)) {
        payloads.add(new Payload(List.of(), Heads.decode(payload), payload));
        return new Unit(origin, sequence, payloads);
      }
      List<Operation> operations = PayloadCodec.decode(ByteBuffer.wrap(payload), origin.log());
      size += Math.max(Compression.length(payload), cells(operations) / CELLS_OF_A_BYTE);
      if (Long.compareUnsigned(PayloadCodec.newestTime(operations), newest) > 0) {
        throw new ProtocolException(
            "batch " + sequence + " of " + origin.log() + " holds a later time than it says");
      }
      payloads.add(new Payload(operations, null, payload));
      whole = sequence;
      boolean tooLarge = size > 2L * Limits.CUT_BYTES;
      if (inside.cutEnd() || inside.torn() || tooLarge) {
        return new Unit(origin, sequence, payloads);
      }
    }
    return abandoned && !payloads.isEmpty() ? new Unit(origin, whole, payloads) : null;
  }

  /** What columns that are alike hardly take in bytes is there in memory all the same. */
  private static long cells(List<Operation> operations) {
    long cells = 0;
    for (Operation operation : operations) {
      cells += 1L + operation.shape().keyColumns().size() + operation.shape().columns().size();
    }
    return cells;
  }
}
