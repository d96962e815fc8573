package dev.blazesync.engine.hub;

import dev.blazesync.engine.seal.BatchContents;
import dev.blazesync.engine.seal.BatchSealer;
import dev.blazesync.engine.seal.SealedHeader;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.SealedBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Makes the batches of one log, one after the other. The hub does not look into their payloads. */
public final class TestChain {
  private final BatchSealer sealer;
  private final OriginLog log;
  private Position position = Position.START;

  public TestChain(BatchSealer sealer, OriginLog log) {
    this.sealer = sealer;
    this.log = log;
  }

  public static GroupId group(int number) {
    return TestGroup.of(number).id();
  }

  /** {@return a log of its own for each number, of one of the group's few devices} */
  public static TestChain of(GroupId group, int number) {
    return new TestChain(TestGroup.of(group).sealer(number), log(group, number));
  }

  public static OriginLog log(GroupId group, int number) {
    return new OriginLog(
        TestGroup.of(group).member(number).nodeId(), 0x8000_0000_0000_0000L + number);
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
    position = position(batch);
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
    BatchContents contents = new BatchContents(true, false, false, 1, 1, ByteBuffer.wrap(payload));
    return sealer.seal(log, previous, false, contents);
  }

  /** {@return its sequence and hash} */
  public static Position position(SealedBatch batch) {
    return new Position(batch.sequence(), SealedHeader.hash(batch.bytes()));
  }

  public static List<ByteBuffer> bytes(List<SealedBatch> batches) {
    return batches.stream().map(SealedBatch::bytes).toList();
  }

  public static List<ByteBuffer> bytes(SealedBatch... batches) {
    return bytes(List.of(batches));
  }
}
