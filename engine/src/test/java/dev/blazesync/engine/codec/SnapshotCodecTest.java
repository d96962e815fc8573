package dev.blazesync.engine.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.operation.OperationShape;
import dev.blazesync.engine.operation.RecordImage;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.RecordId;
import dev.blazesync.spi.RefusedException;
import dev.blazesync.spi.Value;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class SnapshotCodecTest {
  private static final OperationShape NOTE =
      new OperationShape("note", List.of("id"), List.of("body"));
  private static final OriginLog WRITER = new OriginLog(new NodeId(1, 2), 3);

  private final Samples samples = new Samples(8);

  @Test
  void untouchedRecordsCostTheirValuesOnly() {
    List<RecordImage> images = new ArrayList<>();
    for (long id = 1; id <= 1000; id++) {
      images.add(untouched(id, Value.NULL));
    }
    int first = SnapshotCodec.encodeChunk(images.subList(0, 1)).length;
    assertThat(SnapshotCodec.encodeChunk(images).length).isLessThanOrEqualTo(first + 8);
  }

  @Test
  void chunksFilledOneAfterAnotherHoldEverythingInOrder() {
    List<RecordImage> images = samples.list(2000, samples::image);
    List<RecordImage> back = new ArrayList<>();
    ChunkWriter chunk = new ChunkWriter(4096);
    for (RecordImage image : images) {
      if (!chunk.add(image)) {
        byte[] bytes = chunk.finish();
        assertThat(chunk.size()).isLessThanOrEqualTo(4096);
        assertThat(bytes.length).isLessThanOrEqualTo(2 * chunk.size());
        back.addAll(SnapshotCodec.decodeChunk(ByteBuffer.wrap(bytes)));
        chunk = new ChunkWriter(4096);
        assertThat(chunk.add(image)).isTrue();
      }
    }
    back.addAll(SnapshotCodec.decodeChunk(ByteBuffer.wrap(chunk.finish())));
    assertThat(back).isEqualTo(images);
  }

  @Test
  void whatDoesNotFitLeavesNoTrace() {
    ChunkWriter chunk = new ChunkWriter(200);
    ChunkWriter same = new ChunkWriter(200);
    chunk.add(touched(1, Value.NULL, 50));
    same.add(touched(1, Value.NULL, 50));
    assertThat(chunk.add(touched(2, new Value.Bytes(new byte[300]), 90))).isFalse();
    RecordImage refused = touched(2, new Value.Bytes(new byte[Limits.VALUE_BYTES + 1]), 90);
    assertThatThrownBy(() -> chunk.add(refused)).isInstanceOf(RefusedException.class);
    chunk.add(touched(3, Value.NULL, 60));
    same.add(touched(3, Value.NULL, 60));
    assertThat(chunk.finish()).isEqualTo(same.finish());
  }

  @Test
  void aRecordAboveTheTargetIsAloneAndOneAboveTheLimitIsRefused() {
    Value large = new Value.Bytes(new byte[Limits.VALUE_BYTES]);
    ChunkWriter chunk = new ChunkWriter();
    assertThat(chunk.add(untouched(1, large))).isTrue();
    assertThat(chunk.add(untouched(2, Value.NULL))).isFalse();
    assertThat(SnapshotCodec.decodeChunk(ByteBuffer.wrap(chunk.finish())))
        .containsExactly(untouched(1, large));
    OperationShape wide = new OperationShape("photo", List.of("id"), List.of("a", "b"));
    RecordImage tooLarge =
        Images.plain(
            wide,
            new RecordId.Shared("photo", List.of(Value.NULL)),
            HybridTimestamp.BASE,
            HybridTimestamp.NEVER,
            List.of(HybridTimestamp.BASE, HybridTimestamp.BASE),
            List.of(large, large));
    assertThatThrownBy(() -> new ChunkWriter().add(tooLarge))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("table photo");
    ByteBuffer over = ByteBuffer.allocate(Limits.PAYLOAD_BYTES + 1);
    assertThatThrownBy(() -> SnapshotCodec.decodeChunk(over))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("over the limit");
  }

  @Test
  void countsOfRecordsAndValuesAreLimitedOnBothSides() {
    RecordImage note = untouched(1, Value.NULL);
    byte[] full = SnapshotCodec.encodeChunk(Collections.nCopies(Limits.CHUNK_RECORDS, note));
    assertThat(SnapshotCodec.decodeChunk(ByteBuffer.wrap(full))).hasSize(Limits.CHUNK_RECORDS);
    assertThatThrownBy(
            () -> SnapshotCodec.encodeChunk(Collections.nCopies(Limits.CHUNK_RECORDS + 1, note)))
        .isInstanceOf(IllegalArgumentException.class);
    byte[] over = new WireWriter().u8(3).varint(Limits.CHUNK_RECORDS + 1).raw(full).toBytes();
    assertThatThrownBy(() -> SnapshotCodec.decodeChunk(ByteBuffer.wrap(over)))
        .isInstanceOf(ProtocolException.class);

    List<String> columns = new ArrayList<>();
    for (int index = 0; index < Limits.COLUMNS; index++) {
      columns.add("c" + index);
    }
    OperationShape wide = new OperationShape("wide", List.of(), columns);
    RecordImage image =
        Images.plain(
            wide,
            new RecordId.Shared("wide", List.of()),
            HybridTimestamp.BASE,
            HybridTimestamp.NEVER,
            Collections.nCopies(Limits.COLUMNS, HybridTimestamp.BASE),
            Collections.nCopies(Limits.COLUMNS, Value.NULL));
    int most = Limits.CHUNK_VALUES / (2 * Limits.COLUMNS);
    byte[] largest = SnapshotCodec.encodeChunk(Collections.nCopies(most, image));
    assertThat(SnapshotCodec.decodeChunk(ByteBuffer.wrap(largest))).hasSize(most);
    assertThatThrownBy(() -> SnapshotCodec.encodeChunk(Collections.nCopies(most + 1, image)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(most).isLessThan(127);
    byte[] more = largest.clone();
    more[1]++;
    assertThatThrownBy(() -> SnapshotCodec.decodeChunk(ByteBuffer.wrap(more)))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("more than " + Limits.CHUNK_VALUES);
  }

  @Test
  void aChunkOfANewerVersionSaysSo() {
    assertThatThrownBy(() -> SnapshotCodec.decodeChunk(ByteBuffer.wrap(new byte[] {9, 0})))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("chunk encoding 9")
        .hasMessageContaining("update");
  }

  private static RecordImage untouched(long id, Value body) {
    return Images.plain(
        NOTE,
        new RecordId.Shared("note", List.of(new Value.Int64(id))),
        HybridTimestamp.BASE,
        HybridTimestamp.NEVER,
        List.of(HybridTimestamp.BASE),
        List.of(body));
  }

  private static RecordImage touched(long id, Value body, long time) {
    HybridTimestamp stamp = new HybridTimestamp(time, WRITER);
    return Images.plain(
        NOTE,
        new RecordId.Shared("note", List.of(new Value.Int64(id))),
        HybridTimestamp.BASE,
        HybridTimestamp.NEVER,
        List.of(stamp),
        List.of(body));
  }
}
