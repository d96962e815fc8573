package dev.blazesync.engine.replica;

import dev.blazesync.engine.books.StateBook.Fact;
import dev.blazesync.engine.codec.SnapshotManifest;
import dev.blazesync.engine.codec.SnapshotManifest.Chunk;
import dev.blazesync.spi.Nullable;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongConsumer;

/** A replica's snapshots: those it makes for newcomers, and the one it begins with. */
public final class Snapshots {
  /**
   * An object of a snapshot to keep on a relay.
   *
   * @param records read of the database so far
   */
  public record Made(String name, ByteBuffer bytes, long records) {}

  private final Desk desk;
  private final Schemas schemas;
  private final Outgoing outgoing;
  private final Losers losers;
  private final SealedObjects objects;
  private final Roster roster;
  private final LongConsumer followSchema;
  private @Nullable SnapshotMaker maker;
  private @Nullable SnapshotLoader loader;

  /**
   * @param followSchema takes in the schema, at a time in milliseconds
   */
  Snapshots(
      Desk desk,
      Schemas schemas,
      Outgoing outgoing,
      Losers losers,
      Roster roster,
      LongConsumer followSchema) {
    this.desk = desk;
    this.schemas = schemas;
    this.outgoing = outgoing;
    this.losers = losers;
    this.objects = new SealedObjects(desk);
    this.roster = roster;
    this.followSchema = followSchema;
  }

  /**
   * {@return whether this node's rows and metadata are all it knows: a newcomer would not learn
   * from its snapshot what it carries for want of a table or column}
   */
  public boolean complete() {
    return desk.books().carried().isEmpty() && schemas.held().isEmpty();
  }

  /** Starts a snapshot of all records; one that was being made is forgotten. */
  public void begin(long nowMillis) {
    followSchema.accept(nowMillis);
    maker =
        new SnapshotMaker(
            desk,
            outgoing,
            SealedObjects.snapshotName(desk.own().origin(), roster.length(), nowMillis));
  }

  /** {@return the next object of the snapshot begun; null = none is left} */
  public @Nullable Made next(long nowMillis) {
    if (maker == null) {
      return null;
    }
    SnapshotMaker.Stored stored = maker.next(nowMillis);
    if (stored == null) {
      maker = null;
      return null;
    }
    return new Made(stored.name(), stored.bytes(), maker.records());
  }

  /** {@return those of some manifests that devices of the group have made, by their names} */
  public List<String> offered(List<String> manifests) {
    return objects.offered(manifests);
  }

  /** {@return name of the snapshot whose load was begun; null = none} */
  public @Nullable String begun() {
    return desk.books().state().text(Fact.LOADING);
  }

  /**
   * Starts to load a snapshot, or goes on with it.
   *
   * @param name of its manifest
   * @param sealed the manifest
   * @return what is loaded; null = it cannot be opened with what is known of the membership
   */
  public @Nullable SnapshotManifest load(String name, ByteBuffer sealed) {
    SnapshotManifest manifest = objects.manifest(name, sealed);
    if (manifest != null) {
      SnapshotLoader next = new SnapshotLoader(desk, schemas, outgoing, losers, manifest);
      next.begin();
      loader = next;
    }
    return manifest;
  }

  /**
   * {@return the object that is wanted; null = none, or nothing is being loaded}
   *
   * @param ahead how many are there already and were not accepted yet
   */
  public @Nullable Chunk wanted(int ahead) {
    return loader == null ? null : loader.wanted(ahead);
  }

  /** {@return records of the snapshot loaded so far} */
  public int loaded() {
    return loader == null ? 0 : loader.recordsDone();
  }

  /**
   * {@return what checks and opens the object that is {@link #wanted}, on any thread} It throws a
   * {@code ProtocolException} if the object is not the one that the manifest names.
   *
   * @param ahead as for that
   */
  public Function<ByteBuffer, SnapshotPart> opening(int ahead) {
    return loading().opening(ahead);
  }

  private SnapshotLoader loading() {
    if (loader == null) {
      throw new IllegalStateException("no snapshot is being loaded");
    }
    return loader;
  }

  /** Loads the object that was wanted first; again with the same one after a BusyException. */
  public void accept(SnapshotPart part, long nowMillis) {
    loading().accept(part, nowMillis);
  }

  /** Opens the object that is wanted, and loads it. */
  public void accept(ByteBuffer sealed, long nowMillis) {
    accept(opening(0).apply(sealed), nowMillis);
  }

  /** {@return whether the load is done; else call again} */
  public boolean finish(long nowMillis) {
    if (loader == null) {
      return true;
    }
    boolean done = loader.finish(nowMillis);
    if (done) {
      roster.settled();
      loader = null;
    }
    return done;
  }

  /** Forgets the load; {@link #load} goes on where it was. */
  public void abandon() {
    loader = null;
  }
}
