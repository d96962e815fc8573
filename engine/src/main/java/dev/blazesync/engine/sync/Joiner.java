package dev.blazesync.engine.sync;

import dev.blazesync.SyncListener.Progress;
import dev.blazesync.SyncListener.Progress.Phase;
import dev.blazesync.engine.Limits;
import dev.blazesync.engine.codec.SnapshotManifest;
import dev.blazesync.engine.codec.SnapshotManifest.Chunk;
import dev.blazesync.engine.replica.Replica;
import dev.blazesync.engine.replica.SnapshotPart;
import dev.blazesync.engine.replica.Snapshots;
import dev.blazesync.engine.sync.RelayRequest.RelayAnswer;
import dev.blazesync.spi.Holding;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.VersionVector;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * How a node gets the group's rows, and how a relay gets the snapshot newcomers need. While the
 * membership does not say whose rows the group's data began with, a node that has some adds an
 * entry that says so; everyone but the one it names waits for a snapshot and loads it.
 */
final class Joiner {
  private enum Step {
    NONE,
    GET_MANIFEST,
    GET_CHUNK,
    FINISH
  }

  private static final int MOST_ARRIVED = 2;

  private final Replica replica;
  private final Snapshots snapshots;
  private final SyncCore.Events events;
  private Step step = Step.NONE;
  private @Nullable String waits;
  private @Nullable RelaySession source;

  /** Objects that came and are not loaded yet: one, while the next is on its way, or both. */
  private final Deque<SnapshotPart> arrived = new ArrayDeque<>();

  private @Nullable String manifestName;
  private long total;
  private @Nullable RelaySession offering;
  private Snapshots.@Nullable Made offer;

  Joiner(Replica replica, SyncCore.Events events) {
    this.replica = replica;
    this.snapshots = replica.snapshots();
    this.events = events;
  }

  /** {@return whether no snapshot is under way, here or there} */
  boolean idle() {
    return step == Step.NONE && offering == null;
  }

  /** {@return whether there is work on the database that waits for nobody} */
  boolean eager() {
    return step == Step.FINISH || loadsNow();
  }

  /** The next object is asked for first. */
  private boolean loadsNow() {
    RelaySession from = source;
    return !arrived.isEmpty()
        && (from == null
            || from.busy()
            || arrived.size() == MOST_ARRIVED
            || snapshots.wanted(arrived.size()) == null);
  }

  @Nullable
  Phase phase() {
    if (offering != null) {
      return Phase.SNAPSHOT_OUT;
    }
    return step == Step.GET_CHUNK || step == Step.FINISH ? Phase.SNAPSHOT_IN : null;
  }

  /**
   * A relay said what it has.
   *
   * @param deciding whether this relay decides which entries the membership has
   */
  void held(RelaySession session, boolean deciding) {
    Holding holding = session.holding();
    if (holding == null) {
      return;
    }
    List<String> objects = snapshots.offered(holding.objects());
    if (replica.ready()) {
      if (objects.isEmpty() && offering == null && snapshots.complete()) {
        offering = session;
        offer = null;
      }
      return;
    }
    if (step != Step.NONE) {
      return;
    }
    if (!objects.isEmpty()) {
      String begun = snapshots.begun();
      source = session;
      manifestName = begun != null && objects.contains(begun) ? begun : objects.get(0);
      step = Step.GET_MANIFEST;
    } else if (deciding) {
      begin(session, holding.head());
    }
  }

  /**
   * There is nothing yet: the group's data begins here, or somebody else's rows are on their way.
   */
  private void begin(RelaySession session, VersionVector head) {
    waits = null;
    boolean nothing = head.positions().isEmpty();
    if (nothing && replica.roster().founds()) {
      replica.found();
      held(session, true);
    } else if (nothing && replica.roster().mayFound()) {
      if (replica.hasTables()) {
        session.found();
      }
    } else {
      waits = replica.roster().awaited();
    }
  }

  /** {@return what this waits for that may never come; null = nothing} */
  @Nullable
  String waits() {
    return replica.ready() || step != Step.NONE ? null : waits;
  }

