package dev.blazesync.engine.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.engine.operation.Operation;
import dev.blazesync.engine.operation.OperationShape;
import dev.blazesync.engine.operation.RecordImage;
import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.RecordId;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueKind;
import dev.blazesync.spi.VersionVector;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Bytes that a format has and keeps; its number stands in the name of the file. A file that no
 * longer matches means that devices in the field can't read each other: make a new version instead,
 * and leave these as they are.
 */
class GoldenFilesTest {
  private static final OriginLog LOG =
      new OriginLog(new NodeId(0x0011223344556677L, 0x8899aabbccddeeffL), 0x0123456789abcdefL);
  private static final NodeId OTHER = new NodeId(0xf0f0f0f0f0f0f0f0L, 0x0f0f0f0f0f0f0f0fL);
  private static final long TIME = HybridTimestamp.pack(1_767_225_600_000L);
  private static final OperationShape ITEM =
      new OperationShape("item", List.of("id"), List.of("name", "price"));
  private static final OperationShape ITEM_PRICE =
      new OperationShape("item", List.of("id"), List.of("price"));
  private static final OperationShape ITEM_DELETE =
      new OperationShape("item", List.of("id"), List.of());
  private static final OperationShape EDGES =
      new OperationShape(
          "Gr\u00f6\u00dfe",
          List.of("a", "b"),
          List.of("c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8", "c9", "c10", "c11"));

  @Test
  void values() {
    String lines =
        edgeValues().stream()
            .map(value -> HexFormat.of().formatHex(ValueCodec.encode(value)))
            .collect(Collectors.joining("\n"));
    assertThat(lines).isEqualTo(text("values-1.hex"));
  }

  @Test
  void payload() {
    byte[] bytes = golden("payload-3.hex");
    assertEncodes(PayloadCodec.encode(operations()), bytes);
    assertThat(PayloadCodec.decode(ByteBuffer.wrap(bytes), LOG)).isEqualTo(operations());
  }

  @Test
  void snapshotChunk() {
    byte[] bytes = golden("chunk-3.hex");
    assertEncodes(SnapshotCodec.encodeChunk(images()), bytes);
    assertThat(SnapshotCodec.decodeChunk(ByteBuffer.wrap(bytes))).isEqualTo(images());
  }

  @Test
  void snapshotManifest() {
    byte[] bytes = golden("manifest-1.hex");
    SnapshotManifest manifest =
        new SnapshotManifest(
            "snapshot-1",
            LOG.origin(),
            group(),
            new VersionVector(Map.of(LOG, new Position(258, fill(0xcc, 32)))),
            "sqlite",
            List.of(table()),
            List.of("CREATE VIEW v AS SELECT 1"),
            Map.of("policy.item", "server-wins"),
            Map.of("item", new HybridTimestamp(TIME, OriginLog.NONE)),
            List.of(
                SnapshotManifest.Chunk.of(ByteBuffer.wrap(new byte[] {1, 2, 3}), 4),
                new SnapshotManifest.Chunk("part-1", fill(0xdd, 32), 1000, 0),
                new SnapshotManifest.Chunk("part-2", fill(0xee, 32), 300, 1)),
            5,
            1_767_225_600_123L);
    assertEncodes(manifest.encode(), bytes);
    assertThat(SnapshotManifest.decode(ByteBuffer.wrap(bytes))).isEqualTo(manifest);
  }

  private static List<Value> edgeValues() {
    return List.of(
        Value.NULL,
        new Value.Bool(false),
        new Value.Bool(true),
        new Value.Int64(0),
        new Value.Int64(-1),
        new Value.Int64(Long.MAX_VALUE),
        new Value.Int64(Long.MIN_VALUE),
        new Value.Float64(-0.0),
        new Value.Float64(Double.longBitsToDouble(0x7ff8000000000123L)),
        new Value.Decimal(new BigDecimal("-1.00")),
        new Value.Decimal(new BigDecimal("1E+3")),
        new Value.Decimal(new BigDecimal("128")),
        new Value.Text(""),
        new Value.Text("\u00e4\ud83d\ude00"),
        new Value.Text("\ud83d"),
        new Value.Bytes(new byte[] {0, -1}),
        new Value.Temporal(ValueKind.DATE, -1, 0),
        new Value.Temporal(ValueKind.TIME, 86_399_999_999_999L, 0),
        new Value.Temporal(ValueKind.TIMESTAMP, 1_767_225_600_000_001L, 0),
        new Value.Temporal(ValueKind.TIMESTAMP_TZ, 1_767_225_600_000_001L, -3600),
        new Value.Uuid(new UUID(0x0011223344556677L, 0x8899aabbccddeeffL)));
  }

