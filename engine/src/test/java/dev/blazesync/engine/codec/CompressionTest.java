package dev.blazesync.engine.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.engine.Limits;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CompressionTest {
  private static final OriginLog WRITER = new OriginLog(new NodeId(1, 2), 3);

  private final Samples samples = new Samples(9);
  private final Random random = new Random(10);

  private byte[] words(int length) {
    byte[] words = new byte[length];
    for (int index = 0; index < length; index++) {
      words[index] = (byte) ("bolt nut screw ".charAt((index * 7 + random.nextInt(2)) % 15));
    }
    return words;
  }

  @Test
  void whatIsPackedComesOutAgain() {
    for (int length : new int[] {0, 1, 191, 192, 1000, 70_000, 300_000, 2_000_000}) {
      byte[] words = words(length);
      byte[] packed = Compression.pack(words);
      assertThat(Compression.unpack(packed)).isEqualTo(words);
      assertThat(packed.length < length).isEqualTo(length >= 192);
      assertThat(Compression.length(packed)).isEqualTo(length);
    }
  }

  @Test
  void whatDoesNotGetSmallerStaysAsItIs() {
    for (int length : new int[] {192, 5_000, 300_000}) {
      byte[] noise = samples.bytes(length);
      noise[0] = 3;
      assertThat(Compression.pack(noise)).isSameAs(noise);
    }
  }

  @Test
  void payloadsAndChunksAreReadCompressedOrNot() {
    var operations = samples.regular(WRITER, 500);
    byte[] packed = Compression.pack(PayloadCodec.encode(operations));
    assertThat(packed[0]).isEqualTo((byte) 4);
    assertThat(PayloadCodec.decode(ByteBuffer.wrap(packed), WRITER)).isEqualTo(operations);
    assertThat(PayloadCodec.decode(ByteBuffer.wrap(packed).asReadOnlyBuffer(), WRITER))
        .isEqualTo(operations);
    var images = samples.list(300, samples::image);
    byte[] chunk = Compression.pack(SnapshotCodec.encodeChunk(images));
    assertThat(chunk[0]).isEqualTo((byte) 4);
    assertThat(SnapshotCodec.decodeChunk(ByteBuffer.wrap(chunk))).isEqualTo(images);
  }

  private static byte[] saying(long length, byte[] block) {
    return new WireWriter().u8(4).varint(length).raw(block).toBytes();
  }

  @Test
  void lengthsThatLieAndBombsAreRefused() {
    byte[] words = words(5_000);
    WireReader parts = new WireReader(Compression.pack(words), "packed");
    parts.u8();
    parts.varint();
    byte[] block = parts.raw(parts.remaining());
    assertThat(Compression.unpack(saying(5_000, block))).isEqualTo(words);
    for (long lie :
        new long[] {
          0, 1, block.length, 4_999, 5_001, 1 << 20, Limits.PAYLOAD_BYTES, 1L << 31, -1
        }) {
      byte[] lying = saying(lie, block);
      long before = AllocatedBytes.now();
      assertThatThrownBy(() -> Compression.unpack(lying))
          .as("%s", lie)
          .isInstanceOf(ProtocolException.class);
      assertThat(AllocatedBytes.now() - before).isLessThan(3 << 20);
    }
    byte[] zeros = Compression.pack(new byte[Limits.PAYLOAD_BYTES]);
    assertThat(zeros.length).isLessThan(Limits.PAYLOAD_BYTES / 200);
    byte[] tooMuch = saying(Limits.PAYLOAD_BYTES + 1L, Arrays.copyOfRange(zeros, 5, zeros.length));
    assertThatThrownBy(() -> Compression.unpack(tooMuch)).isInstanceOf(ProtocolException.class);
    byte[] twice = saying(zeros.length, zeros);
    assertThatThrownBy(() -> PayloadCodec.decode(ByteBuffer.wrap(twice), WRITER))
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void compressedInsideCompressedIsRefused() {
    byte[] inner = Compression.pack(words(100_000));
    byte[] padded = Arrays.copyOf(inner, 400_000);
    byte[] outer = Compression.pack(padded);
    assertThat(outer[0]).isEqualTo((byte) 4);
    assertThatThrownBy(() -> PayloadCodec.decode(ByteBuffer.wrap(outer), WRITER))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("encoding 4");
  }

  @Test
  void hostileBlocks() {
    Hostile hostile = new Hostile(bytes -> again(bytes, Compression.unpack(bytes)));
    for (int run = 0; run < 6; run++) {
      hostile.attack(Compression.pack(words(1_000)), run);
    }
  }

  /** Many blocks give the same bytes: what counts is that they come out, and within the limits. */
  private static byte[] again(byte[] packed, byte[] plain) {
    assertThat(plain.length).isLessThanOrEqualTo(255 * packed.length);
    if (plain == packed) {
      throw new ProtocolException("not compressed");
    }
    return packed;
  }
}
