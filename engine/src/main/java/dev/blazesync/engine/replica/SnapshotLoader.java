package dev.blazesync.engine.replica;

import dev.blazesync.Existing;
import dev.blazesync.engine.books.RecordBook.Loaded;
import dev.blazesync.engine.books.StateBook.Fact;
import dev.blazesync.engine.books.SyncedTable;
import dev.blazesync.engine.codec.SnapshotCodec;
import dev.blazesync.engine.codec.SnapshotManifest;
import dev.blazesync.engine.codec.SnapshotManifest.Chunk;
import dev.blazesync.engine.codec.WireWriter;
import dev.blazesync.engine.drain.Drainer.Taken;
import dev.blazesync.engine.merge.Merge;
import dev.blazesync.engine.merge.RecordState;
import dev.blazesync.engine.operation.OperationShape;
import dev.blazesync.engine.operation.RecordImage;
import dev.blazesync.engine.place.Change;
import dev.blazesync.engine.rules.GroupRules;
import dev.blazesync.engine.seal.ObjectOpener;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.DrainScope;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.RecordId;
import dev.blazesync.spi.RefusedException;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.UnavailableException;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import dev.blazesync.spi.Version;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Brings a snapshot into this database, object by object, resumable. Rows it had before lose to the
 * group's of the same key; what remains of them afterwards is drained as inserts, or removed
 * ({@link Existing}).
 */
final class SnapshotLoader {
  /** Rows written or removed in one transaction. */
  private static final int ROWS = 500;

  /** Of a record that nobody here knows. */
  private static final Loaded NOTHING = new Loaded(RecordState.UNKNOWN, null, false, false);

  private final Desk desk;
  private final Schemas schemas;
  private final Outgoing outgoing;
  private final Losers losers;
  private final SnapshotManifest manifest;
  private final FreshTables fresh = new FreshTables();
  private final Pace pace = new Pace();
  private final WireWriter parts = new WireWriter();
  private int next;
  private int recordsDone;

  SnapshotLoader(
      Desk desk, Schemas schemas, Outgoing outgoing, Losers losers, SnapshotManifest manifest) {
    this.desk = desk;
    this.schemas = schemas;
    this.outgoing = outgoing;
    this.losers = losers;
    this.manifest = manifest;
    if (!manifest.group().equals(desk.group())) {
      throw new ProtocolException(
          "the snapshot " + manifest.name() + " is of group " + manifest.group());
    }
  }

  /** Makes the schema if the database has none, and marks what it has as its own. */
  void begin() {
    desk.transaction(
        tx -> {
          desk.books().rules().set(tx, new GroupRules(manifest.rules()));
          return true;
        });
    schemas.forget();
    if (desk.store().schema().tables().isEmpty()) {
      boolean same = desk.store().schema().dialect().equals(manifest.dialect());
      desk.store().createTables(manifest.tables(), same ? manifest.extras() : List.of());
    }
    if (desk.books().tables().synced().isEmpty()) {
      // tables that the engine made are no change of the schema
      schemas.forget();
    }
    String begun = desk.books().state().text(Fact.LOADING);
    schemas.refresh(begun != null);
    if (desk.books().tables().synced().isEmpty() && !manifest.tables().isEmpty()) {
      throw new ConfigurationException(
          "none of this database's tables can sync; run 'blazesync doctor' to see why");
    }
    if (manifest.name().equals(begun)) {
      next = (int) desk.books().state().number(Fact.LOADED, 0);
      recordsDone =
          manifest.chunks().subList(0, next).stream().mapToInt(Chunk::records).sum()
              + (int) desk.books().state().number(Fact.LOADED_RECORDS, 0);
      return;
    }
    desk.transaction(
        tx -> {
          if (begun == null) {
            markOwn(tx);
          }
          desk.books().state().put(tx, Fact.LOADED, 0);
          desk.books().state().put(tx, Fact.LOADED_RECORDS, 0);
          desk.books().state().put(tx, Fact.LOADING, manifest.name());
          return true;
        });
  }

  /**
   * Captures all rows as just made here. From then on a captured change that does not say so is an
   * edit of a row of the group's. Nothing that happened before can be meant for the group: an edit
   * or delete of a row that it happens to have too must not travel.
   */
  private void markOwn(StoreTransaction tx) {
    boolean cut = false;
    while (!cut) {
      cut =
          tx.drain(
              new DrainScope.UpTo(ROWS, Long.MAX_VALUE, schemas.held().keySet()),
              (change, key, current) -> {});
    }
    desk.books().tables().synced().forEach(table -> tx.captureAll(table.schema()));
  }

  /**
   * {@return the object that is wanted; null = all are in}
   *
   * @param ahead how many are there already and were not accepted yet
   */
  @Nullable
  Chunk wanted(int ahead) {
    int wanted = next + ahead;
    return wanted < manifest.chunks().size() ? manifest.chunks().get(wanted) : null;
  }

