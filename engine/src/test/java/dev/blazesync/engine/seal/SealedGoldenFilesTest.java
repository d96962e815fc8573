package dev.blazesync.engine.seal;

import static dev.blazesync.engine.seal.Party.ALICE;
import static dev.blazesync.engine.seal.Party.LOG;
import static dev.blazesync.engine.seal.Party.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.spi.Position;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/**
 * Sealed bytes that version 1 has and keeps, of the device, group, epoch and secret of {@link
 * Party}. A file that no longer matches means that devices in the field can't read each other: make
 * a new version instead, and leave these as they are.
 */
class SealedGoldenFilesTest {
  private static final BatchContents CONTENTS =
      new BatchContents(true, true, false, 0x0123456789abcdefL, 5, ByteBuffer.wrap(Party.text(45)));

  /** With the secret and the other ids of {@link Party}, all it takes to check and open. */
  @Test
  void keys() {
    assertThat(HexFormat.of().formatHex(ALICE.publicKeys().toBytes()))
        .isEqualTo(text("keys-1.hex"));
  }

  @Test
  void batch() {
    byte[] golden = golden("batch-1.hex");
    assertSame(
        bytes(Party.sealer(FixedRandom.stuck()).seal(LOG, Party.AFTER, false, CONTENTS).bytes()),
        golden);
    assertThat(Party.opened(Party.opener().open(ByteBuffer.wrap(golden)))).isEqualTo(CONTENTS);
  }

  @Test
  void controlBatch() {
    byte[] golden = golden("control-1.hex");
    BatchContents contents =
        new BatchContents(true, false, false, 0, 0, ByteBuffer.wrap(Party.text(20)));
    assertSame(
        bytes(Party.sealer(FixedRandom.stuck()).seal(LOG, Position.START, true, contents).bytes()),
        golden);
    assertThat(Party.opened(Party.opener().open(ByteBuffer.wrap(golden)))).isEqualTo(contents);
    assertThat(SealedHeader.read(ByteBuffer.wrap(golden)).control()).isTrue();
  }

  @Test
  void chunk() {
    byte[] golden = golden("chunk-1.hex");
    ByteBuffer content = ByteBuffer.wrap(Party.text(100));
    ObjectSealer.SealedObject chunk = Party.objectSealer(FixedRandom.stuck()).chunk(content);
    assertSame(bytes(chunk.bytes()), golden);
    assertThat(
            Party.opened(
                Party.objectOpener().open(ObjectKind.CHUNK, chunk.name(), ByteBuffer.wrap(golden))))
        .isEqualTo(content);
  }

  @Test
  void manifest() {
    byte[] golden = golden("manifest-1.hex");
    ByteBuffer content = ByteBuffer.wrap(Party.text(100));
    assertSame(
        bytes(Party.objectSealer(FixedRandom.stuck()).manifest("snapshot-1", content).bytes()),
        golden);
    assertThat(
            Party.opened(
                Party.objectOpener()
                    .open(ObjectKind.MANIFEST, "snapshot-1", ByteBuffer.wrap(golden))))
        .isEqualTo(content);
  }

  private static void assertSame(byte[] made, byte[] golden) {
    assertThat(HexFormat.of().formatHex(made)).isEqualTo(HexFormat.of().formatHex(golden));
  }

  private static byte[] golden(String name) {
    return HexFormat.of().parseHex(text(name));
  }

  private static String text(String name) {
    try (InputStream in = SealedGoldenFilesTest.class.getResourceAsStream("/seal/" + name)) {
      if (in == null) {
        throw new IllegalStateException("no file " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII).replaceAll("\\s", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
