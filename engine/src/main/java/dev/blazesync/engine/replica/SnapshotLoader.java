package dev.blazesync.engine.replica;

import dev.blazesync.Existing;
import dev.blazesync.engine.books.RecordBook.Loaded;
import dev.blazesync.engine.books.StateBook.Fact;
import dev.blazesync.engine.books.TableBook.SyncedTable;
import dev.blazesync.engine.codec.SnapshotCodec;
import dev.blazesync.engine.codec.SnapshotManifest;
import dev.blazesync.engine.codec.SnapshotManifest.Chunk;
import dev.blazesync.engine.codec.WireWriter;
import dev.blazesync.engine.merge.Merge;
import dev.blazesync.engine.merge.RecordState;
import dev.blazesync.engine.merge.Register;
import dev.blazesync.engine.operation.PortableKey;
import dev.blazesync.engine.operation.RecordImage;
import dev.blazesync.engine.place.Change;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.DrainScope;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.RecordId;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Brings a snapshot into this database, object by object, resumable. Rows it had before lose to the
 * group's of the same key; what remains of them afterwards is drained as inserts, or removed
 * ({@link Existing}).
 */
final class SnapshotLoader {
  private static final int REMOVE_ROWS = 500;

  private final Desk desk;
  private final Schemas schemas;
  private final Losers losers;
  private final SnapshotManifest manifest;
  private final WireWriter parts = new WireWriter();
  private int next;
  private int recordsDone;

  SnapshotLoader(Desk desk, Schemas schemas, Losers losers, SnapshotManifest manifest) {
    this.desk = desk;
    this.schemas = schemas;
    this.losers = losers;
    this.manifest = manifest;
    if (!manifest.group().equals(desk.group())) {
      throw new ProtocolException(
          "the snapshot " + manifest.name() + " is of group " + manifest.group());
    }
  }

  /** Makes the schema if the database has none, and sets aside what it has. */
  void begin() {
    boolean empty = desk.store().schema().tables().isEmpty();
    if (empty) {
      boolean same = desk.store().schema().dialect().equals(manifest.dialect());
      desk.store().createTables(manifest.tables(), same ? manifest.extras() : List.of());
      schemas.forget();
    }
    schemas.refresh(false);
    if (desk.books().tables().synced().isEmpty() && !manifest.tables().isEmpty()) {
      throw new ConfigurationException(
          "none of this database's tables can sync; run 'blazesync doctor' to see why");
    }
    String name = manifest.name();
    if (name.equals(desk.books().state().text(Fact.LOADING))) {
      next = (int) desk.books().state().number(Fact.LOADED, 0);
      recordsDone = manifest.chunks().subList(0, next).stream().mapToInt(Chunk::records).sum();
      return;
    }
    desk.transaction(
        tx -> {
          if (!empty) {
            desk.books().tables().synced().forEach(table -> tx.captureAll(table.schema()));
          }
          desk.books().state().put(tx, Fact.LOADED, 0);
          desk.books().state().put(tx, Fact.LOADING, name);
          return true;
        });
  }

  /** {@return the object wanted next; null = all are in} */
  @Nullable
  Chunk wanted() {
    return next < manifest.chunks().size() ? manifest.chunks().get(next) : null;
  }

  int recordsDone() {
    return recordsDone;
  }

  /** Takes the wanted object. */
  void accept(ByteBuffer object, long nowMillis) {
    Chunk chunk = manifest.chunks().get(next);
    if (!chunk.matches(object)) {
      throw new ProtocolException(
          "object " + chunk.objectName() + " of the snapshot is not what its manifest says");
    }
    if (chunk.records() == 0) {
      parts.raw(object);
      next++;
      return;
    }
    byte[] bytes = new WireWriter().raw(parts.toBytes()).raw(object).toBytes();
    List<RecordImage> images = SnapshotCodec.decodeChunk(ByteBuffer.wrap(bytes));
    for (int from = 0; from < images.size(); from += REMOVE_ROWS) {
      List<RecordImage> some = images.subList(from, Math.min(images.size(), from + REMOVE_ROWS));
      boolean last = from + REMOVE_ROWS >= images.size();
      desk.transaction(
          tx -> {
            Set<String> missing = new TreeSet<>();
            load(tx, some, missing, nowMillis);
            if (last) {
              desk.books().state().put(tx, Fact.LOADED, next + 1L);
            }
            if (!missing.isEmpty()) {
              desk.books().carried().carry(tx, 0, missing, SnapshotCodec.encodeChunk(some));
            }
            return true;
          });
    }
    // only now: an application that held the lock may have made this throw, and it is called again
    parts.reset();
    next++;
    recordsDone += images.size();
  }

