package dev.blazesync.engine.codec;

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
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueKind;
import dev.blazesync.spi.Version;
import dev.blazesync.spi.VersionVector;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Everything that travels, made up from one seed: edges often, size seldom. The same seed gives the
 * same samples on every machine.
 */
public final class Samples {
  private static final long[] LONGS = {
    0, 1, -1, 63, 64, -64, -65, 127, 128, 255, 1L << 31, 1L << 53, Long.MIN_VALUE, Long.MAX_VALUE
  };
  private static final double[] DOUBLES = {
    0.0,
    -0.0,
    1.0,
    -1.5,
    Double.MIN_VALUE,
    Double.MAX_VALUE,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.NaN,
    Double.longBitsToDouble(0x7ff8_dead_beef_0001L),
    Double.longBitsToDouble(0xfff8_0000_0000_0000L)
  };
  private static final String[] TEXTS = {
    "",
    "a",
    "?",
    "\0",
    "\u007f\u0080\u07ff\u0800\uffff",
    "na\u00efve \u65e5\u672c",
    "\ud83d\ude00",
    "\ud83d",
    "\ude00",
    "\ude00\ud83d",
    "x\ud83dy\ude00z\ud83d\ude00\ud83d",
    "\ud7ff\ue000\ufffd"
  };

  private final Random random;

  public Samples(long seed) {
    random = new Random(seed);
  }

  public int below(int bound) {
    return random.nextInt(bound);
  }

  public boolean oneIn(int times) {
    return random.nextInt(times) == 0;
  }

  public byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  public long int64() {
    return oneIn(2) ? LONGS[below(LONGS.length)] : random.nextLong() >> below(64);
  }

  public String text() {
    if (oneIn(2)) {
      return TEXTS[below(TEXTS.length)];
    }
    StringBuilder text = new StringBuilder();
    int length = oneIn(20) ? 300 : below(12);
    for (int index = 0; index < length; index++) {
      text.append((char) (oneIn(4) ? below(0x10000) : 'a' + below(26)));
    }
    return text.toString();
  }

  public Value value() {
    return value(ValueKind.values()[below(ValueKind.values().length)]);
  }

  public Value value(ValueKind kind) {
    return switch (kind) {
      case NULL -> Value.NULL;
      case BOOLEAN -> new Value.Bool(random.nextBoolean());
      case INT64 -> new Value.Int64(int64());
      case FLOAT64 ->
          new Value.Float64(
              oneIn(2)
                  ? DOUBLES[below(DOUBLES.length)]
                  : Double.longBitsToDouble(random.nextLong()));
      case DECIMAL ->
          new Value.Decimal(
              new BigDecimal(new BigInteger(below(200), random), below(40) - 10)
                  .multiply(BigDecimal.valueOf(oneIn(2) ? 1 : -1)));
      case TEXT -> new Value.Text(text());
      case BYTES -> new Value.Bytes(bytes(oneIn(20) ? 300 : below(12)));
      case DATE -> new Value.Temporal(kind, random.nextInt(), 0);
      case TIME ->
          new Value.Temporal(kind, Math.floorMod(random.nextLong(), ValueCodec.DAY_NANOS), 0);
      case TIMESTAMP -> new Value.Temporal(kind, int64(), 0);
      case TIMESTAMP_TZ -> new Value.Temporal(kind, int64(), below(129_601) - 64_800);
      case UUID -> new Value.Uuid(new UUID(random.nextLong(), random.nextLong()));
    };
  }

  public <T> List<T> list(int length, Supplier<T> element) {
    List<T> list = new ArrayList<>();
    for (int index = 0; index < length; index++) {
      list.add(element.get());
    }
    return list;
  }

  public NodeId node() {
    return oneIn(3)
        ? new NodeId(0, below(3) + 1)
        : new NodeId(random.nextLong(), random.nextLong());
  }

  public OriginLog log() {
    return oneIn(2)
        ? new OriginLog(new NodeId(0, below(3) + 1), 1)
        : new OriginLog(node(), random.nextLong());
  }

  public GroupId group() {
    return GroupId.of(bytes(GroupId.BYTES));
  }

