package dev.blazesync.engine.replica;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.books.RecordBook;
import dev.blazesync.engine.books.RecordBook.Loaded;
import dev.blazesync.engine.books.TableBook.SyncedTable;
import dev.blazesync.engine.codec.ChunkWriter;
import dev.blazesync.engine.codec.SnapshotManifest;
import dev.blazesync.engine.codec.SnapshotManifest.Chunk;
import dev.blazesync.engine.merge.RecordState;
import dev.blazesync.engine.merge.Register;
import dev.blazesync.engine.operation.OperationShape;
import dev.blazesync.engine.operation.PortableKey;
import dev.blazesync.engine.operation.RecordImage;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.RecordId;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import dev.blazesync.spi.VersionVector;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes a snapshot of all records (decision D9), object by object. It is fuzzy: the vector is taken
 * first, the rows are read in short key ranges, each in a transaction where nothing captured is
 * left, and whoever loads it replays the log from the vector on. Merging is a join, so what is both
 * in a row and in the log counts once.
 */
final class SnapshotMaker {
  /** Rows read in one transaction. */
  private static final int ROWS = 500;

  private static final int CHUNK_BYTES = Limits.OBJECT_BYTES / 4;

  /** One object to keep on a relay. */
  record Stored(String name, ByteBuffer bytes) {}

  private final Desk desk;
  private final Outgoing outgoing;
  private final String name;
  private final VersionVector vector;
  private final Deque<SyncedTable> tables;
  private final List<Chunk> chunks = new ArrayList<>();
  private final Deque<Stored> ready = new ArrayDeque<>();
  private ChunkWriter writer = new ChunkWriter(CHUNK_BYTES);
  private @Nullable ValueRow after;
  private boolean metadata;
  private long records;
  private boolean manifestMade;

  SnapshotMaker(Desk desk, Outgoing outgoing, String name) {
    this.desk = desk;
    this.outgoing = outgoing;
    this.name = name;
    this.vector = desk.books().origins().vector();
    this.tables = new ArrayDeque<>(desk.books().tables().synced());
  }

  /** {@return records read so far} */
  long records() {
    return records;
  }

  /** {@return the next object; the last one is the manifest; null = that was given already} */
  @Nullable
  Stored next(long nowMillis) {
    while (ready.isEmpty() && !tables.isEmpty()) {
      read(nowMillis);
    }
    if (!ready.isEmpty()) {
      return ready.poll();
    }
    if (manifestMade) {
      return null;
    }
    manifestMade = true;
    SnapshotManifest manifest =
        new SnapshotManifest(
            name,
            desk.own().origin(),
            desk.group(),
            vector,
            desk.schema().dialect(),
            desk.books().tables().synced().stream().map(SyncedTable::schema).toList(),
            desk.schema().extras(),
            Map.of(),
            chunks,
            records,
            nowMillis);
    return new Stored(name, ByteBuffer.wrap(manifest.encode()));
  }

  private void read(long nowMillis) {
    SyncedTable table = tables.element();
    List<RecordImage> images = new ArrayList<>();
    boolean done =
        desk.transaction(
            tx -> {
              images.clear();
              if (!outgoing.drainFully(tx, nowMillis)) {
                return false;
              }
              return metadata ? readMetadata(tx, table, images) : readRows(tx, table, images);
            });
    images.forEach(this::add);
    if (done) {
      after = null;
      if (metadata) {
        tables.remove();
      }
      metadata = !metadata;
    }
    if (tables.isEmpty()) {
      flush();
    }
  }

  private boolean readRows(StoreTransaction tx, SyncedTable table, List<RecordImage> images) {
    Map<List<Value>, ValueRow> rows = new LinkedHashMap<>();
    TableSchema schema = table.schema();
    ValueRow[] last = {after};
    int[] read = {0};
    tx.scan(
        schema,
        after,
        ROWS,
        row -> {
          ValueRow copy = ValueRow.copyOf(row);
          read[0]++;
          last[0] = ValueRow.of(schema.identityKey().columns().stream().map(copy::value).toList());
          rows.put(PortableKey.ofRow(schema, copy), copy);
          return true;
        });
    desk.records()
        .load(tx, table, rows.keySet(), rows)
        .forEach(
            (key, loaded) -> {
              if (!loaded.parked()) {
                images.add(image(table, key, loaded.state()));
              }
            });
    after = last[0];
    return read[0] < ROWS;
  }

  /** Records that have metadata but are not in the table as they are: dead and parked ones. */
  private boolean readMetadata(StoreTransaction tx, SyncedTable table, List<RecordImage> images) {
    int keyCells = table.schema().identityKey().columns().size();
    ValueRow[] last = {after};
    int[] read = {0};
    Map<List<Value>, ValueRow> rows = new HashMap<>();
    tx.scan(
        table.metadata(),
        after,
        ROWS,
        row -> {
          ValueRow copy = ValueRow.copyOf(row);
          read[0]++;
          last[0] = ValueRow.of(copy.values().subList(0, keyCells));
          rows.put(PortableKey.ofCells(copy, keyCells), copy);
          return true;
        });
    rows.forEach(
        (key, row) -> {
          Loaded loaded = desk.records().loaded(table, row, null);
          if (loaded.parked() || !loaded.state().alive()) {
            images.add(image(table, key, loaded.state()));
          }
        });
    after = last[0];
    return read[0] < ROWS;
  }

  private static RecordImage image(SyncedTable table, List<Value> key, RecordState state) {
    TableSchema schema = table.schema();
    List<String> names = new ArrayList<>();
    List<HybridTimestamp> stamps = new ArrayList<>();
    List<Value> values = new ArrayList<>();
    for (Map.Entry<String, Register> entry : inOrder(schema, state).entrySet()) {
      names.add(entry.getKey());
      stamps.add(entry.getValue().stamp());
      values.add(entry.getValue().value());
    }
    List<String> keyNames =
        schema.identityKey().columns().stream().map(c -> schema.columns().get(c).name()).toList();
    return new RecordImage(
        new OperationShape(schema.name(), keyNames, names),
        new RecordId.Shared(schema.name(), key),
        state.born(),
        state.died(),
        stamps,
        values);
  }

  private static Map<String, Register> inOrder(TableSchema schema, RecordState state) {
    Map<String, Register> ordered = new LinkedHashMap<>();
    for (int column : RecordBook.valueColumns(schema)) {
      Register register = state.registers().get(schema.columns().get(column).name());
      if (register != null) {
        ordered.put(schema.columns().get(column).name(), register);
      }
    }
    new TreeMap<>(state.registers()).forEach(ordered::putIfAbsent);
    return ordered;
  }

  private void add(RecordImage image) {
    if (!writer.add(image)) {
      flush();
      writer.add(image);
    }
    records++;
  }

  private void flush() {
    if (writer.count() == 0) {
      return;
    }
    ByteBuffer bytes = ByteBuffer.wrap(writer.finish());
    while (bytes.hasRemaining()) {
      int length = Math.min(bytes.remaining(), Limits.OBJECT_BYTES);
      ByteBuffer part = bytes.slice(bytes.position(), length);
      bytes.position(bytes.position() + length);
      Chunk chunk = Chunk.of(part, bytes.hasRemaining() ? 0 : writer.count());
      chunks.add(chunk);
      ready.add(new Stored(chunk.objectName(), part));
    }
    writer = new ChunkWriter(CHUNK_BYTES);
  }
}
