package dev.blazesync.engine.replica;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.books.OriginBook.Origin;
import dev.blazesync.engine.books.ParkedBook.Reason;
import dev.blazesync.engine.books.RecordBook.Loaded;
import dev.blazesync.engine.books.RecordName;
import dev.blazesync.engine.books.SyncedTable;
import dev.blazesync.engine.codec.ChunkWriter;
import dev.blazesync.engine.codec.Compression;
import dev.blazesync.engine.codec.SnapshotManifest;
import dev.blazesync.engine.codec.SnapshotManifest.Chunk;
import dev.blazesync.engine.drain.Drainer;
import dev.blazesync.engine.merge.RecordState;
import dev.blazesync.engine.operation.OperationShape;
import dev.blazesync.engine.operation.PortableKey;
import dev.blazesync.engine.operation.RecordImage;
import dev.blazesync.engine.operation.SortedColumns;
import dev.blazesync.engine.seal.ObjectSealer;
import dev.blazesync.engine.seal.ObjectSealer.SealedObject;
import dev.blazesync.engine.seal.SealedHeader;
import dev.blazesync.spi.DamagedException;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.RecordId;
import dev.blazesync.spi.SealedBatch;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.StoreView;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import dev.blazesync.spi.Version;
import dev.blazesync.spi.VersionVector;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
  private boolean rowsTurn;
  private final Map<SyncedTable, OperationShape> shapes = new HashMap<>();
  private final Set<List<Value>> parkedSeen = new HashSet<>();
  private long records;
  private boolean manifestMade;

  SnapshotMaker(Desk desk, Outgoing outgoing, String name) {
    this.desk = desk;
    this.outgoing = outgoing;
    this.name = name;
    this.vector = mergedVector(desk);
    this.tables = new ArrayDeque<>(desk.books().tables().synced());
  }

  /** What is in the rows: less than what is held while batches wait to be merged. */
  private static VersionVector mergedVector(Desk desk) {
    Map<OriginLog, Position> merged = new TreeMap<>();
    try (StoreView view = desk.store().snapshot()) {
      for (Origin origin : desk.books().origins().all()) {
        if (origin.merged() == origin.held().sequence()) {
          merged.put(origin.log(), origin.held());
        } else if (origin.merged() > 0) {
          // the batch itself may be older than this log, which began with a snapshot
          SealedBatch following = desk.log().read(view, origin, origin.merged() + 1);
          if (following == null) {
            throw new DamagedException(
                "batch " + (origin.merged() + 1) + " of " + origin.log() + " is not in the log");
          }
          byte[] hash = SealedHeader.read(following.bytes()).previousHash();
          merged.put(origin.log(), new Position(origin.merged(), hash));
        }
      }
    }
    merged.values().removeIf(position -> position.sequence() == 0);
    return new VersionVector(merged);
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
            desk.books().rules().rules().entries(),
            Map.of(),
            chunks,
            records,
            nowMillis);
    SealedObject sealed = desk.seals().objects().manifest(name, ByteBuffer.wrap(manifest.encode()));
    return new Stored(sealed.name(), sealed.bytes());
  }

  private void read(long nowMillis) {
    SyncedTable table = tables.element();
    // whatever throws leaves this maker as it was: the same range is read again
    Range range =
        desk.transaction(
            tx -> {
              if (!outgoing.drainFully(tx, nowMillis)) {
                return new Range(List.of(), after, false);
              }
              return rowsTurn ? readRows(tx, table, nowMillis) : readMetadata(tx, table);
            });
    range.images.forEach(this::add);
    after = range.last;
    if (range.done) {
      after = null;
      if (rowsTurn) {
        tables.remove();
        parkedSeen.clear();
      }
      rowsTurn = !rowsTurn;
    }
    if (tables.isEmpty()) {
      flush();
    }
  }

  /** What one transaction read. */
  private record Range(List<RecordImage> images, @Nullable ValueRow last, boolean done) {}

  /**
   * Dead and parked records. They come before the rows: one that flips between the two readings is
   * then in both, or its flip is in the log beyond the vector.
   */
  private Range readMetadata(StoreTransaction tx, SyncedTable table) {
    int keyCells = table.schema().identityKey().columns().size();
    ValueRow[] last = {after};
    int[] read = {0};
    Map<List<Value>, ValueRow> rows = new LinkedHashMap<>();
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
    List<RecordImage> images = new ArrayList<>();
    rows.forEach(
        (key, row) -> {
          Loaded loaded = desk.records().loaded(table, row, null);
          if (loaded.parked() || !loaded.state().alive()) {
            images.add(image(table, key, loaded.state()));
          }
        });
    return new Range(images, last[0], read[0] < ROWS);
  }

  private Range readRows(StoreTransaction tx, SyncedTable table, long nowMillis) {
    Map<List<Value>, ValueRow> rows = new LinkedHashMap<>();
    List<List<Value>> large = new ArrayList<>();
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
          List<Value> key = PortableKey.ofRow(schema, copy);
          if (Drainer.tooLarge(copy, table.valueColumns())) {
            large.add(key);
          } else {
            rows.put(key, copy);
          }
          return true;
        });
    for (List<Value> key : large) {
      // the others' rows do not wait for one that cannot travel; made smaller, it goes by itself
      desk.books()
          .parked()
          .park(tx, new RecordName(table.name(), key), Drainer.TOO_LARGE, nowMillis);
    }
    List<RecordImage> images = new ArrayList<>();
    desk.records()
        .load(tx, table, rows.keySet(), rows)
        .forEach((key, loaded) -> images.add(image(table, key, loaded.state())));
    readParked(tx, table, images);
    return new Range(images, last[0], read[0] < ROWS);
  }

  /**
   * Records that are parked now and were not when the metadata was read: they may have no row, and
   * be back in a range that was read already when all is over.
   */
  private void readParked(StoreTransaction tx, SyncedTable table, List<RecordImage> images) {
    Set<List<Value>> parked = new HashSet<>();
    for (RecordName record : desk.books().parked().all()) {
      if (record.table().equals(table.name())
          && !parkedSeen.contains(record.key())
          && !desk.books().parked().is(record, Reason.TOO_LARGE)
          && !desk.books().parked().is(record, Reason.HIDDEN)) {
        parked.add(record.key());
      }
    }
    if (!parked.isEmpty()) {
      desk.records()
          .load(tx, table, parked)
          .forEach((key, loaded) -> images.add(image(table, key, loaded.state())));
    }
    parkedSeen.addAll(parked);
  }

  private RecordImage image(SyncedTable table, List<Value> key, RecordState state) {
    RecordId record = new RecordId.Shared(table.name(), key);
    OperationShape whole = whole(table);
    SortedColumns columns = whole.sorted();
    if (!state.registers().areOf(columns.names())) {
      Map<String, Version> some = inOrder(table, state);
      OperationShape shape = OperationShape.of(table.schema(), List.copyOf(some.keySet()));
      List<Version> versions = List.copyOf(some.values());
      return new RecordImage(shape, record, state.born(), state.died(), versions);
    }
    Version[] versions = new Version[columns.names().length];
    for (int place = 0; place < versions.length; place++) {
      versions[columns.places()[place]] = state.registers().at(place);
    }
    return new RecordImage(whole, record, state.born(), state.died(), List.of(versions));
  }

  /** {@return the shape of a record that has a register for every column} */
  private OperationShape whole(SyncedTable table) {
    return shapes.computeIfAbsent(
        table,
        unused ->
            OperationShape.of(
                table.schema(),
                table.valueColumns().stream()
                    .map(column -> table.schema().columns().get(column).name())
                    .toList()));
  }

  private static Map<String, Version> inOrder(SyncedTable table, RecordState state) {
    TableSchema schema = table.schema();
    Map<String, Version> ordered = new LinkedHashMap<>();
    for (int column : table.valueColumns()) {
      Version register = state.registers().get(schema.columns().get(column).name());
      if (register != null) {
        ordered.put(schema.columns().get(column).name(), register);
      }
    }
    state.registers().forEach(ordered::putIfAbsent);
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
    ObjectSealer sealer = desk.seals().objects();
    ByteBuffer bytes = ByteBuffer.wrap(Compression.pack(writer.finish()));
    while (bytes.hasRemaining()) {
      int length = Math.min(bytes.remaining(), ObjectSealer.MAX_CONTENT);
      SealedObject sealed = sealer.chunk(bytes.slice(bytes.position(), length));
      bytes.position(bytes.position() + length);
      chunks.add(Chunk.of(sealed.bytes(), bytes.hasRemaining() ? 0 : writer.count()));
      ready.add(new Stored(sealed.name(), sealed.bytes()));
    }
    writer = new ChunkWriter(CHUNK_BYTES);
  }
}
