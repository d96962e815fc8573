package dev.blazesync.engine.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.crypto.Sha256;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.SealedBatch;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BatchCodecTest {
  private final Samples samples = new Samples(6);

  @Test
  void theLargestPayloadMakesTheLargestBatch() {
    ByteBuffer payload = ByteBuffer.allocate(BatchCodec.MAX_PAYLOAD);
    SealedBatch sealed = BatchCodec.seal(samples.header(), payload);
    assertThat(sealed.length()).isEqualTo(SealedBatch.MAX_BYTES);
    assertThat(BatchCodec.open(sealed.bytes()).payload()).isEqualTo(payload);
    assertThat(Limits.BATCH_TARGET_BYTES).isLessThan(BatchCodec.MAX_PAYLOAD);
    assertThatThrownBy(
            () ->
                BatchCodec.seal(samples.header(), ByteBuffer.allocate(BatchCodec.MAX_PAYLOAD + 1)))
        .isInstanceOf(IllegalArgumentException.class);
    ByteBuffer tooLong = ByteBuffer.allocate(SealedBatch.MAX_BYTES + 1);
    assertThatThrownBy(() -> BatchCodec.header(tooLong))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("over the limit");
  }

  @Test
  void aBatchOfANewerVersionOrSuiteSaysSo() {
    byte[] bytes = bytes(BatchCodec.seal(samples.header(), ByteBuffer.allocate(3)));
    bytes[4] = 2;
    assertThatThrownBy(() -> BatchCodec.header(ByteBuffer.wrap(bytes)))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("batch format version 2")
        .hasMessageContaining("knows 1")
        .hasMessageContaining("update");
    bytes[4] = 1;
    bytes[5] = 7;
    assertThatThrownBy(() -> BatchCodec.header(ByteBuffer.wrap(bytes)))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("cipher suite 7")
        .hasMessageContaining("update");
    bytes[0] = 'b';
    assertThatThrownBy(() -> BatchCodec.header(ByteBuffer.wrap(bytes)))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("not a batch");
  }

  @Test
  void aHeaderOutOfRangeIsNotMade() {
    BatchHeader good = samples.header();
    OriginLog log = good.log();
    assertThatThrownBy(() -> header(log, 0, new byte[32], Set.of(), 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> header(log, 1, new byte[31], Set.of(), 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> header(log, 1, new byte[32], Set.of(), Limits.PAYLOAD_OPERATIONS + 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                header(log, 1, new byte[32], EnumSet.of(BatchFlag.CUT_END, BatchFlag.CONTINUES), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aSaltOrKeyEpochHasNoPlaceInSuiteZero() {
    BatchHeader good = samples.header();
    byte[] salt = new byte[16];
    salt[3] = 1;
    for (BatchHeader wrong : new BatchHeader[] {with(good, 0, salt), with(good, 1, new byte[16])}) {
      assertThatThrownBy(() -> BatchCodec.seal(wrong, ByteBuffer.allocate(0)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aLogIsChainedByTheHashOfItsBytes() {
    OriginLog log = samples.log();
    Position start = Position.START;
    BatchHeader first = header(log, 1, start.hash(), Set.of(BatchFlag.CUT_END), 0);
    SealedBatch sealed = BatchCodec.seal(first, ByteBuffer.wrap(samples.bytes(30)));
    assertThat(BatchCodec.hash(sealed.bytes())).isEqualTo(Sha256.of(bytes(sealed)));
    byte[] hash = BatchCodec.hash(sealed.bytes());
    BatchHeader second = header(log, 2, hash, Set.of(BatchFlag.CONTROL), 0);
    assertThat(second.previousHash()).isEqualTo(hash);
    assertThat(second.control()).isTrue();
    assertThat(second.cutEnd() || second.torn() || second.continues()).isFalse();
    assertThat(first.cutEnd()).isTrue();
  }

  @Test
  void buffersAreReadFromTheirPositionAndLeftAsTheyWere() {
    BatchHeader header = samples.header();
    ByteBuffer payload = ByteBuffer.wrap(new byte[] {9, 9, 1, 2, 3, 9}).position(2).limit(5);
    byte[] plain = bytes(BatchCodec.seal(header, payload));
    assertThat(payload.position()).isEqualTo(2);
    ByteBuffer direct = ByteBuffer.allocateDirect(plain.length + 20);
    direct.position(7).put(plain).flip().position(7);
    ByteBuffer readOnly = direct.asReadOnlyBuffer();
    BatchCodec.Opened opened = BatchCodec.open(readOnly);
    assertThat(opened.header()).isEqualTo(header);
    assertThat(opened.payload()).isEqualTo(payload);
    assertThat(BatchCodec.hash(readOnly)).isEqualTo(Sha256.of(plain));
    assertThat(bytes(BatchCodec.parse(readOnly))).isEqualTo(plain);
    assertThat(readOnly.position()).isEqualTo(7);
  }

  @Test
  void theDigestIsOverHeaderAndPayload() {
    byte[] bytes = bytes(BatchCodec.seal(samples.header(), ByteBuffer.wrap(samples.bytes(50))));
    int covered = bytes.length - BatchCodec.DIGEST_BYTES;
    assertThat(Arrays.copyOfRange(bytes, covered, bytes.length))
        .isEqualTo(Arrays.copyOf(Sha256.of(Arrays.copyOf(bytes, covered)), 16));
  }

  private BatchHeader header(
      OriginLog log, long sequence, byte[] previous, Set<BatchFlag> flags, int operations) {
    return new BatchHeader(
        samples.group(), 0, log, sequence, previous, new byte[16], flags, 0, operations);
  }

  private static BatchHeader with(BatchHeader good, int keyEpoch, byte[] salt) {
    return new BatchHeader(
        good.group(),
        keyEpoch,
        new OriginLog(new NodeId(0, 1), 1),
        1,
        new byte[32],
        salt,
        Set.of(),
        0,
        0);
  }

  private static byte[] bytes(SealedBatch sealed) {
    byte[] bytes = new byte[sealed.length()];
    sealed.bytes().get(bytes);
    return bytes;
  }
}
