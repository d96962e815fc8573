package dev.blazesync.engine.seal;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.blazesync.engine.codec.Compression;
import dev.blazesync.engine.codec.PayloadCodec;
import dev.blazesync.engine.codec.SnapshotCodec;
import dev.blazesync.engine.codec.SnapshotManifest;
import dev.blazesync.engine.codec.TextForms;
import dev.blazesync.engine.crypto.Aead;
import dev.blazesync.engine.crypto.Purpose;
import dev.blazesync.engine.crypto.Sha256;
import dev.blazesync.engine.log.Heads;
import dev.blazesync.spi.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What a member may put into a batch or a snapshot, rightly sealed and signed. The first byte says
 * what it is. What is accepted has one form only: encoded again it is the same bytes, and of what
 * is compressed, those that come out; but for texts of one column ({@link TextForms}).
 */
class BatchFuzzTest {
  private static final byte[] NOTHING = {};

  @FuzzTest(maxDuration = "10m")
  void contents(byte[] input) {
    if (input.length == 0) {
      return;
    }
    byte[] bytes = Arrays.copyOfRange(input, 1, input.length);
    try {
      switch (input[0]) {
        case 'b' -> batch(bytes);
        case 'p' -> payload(bytes);
        case 'h' -> assertThat(Heads.decode(bytes).encode()).isEqualTo(bytes);
        case 'c' -> chunk(bytes);
        case 'm' -> manifest(bytes);
        default -> {}
      }
    } catch (ProtocolException e) {
      // what bad bytes are to end in
    }
  }

  private static void batch(byte[] content) {
    if (content.length > BatchContents.MAX_PAYLOAD) {
      return;
    }
    Opening<SealedHeader, BatchContents> opening =
        Party.opener().open(ByteBuffer.wrap(sealed(content)));
    BatchContents contents = Party.opened(opening);
    assertThat(contents.encode()).isEqualTo(content);
    byte[] payload = Party.bytes(contents.payload());
    if (Heads.is(payload)) {
      Heads.decode(payload);
    } else {
      payload(payload);
    }
  }

  private static byte[] sealed(byte[] content) {
    byte[] salt = Party.fill(0x5a, Salt.BYTES);
    int length = ContentKeys.TAG_BYTES + content.length + Aead.TAG_BYTES;
    byte[] head =
        new SealedHeader(
                false,
                Party.GROUP,
                Party.EPOCH,
                Party.LOG,
                Party.AFTER.sequence() + 1,
                Party.AFTER.hash(),
                length,
                salt)
            .toBytes();
    try (ContentKeys keys = ContentKeys.ofBatch(Party.SECRET, salt, head)) {
      byte[] body = Aead.seal(keys.cipher(), BatchSealer.NONCE, head, keys.tagged(content));
      return Party.bytes(
          Signatures.sign(Party.ALICE, Purpose.BATCH_SIGNATURE, NOTHING, head, body));
    }
  }

  private static void payload(byte[] bytes) {
    PayloadCodec.newestTime(PayloadCodec.decode(ByteBuffer.wrap(bytes), Party.LOG));
    byte[] plain = Compression.unpack(bytes);
    byte[] again =
        TextForms.recode(
            plain,
            it -> PayloadCodec.decode(ByteBuffer.wrap(it), Party.LOG),
            PayloadCodec::encode,
            TextForms::ofOperations);
    assertThat(again).isEqualTo(plain);
  }

  private static void chunk(byte[] bytes) {
    SnapshotCodec.decodeChunk(ByteBuffer.wrap(bytes));
    byte[] plain = Compression.unpack(bytes);
    byte[] again =
        TextForms.recode(
            plain,
            it -> SnapshotCodec.decodeChunk(ByteBuffer.wrap(it)),
            SnapshotCodec::encodeChunk,
            TextForms::ofImages);
    assertThat(again).isEqualTo(plain);
  }

  /** The hash at its end is made to match. */
  private static void manifest(byte[] covered) {
    byte[] bytes = Arrays.copyOf(covered, covered.length + Sha256.BYTES);
    System.arraycopy(Sha256.of(covered), 0, bytes, covered.length, Sha256.BYTES);
    assertThat(SnapshotManifest.decode(ByteBuffer.wrap(bytes)).encode()).isEqualTo(bytes);
  }
}
