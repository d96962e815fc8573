package dev.blazesync.engine.relay;

import dev.blazesync.adapters.tck.BatchLog;
import dev.blazesync.engine.codec.BatchCodec;
import dev.blazesync.engine.codec.BatchFlag;
import dev.blazesync.engine.codec.BatchHeader;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.SealedBatch;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Set;

/** Batches of suite 0 for the compatibility kit. */
public final class TestBatchLog implements BatchLog {
  private final GroupId group;
  private final OriginLog log;
  private Position before = Position.START;
  private Position position = Position.START;

  private TestBatchLog(GroupId group, OriginLog log) {
    this.group = group;
    this.log = log;
  }

  public static TestBatchLog of(GroupId group, int number) {
    return new TestBatchLog(group, new OriginLog(new NodeId(-1, number), -number));
  }

  @Override
  public OriginLog log() {
    return log;
  }

  @Override
  public SealedBatch next(int bytes, boolean control) {
    SealedBatch batch = seal(position, bytes, 1, control);
    before = position;
    position = new Position(batch.sequence(), BatchCodec.hash(batch.bytes()));
    return batch;
  }

  @Override
  public SealedBatch fork() {
    return seal(before, 500, 2, false);
  }

  private SealedBatch seal(Position previous, int bytes, int filler, boolean control) {
    int around = BatchCodec.HEADER_BYTES + BatchCodec.DIGEST_BYTES;
    byte[] payload = new byte[Math.max(0, bytes - around)];
    Arrays.fill(payload, (byte) filler);
    BatchHeader header =
        new BatchHeader(
            group,
            0,
            log,
            previous.sequence() + 1,
            previous.hash(),
            new byte[BatchHeader.SALT_BYTES],
            Set.of(control ? BatchFlag.CONTROL : BatchFlag.CUT_END),
            0,
            0);
    return BatchCodec.seal(header, ByteBuffer.wrap(payload));
  }
}
