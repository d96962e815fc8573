package dev.blazesync.engine.codec;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.engine.crypto.Sha256;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.ValueKind;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every truncation, every bit flip, seeded mutations, for all that is read from elsewhere. */
class HostileBytesTest {
  private static final int SAMPLES = 40;
  private static final OriginLog WRITER = new OriginLog(new NodeId(0, 1), 1);

  private final Samples samples = new Samples(4711);

  /** What loading classes takes once is not what hostile bytes take. */
  @BeforeAll
  static void loadWhatIsLoadedOnce() {
    Samples any = new Samples(1);
    byte[] payload = PayloadCodec.encode(any.regular(WRITER, 100));
    PayloadCodec.decode(ByteBuffer.wrap(Compression.pack(payload)), WRITER);
    assertThatThrownBy(() -> recodePayload(new byte[] {9})).isInstanceOf(ProtocolException.class);
    SnapshotCodec.decodeChunk(ByteBuffer.wrap(SnapshotCodec.encodeChunk(any.list(9, any::image))));
  }

  @Test
  void values() {
    Hostile hostile =
        new Hostile(
            bytes -> {
              WireReader in = new WireReader(bytes, "value");
              var value = ValueCodec.read(in);
              in.end();
              return ValueCodec.encode(value);
            });
    for (ValueKind kind : ValueKind.values()) {
      for (int run = 0; run < SAMPLES; run++) {
        hostile.attack(ValueCodec.encode(samples.value(kind)), run);
      }
    }
  }

  @Test
  void keys() {
    Hostile hostile = new Hostile(bytes -> KeyCodec.encode(KeyCodec.decode(bytes)));
    for (int run = 0; run < SAMPLES; run++) {
      hostile.attack(KeyCodec.encode(samples.list(samples.below(4), samples::value)), run);
    }
  }

  @Test
  void payloads() {
    Hostile hostile = new Hostile(HostileBytesTest::recodePayload);
    for (int run = 0; run < SAMPLES; run++) {
      hostile.attack(PayloadCodec.encode(samples.operations(WRITER, samples.below(8))), run);
    }
  }

  @Test
  void payloadsWhoseColumnsAreAlike() {
    Hostile hostile = new Hostile(HostileBytesTest::recodePayload);
    for (int run = 0; run < SAMPLES / 4; run++) {
      hostile.attack(PayloadCodec.encode(samples.regular(WRITER, 2 + samples.below(60))), run);
    }
  }

  private static byte[] recodePayload(byte[] bytes) {
    return TextForms.recode(
        bytes,
        it -> PayloadCodec.decode(ByteBuffer.wrap(it), WRITER),
        PayloadCodec::encode,
        TextForms::ofOperations);
  }

  @Test
  void chunks() {
    Hostile hostile =
        new Hostile(
            bytes ->
                TextForms.recode(
                    bytes,
                    it -> SnapshotCodec.decodeChunk(ByteBuffer.wrap(it)),
                    SnapshotCodec::encodeChunk,
                    TextForms::ofImages));
    for (int run = 0; run < SAMPLES / 2; run++) {
      hostile.attack(
          SnapshotCodec.encodeChunk(samples.list(samples.below(6), samples::image)), run);
    }
  }

  @Test
  void tables() {
    Hostile hostile =
        new Hostile(bytes -> SchemaCodec.encode(SchemaCodec.decode(ByteBuffer.wrap(bytes))));
    for (int run = 0; run < SAMPLES; run++) {
      hostile.attack(SchemaCodec.encode(samples.table()), run);
    }
  }

  @Test
  void versionVectors() {
    Hostile hostile =
        new Hostile(
            bytes -> {
              WireReader in = new WireReader(bytes, "version vector");
              var vector = VectorCodec.read(in);
              in.end();
              WireWriter out = new WireWriter();
              VectorCodec.write(out, vector);
              return out.toBytes();
            });
    for (int run = 0; run < SAMPLES; run++) {
      WireWriter out = new WireWriter();
      VectorCodec.write(out, samples.vector());
      hostile.attack(out.toBytes(), run);
    }
  }

  @Test
  void manifestsWhoseHashWasMadeToMatch() {
    Hostile hostile =
        new Hostile(
            HostileBytesTest::sealManifest,
            bytes -> SnapshotManifest.decode(ByteBuffer.wrap(bytes)).encode());
    for (int run = 0; run < SAMPLES / 5; run++) {
      hostile.attack(samples.manifest().encode(), run);
    }
  }

  @Test
  void aManifestWithAnyBitFlippedIsRefused() {
    byte[] good = samples.manifest().encode();
    for (int bit = 0; bit < good.length * 8; bit++) {
      byte[] flipped = good.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> SnapshotManifest.decode(ByteBuffer.wrap(flipped)))
          .as("bit %s", bit)
          .isInstanceOf(ProtocolException.class);
    }
  }

  @Test
  void whatIsNoneOfOursIsRefused() {
    for (int run = 0; run < 3000; run++) {
      byte[] noise = samples.bytes(samples.below(100));
      ByteBuffer buffer = ByteBuffer.wrap(noise);
      assertThatThrownBy(() -> SnapshotManifest.decode(buffer))
          .isInstanceOf(ProtocolException.class);
      new Hostile(HostileBytesTest::recodePayload).accepts(noise);
    }
  }

  private static byte[] sealManifest(byte[] bytes) {
    int covered = bytes.length - Sha256.BYTES;
    if (covered >= 0) {
      byte[] digest = Sha256.of(Arrays.copyOf(bytes, covered));
      System.arraycopy(digest, 0, bytes, covered, Sha256.BYTES);
    }
    return bytes;
  }
}