  int recordsDone() {
    return recordsDone;
  }

  /**
   * {@return what checks and opens the object that is {@link #wanted}, on any thread}
   *
   * @param ahead as for that
   */
  Function<ByteBuffer, SnapshotPart> opening(int ahead) {
    int index = next + ahead;
    Chunk chunk = manifest.chunks().get(index);
    boolean alone = index == 0 || manifest.chunks().get(index - 1).records() > 0;
    ObjectOpener opener = desk.seals().objectOpener();
    return object -> {
      try {
        return open(opener, chunk, alone, object);
      } catch (IllegalStateException e) {
        // the secrets that were known when it was asked for have been wiped: others count now
        throw new UnavailableException(
            "an object of the snapshot came when the group's secret had changed: it is asked for"
                + " again",
            e);
      }
    };
  }

  private SnapshotPart open(ObjectOpener opener, Chunk chunk, boolean alone, ByteBuffer object) {
    if (!chunk.matches(object)) {
      throw new ProtocolException(
          "object " + chunk.objectName() + " of the snapshot is not what its manifest says");
    }
    ByteBuffer content = SealedObjects.chunk(opener, chunk.objectName(), manifest.maker(), object);
    boolean whole = alone && chunk.records() > 0;
    return new SnapshotPart(
        chunk, content, whole ? SnapshotCodec.decodeChunk(content.duplicate()) : null);
  }

  /** Takes the wanted object; called again with the same one after a BusyException. */
  void accept(SnapshotPart part, long nowMillis) {
    Chunk chunk = manifest.chunks().get(next);
    if (!chunk.objectName().equals(part.chunk().objectName())) {
      throw new IllegalStateException("another object of the snapshot is next");
    }
    if (chunk.records() == 0) {
      parts.raw(part.content());
      next++;
      return;
    }
    List<RecordImage> images = part.images();
    if (images == null) {
      byte[] bytes = new WireWriter().raw(parts.toBytes()).raw(part.content()).toBytes();
      images = SnapshotCodec.decodeChunk(ByteBuffer.wrap(bytes));
    }
    new Vetting(desk).checkImages(images);
    int from = (int) desk.books().state().number(Fact.LOADED_RECORDS, 0);
    while (from < images.size()) {
      int to = from + pace.share(images.size() - from);
      List<RecordImage> some = images.subList(from, to);
      try {
        load(some, to, to == images.size(), nowMillis);
        pace.took(to - from, desk.heldNanos());
      } catch (RefusedException e) {
        // together they leave a deferred key unfulfilled; one by one it shows which of them
        for (int one = from; one < to; one++) {
          load(images.subList(one, one + 1), one + 1, one + 1 == images.size(), nowMillis);
        }
      }
      recordsDone += to - from;
      from = to;
    }
    parts.reset();
    next++;
  }

  /**
   * @param to how many of the object's records are in then
   * @param last whether these are all
   */
  private void load(List<RecordImage> some, int to, boolean last, long nowMillis) {
    fresh.begin();
    desk.relaxed(
        tx -> {
          load(tx, some, nowMillis);
          desk.books().state().put(tx, Fact.LOADED, last ? next + 1L : next);
          desk.books().state().put(tx, Fact.LOADED_RECORDS, last ? 0 : to);
          return true;
        });
    fresh.keep();
  }

  private void load(StoreTransaction tx, List<RecordImage> images, long nowMillis) {
    Map<SyncedTable, List<RecordImage>> byTable = new LinkedHashMap<>();
    List<RecordImage> others = new ArrayList<>();
    for (RecordImage image : images) {
      SyncedTable table = Joining.table(desk, image.shape(), image.record());
      (table == null ? others : byTable.computeIfAbsent(table, unused -> new ArrayList<>()))
          .add(image);
    }
    Map<SyncedTable, Taken> captured = new LinkedHashMap<>();
    List<Change> changes = new ArrayList<>();
    byTable.forEach(
        (table, some) -> {
          List<List<Value>> keys = some.stream().map(SnapshotLoader::key).toList();
          Taken taken =
              desk.drainer()
                  .take(tx, new DrainScope.Claim(table.schema(), Intake.localKeys(table, keys)));
          if (!taken.isEmpty() || !addFresh(tx, table, keys, some, changes)) {
            fresh.leave(table);
            captured.put(table, taken);
            others.addAll(some);
          }
        });
    desk.placer().placeLoosely(tx, changes, nowMillis);
    if (!others.isEmpty()) {
      merge(tx, others, captured, nowMillis);
    }
  }

  private static List<Value> key(RecordImage image) {
    return image.record() instanceof RecordId.Shared shared ? shared.key() : List.of();
  }

