package dev.blazesync.engine.hub;

import dev.blazesync.engine.codec.BatchCodec;
import dev.blazesync.engine.codec.BatchFlag;
import dev.blazesync.engine.codec.BatchHeader;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.SealedBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Makes the batches of one log, one after the other. The hub does not look into their payloads. */
public final class TestChain {
  private final GroupId group;
  private final OriginLog log;
  private Position position = Position.START;

  public TestChain(GroupId group, OriginLog log) {
    this.group = group;
    this.log = log;
  }

  public static GroupId group(int number) {
    byte[] bytes = new byte[GroupId.BYTES];
    Arrays.fill(bytes, (byte) number);
    return GroupId.of(bytes);
  }

  public static TestChain of(GroupId group, int origin) {
    return new TestChain(group, log(origin));
  }

  public static OriginLog log(int origin) {
    return new OriginLog(new NodeId(7, origin), 0x8000_0000_0000_0000L + origin);
  }

  public OriginLog log() {
    return log;
  }

  public Position position() {
    return position;
  }

  /** {@return the next batch, with a payload of so many bytes} */
  public SealedBatch next(int payloadBytes) {
    byte[] payload = new byte[payloadBytes];
    Arrays.fill(payload, (byte) position.sequence());
    SealedBatch batch = after(position, payload);
    position = new Position(position.sequence() + 1, BatchCodec.hash(batch.bytes()));
    return batch;
  }

  public List<SealedBatch> next(int count, int payloadBytes) {
    List<SealedBatch> batches = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      batches.add(next(payloadBytes));
    }
    return batches;
  }

  /** {@return a batch of this log behind {@code previous}, which need not be its end} */
  public SealedBatch after(Position previous, byte[] payload) {
    BatchHeader header =
        new BatchHeader(
            group,
            0,
            log,
            previous.sequence() + 1,
            previous.hash(),
            new byte[BatchHeader.SALT_BYTES],
            Set.of(BatchFlag.CUT_END),
            0,
            0);
    return BatchCodec.seal(header, ByteBuffer.wrap(payload));
  }

  public static List<ByteBuffer> bytes(List<SealedBatch> batches) {
    return batches.stream().map(SealedBatch::bytes).toList();
  }

  public static List<ByteBuffer> bytes(SealedBatch... batches) {
    return bytes(List.of(batches));
  }
}