  private static List<Operation> operations() {
    List<Value> edges = edgeValues();
    return List.of(
        Operation.plain(
            ITEM,
            Operation.Kind.INSERT,
            item(7),
            new HybridTimestamp(TIME, LOG),
            List.of(new Value.Text("bolt"), new Value.Decimal(new BigDecimal("0.25")))),
        Operation.plain(
            ITEM_PRICE,
            Operation.Kind.UPDATE,
            item(8),
            new HybridTimestamp(TIME + 3, LOG),
            List.of(new Value.Decimal(new BigDecimal("0.30")))),
        Operation.plain(
            ITEM_DELETE,
            Operation.Kind.DELETE,
            item(-9),
            new HybridTimestamp(TIME + 2, LOG),
            List.of()),
        Operation.plain(
            ITEM_PRICE, Operation.Kind.UPDATE, item(8), HybridTimestamp.BASE, List.of(Value.NULL)),
        Operation.plain(
            EDGES,
            Operation.Kind.INSERT,
            new RecordId.Translated("Gr\u00f6\u00dfe", OTHER, 300),
            new HybridTimestamp(TIME + 2, LOG),
            edges.subList(0, 11)));
  }

  private static List<RecordImage> images() {
    HybridTimestamp mine = new HybridTimestamp(TIME, LOG);
    HybridTimestamp theirs = new HybridTimestamp(TIME - 1, new OriginLog(OTHER, 1));
    List<Value> edges = edgeValues();
    return List.of(
        Images.plain(
            ITEM,
            item(1),
            HybridTimestamp.BASE,
            HybridTimestamp.NEVER,
            List.of(HybridTimestamp.BASE, HybridTimestamp.BASE),
            List.of(new Value.Text("nut"), Value.NULL)),
        Images.plain(
            ITEM,
            item(2),
            mine,
            HybridTimestamp.NEVER,
            List.of(mine, theirs),
            List.of(new Value.Text("bolt"), Value.NULL)),
        Images.plain(ITEM_DELETE, item(3), HybridTimestamp.BASE, theirs, List.of(), List.of()),
        Images.plain(
            ITEM_PRICE,
            new RecordId.Translated("item", OTHER, 5),
            HybridTimestamp.NEVER,
            mine,
            List.of(new HybridTimestamp(TIME + 1, LOG)),
            List.of(new Value.Int64(1))),
        Images.plain(
            EDGES,
            new RecordId.Shared("Gr\u00f6\u00dfe", List.of(edges.get(4), edges.get(13))),
            theirs,
            HybridTimestamp.NEVER,
            Collections.nCopies(11, theirs),
            edges.subList(10, 21)));
  }

  private static TableSchema table() {
    KeySchema primary =
        new KeySchema(null, KeySchema.Kind.PRIMARY_GENERATED, List.of(0), null, null);
    return new TableSchema(
        "item",
        List.of(
            new ColumnSchema("id", ValueKind.INT64, "INTEGER", false, false, null),
            new ColumnSchema("name", ValueKind.TEXT, "TEXT COLLATE NOCASE", true, false, "'x'"),
            new ColumnSchema("twice", ValueKind.DECIMAL, null, true, true, null)),
        List.of(
            primary,
            new KeySchema("by_name", KeySchema.Kind.UNIQUE, List.of(1), null, "name <> ''"),
            new KeySchema(
                null,
                KeySchema.Kind.FOREIGN,
                List.of(1, 0),
                new KeySchema.Reference(
                    "other", List.of("p", "q"), KeySchema.OnDelete.SET_NULL, true),
                null)),
        primary,
        new TableSchema.OriginalDdl("sqlite", List.of("CREATE TABLE item(id)", "CREATE INDEX i")));
  }

  private static RecordId item(long id) {
    return new RecordId.Shared("item", List.of(new Value.Int64(id)));
  }

  private static GroupId group() {
    return GroupId.of(fill(0xaa, 32));
  }

  private static byte[] fill(int value, int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private static void assertEncodes(byte[] encoded, byte[] golden) {
    assertThat(HexFormat.of().formatHex(encoded)).isEqualTo(HexFormat.of().formatHex(golden));
  }

  private static byte[] golden(String name) {
    return HexFormat.of().parseHex(text(name).replaceAll("\\s", ""));
  }

  private static String text(String name) {
    try (InputStream in = GoldenFilesTest.class.getResourceAsStream("/codec/" + name)) {
      if (in == null) {
        throw new IllegalStateException("no file " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
