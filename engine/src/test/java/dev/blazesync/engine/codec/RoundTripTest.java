package dev.blazesync.engine.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.engine.operation.Operation;
import dev.blazesync.engine.operation.RecordImage;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueKind;
import dev.blazesync.spi.ValueRow;
import dev.blazesync.spi.VersionVector;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is decoded equals what was encoded, for a few thousand made-up things of each sort. */
class RoundTripTest {
  private final Samples samples = new Samples(20260101);

  @ParameterizedTest
  @EnumSource(ValueKind.class)
  void valuesComeBackAndACellIsWrittenAsItsValue(ValueKind kind) {
    for (int run = 0; run < 2000; run++) {
      Value value = samples.value(kind);
      byte[] bytes = ValueCodec.encode(value);
      WireReader in = new WireReader(bytes, "value");
      assertThat(ValueCodec.read(in)).isEqualTo(value);
      in.end();
      WireWriter cell = new WireWriter();
      ValueCodec.writeCell(cell, ValueRow.of(value), 0);
      assertThat(cell.toBytes()).isEqualTo(bytes);
    }
  }

  @Test
  void keys() {
    for (int run = 0; run < 2000; run++) {
      List<Value> key = samples.list(samples.below(5), samples::value);
      assertThat(KeyCodec.decode(KeyCodec.encode(key))).isEqualTo(key);
    }
  }

  @Test
  void payloads() {
    for (int run = 0; run < 1000; run++) {
      OriginLog writer = samples.log();
      List<Operation> operations = samples.operations(writer, samples.below(12));
      byte[] payload = PayloadCodec.encode(operations);
      assertThat(PayloadCodec.decode(ByteBuffer.wrap(payload), writer)).isEqualTo(operations);
    }
  }

  @Test
  void payloadsWhoseColumnsAreAlike() {
    for (int run = 0; run < 300; run++) {
      OriginLog writer = samples.log();
      List<Operation> operations = samples.regular(writer, samples.below(300));
      byte[] payload = PayloadCodec.encode(operations);
      assertThat(PayloadCodec.decode(ByteBuffer.wrap(payload), writer)).isEqualTo(operations);
    }
  }

  @Test
  void chunks() {
    for (int run = 0; run < 1000; run++) {
      List<RecordImage> images = samples.list(samples.below(12), samples::image);
      byte[] chunk = SnapshotCodec.encodeChunk(images);
      assertThat(SnapshotCodec.decodeChunk(ByteBuffer.wrap(chunk))).isEqualTo(images);
    }
  }

  @Test
  void tables() {
    for (int run = 0; run < 1000; run++) {
      TableSchema table = samples.table();
      byte[] bytes = SchemaCodec.encode(table);
      assertThat(SchemaCodec.decode(ByteBuffer.wrap(bytes))).isEqualTo(table);
    }
  }

  @Test
  void versionVectors() {
    for (int run = 0; run < 1000; run++) {
      VersionVector vector = samples.vector();
      WireWriter out = new WireWriter();
      VectorCodec.write(out, vector);
      WireReader in = new WireReader(out.toBytes(), "vector");
      assertThat(VectorCodec.read(in)).isEqualTo(vector);
      in.end();
    }
  }

  @Test
  void manifests() {
    for (int run = 0; run < 500; run++) {
      SnapshotManifest manifest = samples.manifest();
      assertThat(SnapshotManifest.decode(ByteBuffer.wrap(manifest.encode()))).isEqualTo(manifest);
    }
  }
}
