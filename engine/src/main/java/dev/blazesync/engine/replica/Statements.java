package dev.blazesync.engine.replica;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.books.AlarmBook.Kind;
import dev.blazesync.engine.books.Cells;
import dev.blazesync.engine.books.EngineTables;
import dev.blazesync.engine.books.OriginBook.Origin;
import dev.blazesync.engine.books.StateBook.Fact;
import dev.blazesync.engine.codec.VectorCodec;
import dev.blazesync.engine.codec.WireReader;
import dev.blazesync.engine.codec.WireWriter;
import dev.blazesync.engine.crypto.Fingerprint;
import dev.blazesync.engine.log.Heads;
import dev.blazesync.engine.membership.EntryId;
import dev.blazesync.engine.membership.Membership;
import dev.blazesync.engine.seal.SealedHeader;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.SealedBatch;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.StoreView;
import dev.blazesync.spi.VersionVector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What this node states of its heads, and what it makes of the statements of others (decision D14).
 * A statement goes out only after something else did or came in, or every statement would call for
 * another. For the engine's thread.
 */
public final class Statements {
  /** Others have seen what no relay shows here: told after so long, in milliseconds. */
  static final long PATIENCE_MILLIS = 10 * 60_000;

  private final Desk desk;
  private final Outgoing outgoing;
  private final Map<OriginLog, Owed> owed = new TreeMap<>();

  /** What another device has seen of a log, and this one has not. */
  private record Owed(long sequence, NodeId by, long sinceMillis) {}

  Statements(Desk desk, Outgoing outgoing) {
    this.desk = desk;
    this.outgoing = outgoing;
  }

  /** Something is worth a statement. */
  static void due(StoreTransaction tx, Desk desk) {
    desk.books().state().put(tx, Fact.UNSTATED, 1);
  }

  /** {@return whether a statement is due, from a device that has the group's rows} */
  public boolean due() {
    return desk.books().state().number(Fact.UNSTATED, 0) == 1
        && desk.books().state().number(Fact.READY, 0) == 1
        && desk.seals().self() != null;
  }

  /** {@return whether this node's heads were stated: a batch that has to be pushed} */
  public boolean state() {
    return due() && outgoing.state(this);
  }

  /** {@return what shows that somebody deceives or a device was copied, oldest first} */
  public List<String> alarms() {
    return desk.books().alarms().all();
  }

  /** {@return what has changed since the last statement} */
  Heads next() {
    Membership membership = desk.books().chain().membership();
    if (membership == null) {
      throw new IllegalStateException("nothing is known of the membership");
    }
    VersionVector stated = stated();
    Map<OriginLog, Position> changed = new TreeMap<>();
    for (Origin origin : desk.books().origins().all()) {
      boolean same = origin.held().equals(stated.position(origin.log()));
      if (!same && origin.held().sequence() > 0 && changed.size() < Limits.STATED_LOGS) {
        changed.put(origin.log(), origin.held());
      }
    }
    return new Heads(membership.length(), membership.head(), new VersionVector(changed));
  }

  /** Remembers what was stated. */
  void stated(StoreTransaction tx, Heads heads) {
    Map<OriginLog, Position> all = new TreeMap<>(stated().positions());
    all.putAll(heads.logs().positions());
    all.keySet().removeIf(log -> desk.books().origins().find(log) == null);
    WireWriter out = new WireWriter();
    VectorCodec.write(out, new VersionVector(all));
    desk.books().state().put(tx, Fact.STATED, out.toBytes());
    desk.books().state().put(tx, Fact.UNSTATED, 0);
  }

  private VersionVector stated() {
    byte[] bytes = desk.books().state().bytes(Fact.STATED);
    return bytes == null
        ? VersionVector.EMPTY
        : VectorCodec.read(new WireReader(bytes, "what was stated"));
  }