  public OperationShape shape(boolean withColumns) {
    Set<String> names = new LinkedHashSet<>();
    int keys = 1 + below(2);
    int columns = withColumns ? below(6) : 0;
    while (names.size() < keys + columns) {
      names.add(oneIn(5) ? text() : "c" + below(20));
    }
    List<String> all = List.copyOf(names);
    return new OperationShape(
        oneIn(4) ? text() : "t" + below(4), all.subList(0, keys), all.subList(keys, all.size()));
  }

  public RecordId record(OperationShape shape) {
    return oneIn(4)
        ? new RecordId.Translated(shape.table(), node(), oneIn(2) ? below(300) : random.nextLong())
        : new RecordId.Shared(shape.table(), list(shape.keyColumns().size(), this::value));
  }

  public HybridTimestamp stamp(OriginLog writer) {
    long packed =
        oneIn(10) ? random.nextLong() : HybridTimestamp.pack(1_800_000_000_000L) + int30();
    return new HybridTimestamp(packed, writer);
  }

  private long int30() {
    return below(1 << 30);
  }

  public Operation operation(OriginLog writer) {
    Operation.Kind kind = Operation.Kind.values()[below(3)];
    OperationShape shape = shape(kind != Operation.Kind.DELETE);
    return Operation.plain(
        shape,
        kind,
        record(shape),
        oneIn(5) ? HybridTimestamp.BASE : stamp(writer),
        list(shape.columns().size(), this::value));
  }

  /** An operation with everything that an operation may have. */
  public Operation rich(OriginLog writer) {
    Operation plain = operation(writer);
    Stamp stamp =
        oneIn(2) ? plain.stamp() : new Stamp(plain.time(), oneIn(2) ? plain.time() : stamp(log()));
    return new Operation(
        plain.shape(),
        plain.kind(),
        plain.record(),
        stamp,
        oneIn(2) ? plain.versions() : versions(plain.values(), plain.time()),
        oneIn(2) ? HybridTimestamp.BASE : stamp(log()));
  }

  private List<Version> versions(List<Value> values, HybridTimestamp time) {
    return values.stream()
        .map(
            value ->
                new Version(
                    value,
                    oneIn(3) ? new Value.Bytes(bytes(1 + below(5))) : Version.NO_STATE,
                    new Stamp(
                        oneIn(2) ? time : stamp(log()),
                        oneIn(2) ? HybridTimestamp.NEVER : stamp(log()))))
        .toList();
  }

  /** Operations of one shape, whose columns hold what those of applications hold. */
  public List<Operation> regular(OriginLog writer, int count) {
    OperationShape shape = new OperationShape("r", List.of("id"), List.of("n", "x", "t", "b", "m"));
    List<Operation> operations = new ArrayList<>();
    long time = HybridTimestamp.pack(1_800_000_000_000L);
    for (int index = 0; index < count; index++) {
      time += oneIn(3) ? 1 : (long) below(3) << 16;
      operations.add(
          Operation.plain(
              shape,
              oneIn(10) ? Operation.Kind.UPDATE : Operation.Kind.INSERT,
              new RecordId.Shared("r", List.of(new Value.Int64(100 + index))),
              new HybridTimestamp(time, writer),
              List.of(
                  new Value.Int64(below(50)),
                  new Value.Float64(below(100_000) / 100.0),
                  new Value.Text("status " + below(4)),
                  new Value.Bool(oneIn(5)),
                  oneIn(4) ? Value.NULL : new Value.Decimal(BigDecimal.valueOf(below(900), 2)))));
    }
    return operations;
  }

