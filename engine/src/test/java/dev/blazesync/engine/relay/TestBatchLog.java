package dev.blazesync.engine.relay;

import dev.blazesync.adapters.tck.BatchLog;
import dev.blazesync.engine.hub.TestChain;
import dev.blazesync.engine.seal.BatchContents;
import dev.blazesync.engine.seal.BatchSealer;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.SealedBatch;
import java.nio.ByteBuffer;

/** Sealed batches for the compatibility kit. */
final class TestBatchLog implements BatchLog {
  private final BatchSealer sealer;
  private final OriginLog log;
  private Position before = Position.START;
  private Position position = Position.START;

  TestBatchLog(BatchSealer sealer, NodeId origin) {
    this.sealer = sealer;
    this.log = new OriginLog(origin, -7);
  }

  @Override
  public OriginLog log() {
    return log;
  }

  @Override
  public SealedBatch next(int bytes, boolean control) {
    SealedBatch batch = seal(position, bytes, control);
    before = position;
    position = TestChain.position(batch);
    return batch;
  }

  @Override
  public SealedBatch fork() {
    return seal(before, 500, false);
  }

  private SealedBatch seal(Position previous, int bytes, boolean control) {
    int around = SealedBatch.MAX_BYTES - BatchContents.MAX_PAYLOAD;
    ByteBuffer payload = ByteBuffer.allocate(Math.max(0, bytes - around));
    BatchContents contents = new BatchContents(true, false, false, 1, 1, payload);
    return sealer.seal(log, previous, control, contents);
  }
}