  /** Compares a statement of another device with what is here. */
  void hear(StoreTransaction tx, OriginLog from, Heads heads, long nowMillis) {
    if (from.origin().equals(desk.own().origin())) {
      return;
    }
    hearMembership(tx, from.origin(), heads, nowMillis);
    heads
        .logs()
        .positions()
        .forEach((log, position) -> hear(tx, from.origin(), log, position, nowMillis));
  }

  private void hearMembership(StoreTransaction tx, NodeId from, Heads heads, long nowMillis) {
    Membership membership = desk.books().chain().membership();
    EntryId here = membership == null ? null : membership.entry(heads.entries() - 1L);
    if (here != null && !here.equals(heads.head())) {
      raise(
          tx,
          Kind.MEMBERSHIP,
          "device "
              + new Fingerprint(from)
              + " has seen another membership of the group than this one (entry "
              + (heads.entries() - 1)
              + "): a relay shows two histories, or one of the two devices was deceived by an admin;"
              + " compare 'group members' on both, and change nothing until it is clear",
          nowMillis);
    }
  }

  private void hear(
      StoreTransaction tx, NodeId from, OriginLog log, Position there, long nowMillis) {
    Membership membership = desk.books().chain().membership();
    if (membership == null || !membership.accepts(log, there)) {
      return;
    }
    Position held = desk.books().origins().held(log);
    if (held.sequence() < there.sequence()) {
      Owed before = owed.get(log);
      if (before == null || before.sequence() < there.sequence()) {
        owed.put(log, new Owed(there.sequence(), from, nowMillis));
      }
      return;
    }
    byte[] here = hash(tx, log, there.sequence());
    if (here != null && !Arrays.equals(here, there.hash())) {
      raise(
          tx,
          Kind.LOG,
          "device "
              + new Fingerprint(from)
              + " has seen another history of log "
              + log
              + " than this one (batch "
              + there.sequence()
              + "): that log's device was copied or restored, or a relay deceives",
          nowMillis);
    }
  }

  private void raise(StoreTransaction tx, Kind kind, String sentence, long nowMillis) {
    // the statement itself, signed, is in the log
    desk.books().alarms().raise(tx, kind, sentence, new byte[0], nowMillis);
  }

  /** {@return the hash of a batch of a log; null if it is not known here any more} */
  private byte @Nullable [] hash(StoreTransaction tx, OriginLog log, long sequence) {
    Origin origin = desk.books().origins().find(log);
    if (origin == null || sequence < 1) {
      return null;
    }
    if (origin.held().sequence() == sequence) {
      return origin.held().hash();
    }
    SealedBatch following = desk.log().read(tx, origin, sequence + 1);
    return following == null ? null : SealedHeader.read(following.bytes()).previousHash();
  }

  /**
   * {@return up to which sequence a relay once acknowledged this node's log, as far as is noted}
   */
  public long acknowledgedBy(String uri) {
    long[] acknowledged = {0};
    try (StoreView view = desk.store().snapshot()) {
      view.read(
          EngineTables.RELAY,
          EngineTables.RELAY.identityKey(),
          Rows.of(Cells.key(uri)),
          row -> {
            acknowledged[0] = row.int64(1);
            return true;
          });
    }
    // of a log that this node still writes, it cannot be more than there is
    return Math.min(acknowledged[0], desk.books().origins().held(desk.own()).sequence());
  }

  /** {@return what others have seen long ago and no relay shows here} */
  public List<String> overdue(long nowMillis) {
    List<String> sentences = new ArrayList<>();
    owed.entrySet()
        .removeIf(
            owing ->
                desk.books().origins().held(owing.getKey()).sequence()
                    >= owing.getValue().sequence());
    owed.forEach(
        (log, missing) -> {
          if (nowMillis - missing.sinceMillis() >= PATIENCE_MILLIS) {
            sentences.add(
                "device "
                    + new Fingerprint(missing.by())
                    + " has seen batch "
                    + missing.sequence()
                    + " of log "
                    + log
                    + ", which no relay shows here: it is on its way by another one, or a relay"
                    + " withholds it");
          }
        });
    return sentences;
  }
}