  /** {@return what this wants of the relay; null = nothing} */
  @Nullable
  RelayRequest next(RelaySession session, long nowMillis) {
    if (session == offering) {
      return offerNext(session, nowMillis);
    }
    if (session != source) {
      return null;
    }
    return switch (step) {
      case GET_MANIFEST ->
          manifestName == null ? null : new RelayRequest.Get(manifestName, 0, Limits.OBJECT_BYTES);
      case GET_CHUNK -> {
        int ahead = arrived.size();
        Chunk chunk = ahead < MOST_ARRIVED ? snapshots.wanted(ahead) : null;
        yield chunk == null
            ? null
            : new RelayRequest.GetPart(chunk.objectName(), chunk.bytes(), snapshots.opening(ahead));
      }
      default -> null;
    };
  }

  private @Nullable RelayRequest offerNext(RelaySession session, long nowMillis) {
    if (offer == null) {
      snapshots.begin(nowMillis);
      offer = snapshots.next(nowMillis);
    }
    if (offer == null || (isManifest(offer) && !holdsAll(session))) {
      return null;
    }
    return new RelayRequest.Put(offer.name(), offer.bytes());
  }

  private static boolean isManifest(Snapshots.Made object) {
    return object.name().startsWith("snapshot-");
  }

  /**
   * The rows of a snapshot may show what the relay has no batches of yet. If this database were
   * then lost, newcomers would show what nobody else ever hears of.
   */
  private boolean holdsAll(RelaySession session) {
    return session.takesBatches() && session.pushedAll() && replica.unsealed() == 0;
  }

  /** A request of this one's was answered. */
  void answered(RelaySession session, RelayAnswer answer, long nowMillis) {
    if (session == offering && answer instanceof RelayAnswer.Kept && offer != null) {
      events.progress(new Progress(Phase.SNAPSHOT_OUT, offer.records(), 0));
      offer = snapshots.next(nowMillis);
      if (offer == null) {
        offering = null;
        session.askAgain();
      }
    } else if (session == source && answer instanceof RelayAnswer.Got got) {
      gotManifest(session, got, nowMillis);
    } else if (session == source && answer instanceof RelayAnswer.GotPart got) {
      gotPart(session, got.part(), nowMillis);
    }
  }

  private void gotManifest(RelaySession session, RelayAnswer.Got got, long nowMillis) {
    String name = manifestName;
    ByteBuffer bytes = got.bytes();
    if (step != Step.GET_MANIFEST || name == null) {
      return;
    }
    SnapshotManifest manifest = bytes == null ? null : snapshots.load(name, bytes);
    if (manifest == null) {
      if (bytes != null) {
        session.membershipNews();
      }
      restart(session);
      session.snapshotFailed(nowMillis);
      return;
    }
    total = manifest.records();
    step = snapshots.wanted(0) == null ? Step.FINISH : Step.GET_CHUNK;
  }

  private void gotPart(RelaySession session, @Nullable SnapshotPart part, long nowMillis) {
    if (part == null) {
      restart(session);
      session.snapshotFailed(nowMillis);
    } else if (step == Step.GET_CHUNK) {
      arrived.add(part);
    }
  }

  private void load(long nowMillis) {
    snapshots.accept(arrived.element(), nowMillis);
    arrived.remove();
    events.progress(new Progress(Phase.SNAPSHOT_IN, snapshots.loaded(), total));
    step = snapshots.wanted(0) == null ? Step.FINISH : Step.GET_CHUNK;
  }

  /** {@return whether all of a snapshot is here} */
  boolean finishing() {
    return step == Step.FINISH;
  }

  /** {@return where the snapshot comes from; null = none is loaded} */
  @Nullable
  RelaySession source() {
    return source;
  }

  /** Work on the database that needs no relay. */
  void work(long nowMillis) {
    if (loadsNow()) {
      load(nowMillis);
    } else if (step == Step.FINISH && snapshots.finish(nowMillis)) {
      step = Step.NONE;
      if (source != null) {
        source.askAgain();
      }
      source = null;
    }
  }

  /** The relay failed: start over with whoever answers next; what is loaded stays. */
  void failed(RelaySession session) {
    if (session == offering) {
      offering = null;
      offer = null;
    }
    if (session == source && step != Step.FINISH) {
      restart(session);
    }
  }

  private void restart(RelaySession session) {
    snapshots.abandon();
    arrived.clear();
    step = Step.NONE;
    source = null;
    session.askAgain();
  }
}
