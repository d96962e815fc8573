package dev.blazesync.engine.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.crypto.Sha256;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.RefusedException;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.VersionVector;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SnapshotManifestTest {
  private final Samples samples = new Samples(7);

  @Test
  void twentyThousandChunksFitInOneManifest() {
    assertThat(manifest(chunks(20_000), List.of()).encode().length)
        .isLessThan(Limits.MANIFEST_BYTES);
  }

  @Test
  void aManifestThatIsTooLargeIsRefused() {
    SnapshotManifest tooLarge = manifest(chunks(40_000), List.of());
    assertThatThrownBy(tooLarge::encode)
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("over the limit of " + Limits.MANIFEST_BYTES);
    SnapshotManifest tooMany = manifest(chunks(Limits.CHUNKS + 1), List.of());
    assertThatThrownBy(tooMany::encode)
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("chunks");
    ByteBuffer over = ByteBuffer.allocate(Limits.MANIFEST_BYTES + 1);
    assertThatThrownBy(() -> SnapshotManifest.decode(over))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("over the limit");
  }

  @Test
  void namesThatShareTheirStartAreShort() {
    List<SnapshotManifest.Chunk> named = new ArrayList<>();
    for (int index = 0; index < 100; index++) {
      named.add(
          new SnapshotManifest.Chunk(
              "snapshot-0123456789abcdef-" + (1000 + index), samples.bytes(32), 1 << 20, 500));
    }
    SnapshotManifest manifest = manifest(named, List.of());
    byte[] bytes = manifest.encode();
    assertThat(SnapshotManifest.decode(ByteBuffer.wrap(bytes))).isEqualTo(manifest);
    assertThat(bytes.length).isLessThan(300 + 100 * 42);
  }

  @Test
  void aChunkKnowsItsObject() {
    byte[] bytes = samples.bytes(100);
    SnapshotManifest.Chunk chunk = SnapshotManifest.Chunk.of(ByteBuffer.wrap(bytes), 7);
    assertThat(chunk.matches(ByteBuffer.wrap(bytes))).isTrue();
    assertThat(chunk.matches(ByteBuffer.wrap(bytes, 0, 99))).isFalse();
    bytes[50] ^= 1;
    assertThat(chunk.matches(ByteBuffer.wrap(bytes))).isFalse();
    assertThat(chunk.objectName()).matches("[0-9a-f]{64}");
  }

  @Test
  void whatARelayWouldNotTakeIsNoName() {
    for (String name : List.of("", "A", "a/b", "\u00e4", "x".repeat(129))) {
      assertThatThrownBy(() -> new SnapshotManifest.Chunk(name, new byte[32], 1, 1))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(new SnapshotManifest.Chunk("x".repeat(128), new byte[32], 1, 0).records()).isZero();
    assertThatThrownBy(
            () -> new SnapshotManifest.Chunk("x", new byte[32], Limits.OBJECT_BYTES + 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SnapshotManifest.Chunk("x", new byte[32], 0, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void twoTablesOfOneNameAreRefusedOnBothSides() {
    TableSchema table = samples.table("twin");
    assertThatThrownBy(() -> manifest(List.of(), List.of(table, table)))
        .isInstanceOf(IllegalArgumentException.class);
    byte[] bytes = manifest(List.of(), List.of(table)).encode();
    byte[] schema = SchemaCodec.encode(table);
    int at = bytes.length - 32 - tail() - schema.length;
    WireWriter out = new WireWriter().raw(bytes, 0, at - 1).varint(2).raw(schema).raw(schema);
    out.raw(bytes, bytes.length - 32 - tail(), tail());
    byte[] twins = out.raw(Sha256.of(out.toBytes())).toBytes();
    assertThatThrownBy(() -> SnapshotManifest.decode(ByteBuffer.wrap(twins)))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("one name");
  }

  @Test
  void aRecordInPartsEndsAndIsNoLargerThanARecordMayBe() {
    SnapshotManifest.Chunk part = new SnapshotManifest.Chunk("x", new byte[32], 1 << 20, 0);
    SnapshotManifest.Chunk last = new SnapshotManifest.Chunk("x", new byte[32], 1 << 20, 1);
    List<SnapshotManifest.Chunk> largest = new ArrayList<>(Collections.nCopies(31, part));
    largest.add(last);
    SnapshotManifest manifest = manifest(largest, List.of());
    assertThat(SnapshotManifest.decode(ByteBuffer.wrap(manifest.encode()))).isEqualTo(manifest);
    largest.add(0, part);
    assertThatThrownBy(() -> manifest(largest, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> manifest(List.of(last, part), List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    byte[] bytes = manifest(List.of(last), List.of()).encode();
    bytes[bytes.length - 32 - 3] = 0;
    byte[] covered = Arrays.copyOf(bytes, bytes.length - 32);
    byte[] endless = new WireWriter().raw(covered).raw(Sha256.of(covered)).toBytes();
    assertThatThrownBy(() -> SnapshotManifest.decode(ByteBuffer.wrap(endless)))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("does not end");
  }

  @Test
  void aNameThatIsTheHashIsNotSpelledOut() {
    SnapshotManifest.Chunk chunk = SnapshotManifest.Chunk.of(ByteBuffer.wrap(new byte[9]), 1);
    byte[] bytes = manifest(List.of(chunk), List.of()).encode();
    // number of records and time, a byte each, precede the hash at the end
    int reference = bytes.length - 32 - 2 - 35;
    WireWriter out = new WireWriter().raw(bytes, 0, reference).varint(1).text(chunk.objectName());
    out.raw(bytes, reference + 1, 34 + 2);
    byte[] spelled = out.raw(Sha256.of(out.toBytes())).toBytes();
    assertThatThrownBy(() -> SnapshotManifest.decode(ByteBuffer.wrap(spelled)))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("shortest form");
  }

  @Test
  void aManifestOfANewerVersionSaysSo() {
    byte[] bytes = manifest(List.of(), List.of()).encode();
    bytes[4] = 2;
    assertThatThrownBy(() -> SnapshotManifest.decode(ByteBuffer.wrap(bytes)))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("manifest version 2")
        .hasMessageContaining("update");
  }

  /** Extras, bases, chunks, records and time of a manifest that has none of them: a byte each. */
  private static int tail() {
    return 6;
  }

  private List<SnapshotManifest.Chunk> chunks(int count) {
    byte[] content = new byte[4];
    List<SnapshotManifest.Chunk> chunks = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      ByteBuffer bytes = ByteBuffer.wrap(content).putInt(0, index);
      chunks.add(SnapshotManifest.Chunk.of(bytes, 1));
    }
    return chunks;
  }

  private SnapshotManifest manifest(List<SnapshotManifest.Chunk> chunks, List<TableSchema> tables) {
    return new SnapshotManifest(
        "snapshot-1",
        samples.node(),
        samples.group(),
        VersionVector.EMPTY,
        "sqlite",
        tables,
        List.of(),
        Map.of(),
        Map.of(),
        chunks,
        0,
        0);
  }
}