  /** {@return whether nothing of these records is here: then they need no merge} */
  private boolean addFresh(
      StoreTransaction tx,
      SyncedTable table,
      List<List<Value>> keys,
      List<RecordImage> images,
      List<Change> changes) {
    Set<OperationShape> shapes = new HashSet<>();
    for (RecordImage image : images) {
      if (!image.alive() || !image.died().equals(Stamp.NEVER)) {
        return false;
      }
      shapes.add(image.shape());
    }
    if (!shapes.stream().allMatch(shape -> Joining.isPlaced(table, shape))
        || !fresh.add(tx, table, keys)) {
      return false;
    }
    for (int index = 0; index < keys.size(); index++) {
      RecordState state = Merge.stateOf(table.rules(), images.get(index));
      desk.clock().merged(state.newest().packed());
      changes.add(new Change(table, keys.get(index), NOTHING, state));
    }
    return true;
  }

  /**
   * @param captured what the application did to these records, by table
   */
  private void merge(
      StoreTransaction tx,
      List<RecordImage> images,
      Map<SyncedTable, Taken> captured,
      long nowMillis) {
    Joining joining = new Joining(desk);
    Set<String> missing = joining.addImages(images);
    if (!missing.isEmpty()) {
      desk.books().carried().carry(tx, 0, missing, SnapshotCodec.encodeChunk(images));
    }
    List<Taken> own = new ArrayList<>();
    captured
        .values()
        .forEach(
            taken -> {
              own.add(desk.drainer().splitOwn(tx, taken));
              outgoing.settle(tx, taken, nowMillis);
            });
    List<Change> changes = new ArrayList<>();
    for (Change change : joining.arrived(tx)) {
      boolean mine = own.stream().anyMatch(taken -> taken.has(change.table(), change.key()));
      changes.add(mine ? givingWay(change) : joined(change));
    }
    desk.placer().placeLoosely(tx, changes, nowMillis);
    // a row whose record is dead in the group is new to it
    Set<List<Value>> dead = new HashSet<>();
    for (Change change : changes) {
      if (!replaces() && !change.after().alive()) {
        dead.add(named(change.table(), change.key()));
      }
    }
    for (Taken taken : own) {
      taken.keep((table, key) -> dead.contains(named(table, key)));
      outgoing.settle(tx, taken, nowMillis);
    }
    desk.clock().merged(joining.newest());
  }

  private boolean replaces() {
    return Existing.REPLACE.name().equals(desk.books().state().text(Fact.EXISTING));
  }

  private static Change joined(Change change) {
    Loaded before = change.before();
    return new Change(
        change.table(),
        change.key(),
        before,
        Merge.join(change.table().rules(), before.state(), change.after()));
  }

  /** A row that was made here is not part of the record's state, and is in its way. */
  private Change givingWay(Change change) {
    ValueRow row = change.before().row();
    boolean dead = !change.after().alive();
    boolean stays = dead && !replaces();
    boolean equal = !dead && change.before().state().registers().equals(values(change));
    if (row != null && !stays && !equal) {
      losers.keep(change.table().schema(), row);
    }
    return new Change(
        change.table(),
        change.key(),
        new Loaded(RecordState.UNKNOWN, stays ? null : row, false, false),
        change.after());
  }

  private static Map<String, Version> values(Change change) {
    Map<String, Version> values = new TreeMap<>();
    change
        .after()
        .registers()
        .forEach(
            (column, register) -> values.put(column, Version.of(register.value(), Stamp.BASE)));
    return values;
  }

  /**
   * Ends the load: this node is a full member from here on.
   *
   * @return false if there is more to do: call again
   */
  boolean finish(long nowMillis) {
    if (replaces() && !removeOwn(nowMillis)) {
      return false;
    }
    if (desk.books().parked().count() > 0 && retry(nowMillis) > 0) {
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

  private int retry(long nowMillis) {
    try {
      return desk.<Integer>transaction(tx -> desk.placer().retryLoosely(tx, nowMillis));
    } catch (RefusedException e) {
      // they stay parked until it is decided about all of them
      return 0;
    }
  }

  /** Removes the rows that were made here; edits of the group's rows are drained as always. */
  private boolean removeOwn(long nowMillis) {
    return desk.transaction(
        tx -> {
          Taken taken =
              desk.drainer()
                  .take(tx, new DrainScope.UpTo(ROWS, Long.MAX_VALUE, schemas.held().keySet()));
          Taken own = desk.drainer().splitOwn(tx, taken);
          outgoing.settle(tx, taken, nowMillis);
          List<Change> changes = new ArrayList<>();
          own.forEachRow(
              (table, key, row) -> {
                losers.keep(table.schema(), row);
                changes.add(
                    new Change(
                        table,
                        key,
                        new Loaded(RecordState.UNKNOWN, row, false, false),
                        RecordState.UNKNOWN));
              });
          desk.placer().placeLoosely(tx, changes, nowMillis);
          return taken.cut();
        });
  }

  private static List<Value> named(SyncedTable table, List<Value> key) {
    List<Value> named = new ArrayList<>(key);
    named.add(new Value.Text(table.name()));
    return named;
  }
}