  private void load(
      StoreTransaction tx, List<RecordImage> images, Set<String> missing, long nowMillis) {
    Intake.Joining known = new Intake.Joining(desk);
    missing.addAll(known.addImages(images));
    Map<SyncedTable, Set<List<Value>>> alive = new LinkedHashMap<>();
    for (RecordImage image : images) {
      SyncedTable table = desk.books().tables().find(image.shape().table());
      if (table != null && image.alive() && image.record() instanceof RecordId.Shared shared) {
        alive.computeIfAbsent(table, unused -> new LinkedHashSet<>()).add(shared.key());
      }
    }
    // the group's live rows take the place of local ones: what was captured of those is void
    alive.forEach(
        (table, keys) ->
            tx.drain(
                new DrainScope.Claim(table.schema(), Intake.localKeys(table, keys)),
                (change, key, current) -> {}));
    List<Change> changes = new ArrayList<>();
    for (Change change : known.arrived(tx)) {
      changes.add(given(change));
    }
    desk.placer().place(tx, changes, nowMillis);
    desk.clock().merged(known.newest());
  }

  /**
   * A row that was here before the group's, and never touched by it, is not part of the record's
   * state.
   */
  private Change given(Change change) {
    Loaded before = change.before();
    ValueRow row = before.row();
    if (before.touched() || row == null) {
      return new Change(
          change.table(),
          change.key(),
          before,
          Merge.join(before.touched() ? before.state() : RecordState.UNKNOWN, change.after()));
    }
    if (change.after().alive() && !before.state().registers().equals(values(change))) {
      losers.keep(change.table().schema(), row);
    }
    // a record that is dead in the group keeps the local row: it is drained as an insert later
    ValueRow shown = change.after().alive() ? row : null;
    return new Change(
        change.table(),
        change.key(),
        new Loaded(RecordState.UNKNOWN, shown, false, false),
        change.after());
  }

  private static Map<String, Register> values(Change change) {
    Map<String, Register> values = new TreeMap<>();
    change
        .after()
        .registers()
        .forEach(
            (column, register) ->
                values.put(column, new Register(HybridTimestamp.BASE, register.value())));
    return values;
  }

  /**
   * Ends the load: this node is a full member from here on.
   *
   * @return false if there is more to do: call again
   */
  boolean finish(long nowMillis) {
    boolean replace = Existing.REPLACE.name().equals(desk.books().state().text(Fact.EXISTING));
    if (replace && !removeRest(nowMillis)) {
      return false;
    }
    if (desk.books().parked().count() > 0
        && desk.<Integer>transaction(tx -> desk.placer().retryParked(tx, nowMillis)) > 0) {
      return false;
    }
    desk.transaction(
        tx -> {
          for (Map.Entry<OriginLog, Position> entry : manifest.vector().positions().entrySet()) {
            if (desk.books().origins().held(entry.getKey()).sequence()
                < entry.getValue().sequence()) {
              desk.books()
                  .origins()
                  .put(tx, entry.getKey(), entry.getValue(), entry.getValue().sequence());
            }
          }
          desk.books().state().put(tx, Fact.READY, 1);
          return true;
        });
    return true;
  }

  private boolean removeRest(long nowMillis) {
    return desk.transaction(
        tx -> {
          List<Change> changes = new ArrayList<>();
          Set<List<Value>> seen = new LinkedHashSet<>();
          boolean done =
              tx.drain(
                  new DrainScope.UpTo(REMOVE_ROWS, Long.MAX_VALUE),
                  (change, key, current) -> {
                    SyncedTable table = desk.books().tables().find(change.table().name());
                    List<Value> portable = PortableKey.ofCells(key, key.size());
                    if (table != null && current != null && seen.add(named(table, portable))) {
                      ValueRow row = ValueRow.copyOf(current);
                      losers.keep(table.schema(), row);
                      changes.add(
                          new Change(
                              table,
                              portable,
                              new Loaded(RecordState.UNKNOWN, row, false, false),
                              RecordState.UNKNOWN));
                    }
                  });
          desk.placer().place(tx, changes, nowMillis);
          return done;
        });
  }

  private static List<Value> named(SyncedTable table, List<Value> key) {
    List<Value> named = new ArrayList<>(key);
    named.add(new Value.Text(table.name()));
    return named;
  }
}