  /** Operations of one writer over a few shapes, as applications make them. */
  public List<Operation> operations(OriginLog writer, int count) {
    List<Operation> operations = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      Operation next = operation(writer);
      if (oneIn(4)) {
        next = rich(writer);
      } else if (index > 0 && oneIn(2)) {
        Operation before = operations.get(below(index));
        next =
            Operation.plain(
                before.shape(),
                before.kind(),
                record(before.shape()),
                stamp(writer),
                list(before.values().size(), this::value));
      }
      operations.add(next);
    }
    return operations;
  }

  public RecordImage image() {
    OperationShape shape = shape(true);
    int columns = shape.columns().size();
    HybridTimestamp born = oneIn(2) ? HybridTimestamp.BASE : versionStamp();
    if (oneIn(3)) {
      return new RecordImage(
          shape,
          record(shape),
          new Stamp(born, oneIn(2) ? HybridTimestamp.NEVER : stamp(log())),
          new Stamp(versionStamp(), oneIn(2) ? HybridTimestamp.NEVER : stamp(log())),
          versions(list(columns, this::value), born));
    }
    return Images.plain(
        shape,
        record(shape),
        born,
        oneIn(2) ? HybridTimestamp.NEVER : versionStamp(),
        oneIn(2) ? list(columns, () -> born) : list(columns, this::versionStamp),
        list(columns, this::value));
  }

  private HybridTimestamp versionStamp() {
    return switch (below(5)) {
      case 0 -> HybridTimestamp.BASE;
      case 1 -> HybridTimestamp.NEVER;
      default -> stamp(log());
    };
  }

  public VersionVector vector() {
    TreeMap<OriginLog, Position> positions = new TreeMap<>();
    int count = below(4);
    for (int index = 0; index < count; index++) {
      positions.put(log(), new Position(random.nextLong() >>> 1 + below(62), bytes(32)));
    }
    return new VersionVector(positions);
  }

  public TableSchema table() {
    return table("t" + below(1000));
  }

  public TableSchema table(String name) {
    List<ColumnSchema> columns = list(1 + below(5), this::column);
    List<KeySchema> keys = list(below(4), () -> key(columns.size()));
    KeySchema identity =
        switch (below(3)) {
          case 0 -> null;
          case 1 -> keys.isEmpty() ? null : keys.get(below(keys.size()));
          default -> key(columns.size());
        };
    TableSchema.OriginalDdl ddl =
        oneIn(2)
            ? null
            : new TableSchema.OriginalDdl("sqlite", list(1 + below(3), () -> "CREATE " + text()));
    return new TableSchema(name, columns, keys, identity, ddl);
  }

  private ColumnSchema column() {
    return new ColumnSchema(
        text(),
        ValueKind.values()[below(ValueKind.values().length)],
        oneIn(2) ? null : text(),
        random.nextBoolean(),
        random.nextBoolean(),
        oneIn(2) ? null : text());
  }

  private KeySchema key(int columns) {
    KeySchema.Kind kind = KeySchema.Kind.values()[below(KeySchema.Kind.values().length)];
    KeySchema.Reference reference =
        kind == KeySchema.Kind.FOREIGN
            ? new KeySchema.Reference(
                text(),
                list(1 + below(3), this::text),
                KeySchema.OnDelete.values()[below(4)],
                random.nextBoolean())
            : null;
    return new KeySchema(
        oneIn(2) ? null : text(),
        kind,
        list(1 + below(3), () -> below(columns)),
        reference,
        oneIn(2) ? null : text(),
        oneIn(2) ? null : list(1 + below(3), this::text));
  }

  public SnapshotManifest manifest() {
    List<TableSchema> tables = new ArrayList<>();
    Map<String, HybridTimestamp> bases = new TreeMap<>();
    int count = below(4);
    for (int index = 0; index < count; index++) {
      tables.add(table("table" + index));
      if (oneIn(2)) {
        bases.put("table" + index, stamp(log()));
      }
    }
    return new SnapshotManifest(
        "snapshot-" + below(1000),
        node(),
        group(),
        vector(),
        oneIn(2) ? "sqlite" : "h2",
        tables,
        list(below(3), this::text),
        oneIn(2) ? Map.of() : Map.of("policy.item", text(), "deletes.item", "update-wins"),
        bases,
        chunks(),
        random.nextLong() >>> 1,
        int64());
  }

  private List<SnapshotManifest.Chunk> chunks() {
    List<SnapshotManifest.Chunk> chunks = list(below(6), this::chunk);
    while (!chunks.isEmpty() && chunks.get(chunks.size() - 1).records() == 0) {
      chunks.remove(chunks.size() - 1);
    }
    return chunks;
  }

  private SnapshotManifest.Chunk chunk() {
    if (oneIn(2)) {
      return SnapshotManifest.Chunk.of(ByteBuffer.wrap(bytes(1 + below(20))), below(3));
    }
    return new SnapshotManifest.Chunk(
        "chunk-" + below(3) + "." + below(12), bytes(32), 1 + below(1 << 20), below(50_001));
  }
}
