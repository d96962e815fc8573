package dev.blazesync.engine.sync;

import dev.blazesync.Status.Peer;
import dev.blazesync.SyncListener.Progress;
import dev.blazesync.SyncListener.Progress.Phase;
import dev.blazesync.engine.Limits;
import dev.blazesync.engine.membership.NotMemberException;
import dev.blazesync.engine.replica.Received;
import dev.blazesync.engine.replica.Replica;
import dev.blazesync.engine.seal.SealedHeader;
import dev.blazesync.engine.sync.RelayRequest.RelayAnswer;
import dev.blazesync.spi.BusyException;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.RefusedException;
import dev.blazesync.spi.SealedBatch;
import dev.blazesync.spi.SyncException;
import dev.blazesync.spi.UnavailableException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * One replica and its relay sessions, stepped. Events come in ({@link #localChange}, {@link #more},
 * {@link #answered}, {@link #failed}); {@link #step} does what can be done in a few short
 * transactions and emits requests. It never waits: {@link #nextWakeMillis} says when it wants to be
 * stepped again though nothing happens.
 */
public final class SyncCore {
  /** Hears what the core did; called while stepping. */
  public interface Events {
    default void progress(Progress progress) {}

    default void applied(long rows) {}

    default void conflicts(long decided) {}

    default void notice(String message) {}
  }

  /** A request for one relay. */
  public record Emission(int relay, RelayRequest request) {}

  private record Answered(int relay, RelayAnswer answer) {}

  /** Merging transactions in one step: then requests are emitted in between. */
  private static final int MERGES_PER_STEP = 8;

  private static final long BUSY_FIRST_MILLIS = 2;
  private static final long BUSY_MOST_MILLIS = 250;
  private static final long REFUSED_MILLIS = 5_000;

  /** How often this node states its heads while it is connected, at most. */
  private static final long STATEMENT_MILLIS = 10 * 60_000;

  /** After it believed a relay that this node had another life, it does not for so long. */
  private static final long BELIEVED_MILLIS = 10 * 60_000;

  private final Replica replica;
  private final List<RelaySession> sessions = new ArrayList<>();
  private final Joiner joiner;
  private final Notices notices;
  private final Events events;
  private final Set<OriginLog> goneOn = new HashSet<>();
  private final Deque<Answered> inbox = new ArrayDeque<>();
  private long nextStatementMillis;
  private long nextBelievedMillis;
  private int membershipSeen;
  private boolean removed;
  private boolean localDirty = true;
  private boolean mergeWanted = true;
  private boolean sealWanted = true;
  private long busyUntilMillis;
  private long steppedMillis;
  private long busyMillis = BUSY_FIRST_MILLIS;

  public SyncCore(Replica replica, List<String> relayUris, Events events, RandomGenerator random) {
    this.replica = replica;
    this.events = events;
    this.notices = new Notices(events);
    relayUris.forEach(
        uri -> sessions.add(new RelaySession(uri, replica, sessions.isEmpty(), random)));
    this.joiner = new Joiner(replica, events);
  }

  /** The database may have changed. */
  public void localChange() {
    localDirty = true;
  }

  /** A relay may have more. */
  public void more(int relay) {
    sessions.get(relay).more();
  }

  /** A request was answered. */
  public void answered(int relay, RelayAnswer answer) {
    inbox.add(new Answered(relay, answer));
  }

  /** A request failed. */
  public void failed(int relay, SyncException why, long nowMillis) {
    RelaySession session = sessions.get(relay);
    boolean knowsLess = why instanceof NotMemberException && replica.roster().inGroup();
    boolean forGood =
        !knowsLess && (why instanceof RefusedException || why instanceof ConfigurationException);
    session.failed(why, forGood, nowMillis);
    joiner.failed(session);
  }

  private void takeAnswers(long nowMillis) {
    while (!inbox.isEmpty()) {
      Answered next = inbox.element();
      RelaySession session = sessions.get(next.relay());
      try {
        session.answered(next.answer(), nowMillis);
        if (next.answer() instanceof RelayAnswer.Held) {
          checkOwnHistory(session, nowMillis);
          for (OriginLog log : session.takeContradicted()) {
            notices.once(
                session.uri()
                    + " has another history of log "
                    + log
                    + " than this device: "
                    + "two histories exist; its device was copied or restored, or the relay deceives");
          }
          if (session.takeConnected()) {
            nextStatementMillis = Math.min(nextStatementMillis, nowMillis);
          }
          joiner.held(session, session == sessions.get(0));
        } else if (!ChainExchange.concerns(next.answer())) {
          joiner.answered(session, next.answer(), nowMillis);
          long common = session.takeForkedAt();
          if (common >= 0) {
            goOnUnproven(session, common, nowMillis);
          }
        }
      } catch (ProtocolException | ConfigurationException | RefusedException e) {
        notices.once(e.getMessage());
        failed(next.relay(), e, nowMillis);
      }
      inbox.remove();
    }
  }

  /**
   * Does what can be done now.
   *
   * @throws RefusedException if this device was removed from the group
   */
  public List<Emission> step(long nowMillis) {
    if (nowMillis < steppedMillis) {
      sessions.forEach(RelaySession::clockSetBack);
      nextStatementMillis = 0;
      nextBelievedMillis = 0;
      busyUntilMillis = 0;
    }
    steppedMillis = nowMillis;
    if (nowMillis >= busyUntilMillis) {
      try {
        long conflicts = replica.nextConflict();
        workOnDatabase(nowMillis);
        if (replica.nextConflict() > conflicts) {
          events.conflicts(replica.nextConflict() - conflicts);
        }
        busyMillis = BUSY_FIRST_MILLIS;
        busyUntilMillis = 0;
      } catch (RefusedException e) {
        // the database would not take the transaction: told, and tried again at leisure
        notices.once(e.getMessage());
        busyUntilMillis = nowMillis + REFUSED_MILLIS;
      } catch (BusyException e) {
        // the application holds the lock: nothing was done, everything is tried again
        busyUntilMillis = nowMillis + busyMillis;
        busyMillis = Math.min(BUSY_MOST_MILLIS, busyMillis * 2);
        localDirty = true;
        mergeWanted = true;
        sealWanted = true;
      }
    }
    if (removed) {
      throw new RefusedException(
          "this device was removed from the group: nothing of it is taken any more, and it can read"
              + " nothing new; its data stays as it is. To come back, 'blazesync detach --force' and join"
              + " with a new code, as a device of its own");
    }
    notices.clear();
    List<Emission> emissions = new ArrayList<>();
    for (int relay = 0; relay < sessions.size(); relay++) {
      RelaySession session = sessions.get(relay);
      notices.add(session.clockNotice());
      int index = relay;
      boolean unheard = inbox.stream().anyMatch(answered -> answered.relay() == index);
      RelayRequest request = unheard ? null : request(session, nowMillis);
      if (request != null) {
        emissions.add(new Emission(relay, request));
      }
    }
    tellWaiting(nowMillis);
    notices.publish();
    return emissions;
  }

  /** What is not as it should be, and what waits for what. */
  private void tellWaiting(long nowMillis) {
    notices.add(replica.roster().trouble());
    notices.add(joiner.waits());
    replica.statements().alarms().forEach(notices::add);
    replica.statements().overdue(nowMillis).forEach(notices::add);
    replica
        .held()
        .forEach(
            (table, why) ->
                notices.add(
                    "table "
                        + table
                        + " is held back: "
                        + why
                        + "; its changes are kept and sync as soon as it is there"));
    if (replica.futurePacked() != 0) {
      notices.add(
          "changes dated more than "
              + Limits.CLOCK_AHEAD_MILLIS / 60_000
              + " minutes ahead of this computer's clock wait for it");
    }
  }

  private @Nullable RelayRequest request(RelaySession session, long nowMillis) {
    if (session.busy()) {
      return null;
    }
    try {
      RelayRequest request = session.next(nowMillis);
      if (request == null && session.takesObjects()) {
        request = joiner.next(session, nowMillis);
        if (request != null) {
          session.sent(request);
        }
      }
      return request;
    } catch (BusyException e) {
      busyUntilMillis = nowMillis + busyMillis;
      return null;
    } catch (RefusedException | UnavailableException e) {
      // what the other relays are asked for must not be forgotten on the way out of here
      notices.add(e.getMessage());
      busyUntilMillis = nowMillis + REFUSED_MILLIS;
      return null;
    }
  }

  private void workOnDatabase(long nowMillis) {
    takeAnswers(nowMillis);
    followMembership();
    logPulled(nowMillis);
    if (!replica.ready()) {
      join(nowMillis);
      return;
    }
    boolean online =
        replica.roster().trouble() == null
            && sessions.stream().anyMatch(RelaySession::takesBatches);
    if (localDirty) {
      replica.followSchema(nowMillis);
      localDirty = !replica.drain(nowMillis, online);
      sealWanted = true;
    }
    mergeWanted |= replica.nextRetryMillis() <= nowMillis;
    if (mergeWanted || replica.futurePacked() != 0) {
      merge(nowMillis);
    }
    if (online && sealWanted && !replica.seal()) {
      sealWanted = false;
    }
    if (online && nowMillis >= nextStatementMillis && !localDirty && !mergeWanted) {
      replica.statements().state();
      nextStatementMillis = nowMillis + STATEMENT_MILLIS;
    }
  }

  private void join(long nowMillis) {
    try {
      joiner.work(nowMillis);
    } catch (ProtocolException | ConfigurationException e) {
      RelaySession source = joiner.source();
      if (source == null || joiner.finishing()) {
        throw e;
      }
      // the next object may be on its way still
      notices.once(e.getMessage());
      joiner.failed(source);
      source.snapshotFailed(nowMillis);
    }
  }

  private void followMembership() {
    int entries = replica.roster().length();
    if (entries != membershipSeen) {
      membershipSeen = entries;
      sessions.forEach(RelaySession::membershipGrown);
      mergeWanted = true;
      sealWanted = true;
    }
    removed = replica.roster().removed();
    for (RelaySession session : sessions) {
      String setBack = session.takeSetBack();
      if (setBack != null) {
        notices.once(setBack);
      }
    }
  }

  private void logPulled(long nowMillis) {
    for (RelaySession session : sessions) {
      List<SealedBatch> pulled = session.takePulled();
      if (!pulled.isEmpty()) {
        Received received;
        try {
          checkOwnBatches(session, pulled, nowMillis);
          // what is captured and not seen yet may come with another schema: that is looked at first
          received =
              localDirty
                  ? replica.receive(pulled)
                  : replica.receive(pulled, nowMillis, this::applied);
        } catch (ProtocolException e) {
          session.failed(e, false, nowMillis);
          continue;
        } catch (SyncException e) {
          session.notLogged();
          throw e;
        }
        mergeWanted |= received.logged() > 0;
        session.logged(received.logged(), received.gap(), nowMillis);
        if (received.unknown()) {
          session.membershipNews();
        }
        received.rejected().forEach(notices::once);
        for (OriginLog log : received.forked()) {
          // relays that keep different histories for ever must not make it go out for ever
          if (log.origin().equals(replica.node()) && goneOn.add(log)) {
            goOn(session, log, 0, nowMillis);
          } else if (replica.giveUp(log, nowMillis)) {
            mergeWanted = true;
            sessions.forEach(RelaySession::again);
            notices.once(
                "two histories of log " + log + " exist; the one that counts is asked for");
          } else {
            notices.once("two histories of log " + log + " exist");
          }
        }
      }
    }
  }

  private void merge(long nowMillis) {
    for (int round = 0; round < MERGES_PER_STEP; round++) {
      Replica.Merged merged = replica.merge(nowMillis);
      applied(merged.rows());
      sealWanted = true;
      if (!merged.more()) {
        replica
            .unreadable()
            .forEach((log, why) -> notices.once("changes of " + log + " cannot be read: " + why));
        mergeWanted = false;
        if (replica.locked()) {
          sessions.forEach(RelaySession::membershipNews);
        }
        return;
      }
    }
  }

  private void applied(long rows) {
    if (rows > 0) {
      events.applied(rows);
    }
  }

  /**
   * A relay that holds another history of this node's own log knew another life of it. If it says
   * that it holds more, what it shows is looked at first ({@link #checkOwnBatches}).
   */
  private void checkOwnHistory(RelaySession session, long nowMillis) {
    OriginLog own = replica.own();
    Position there = session.relayHolds(own);
    SealedBatch batch = there.sequence() == 0 ? null : replica.batch(own, there.sequence());
    if (batch != null && !Arrays.equals(SealedHeader.hash(batch.bytes()), there.hash())) {
      goOnUnproven(session, 0, nowMillis);
    }
  }

  /** Batches of the log this node is writing that it never wrote: a copy of it did. */
  private void checkOwnBatches(RelaySession session, List<SealedBatch> pulled, long nowMillis) {
    OriginLog own = replica.own();
    long held = replica.vector().sequence(own);
    if (pulled.stream()
        .anyMatch(b -> b.log().equals(own) && b.sequence() > held && replica.isOwn(b))) {
      goOn(session, own, held, nowMillis);
    }
  }

  /** Nobody has shown another history, a relay only says so: it is believed now and then. */
  private void goOnUnproven(RelaySession session, long common, long nowMillis) {
    if (nowMillis < nextBelievedMillis) {
      session.healed(replica.own());
      session.stuck(
          "the relay says that it has another history of this device's log, once more", nowMillis);
      return;
    }
    goOn(session, replica.own(), common, nowMillis);
    nextBelievedMillis = nowMillis + BELIEVED_MILLIS;
  }

  private void goOn(RelaySession session, OriginLog log, long common, long nowMillis) {
    replica.reissue(log, common, nowMillis);
    sealWanted = true;
    mergeWanted = true;
    sessions.forEach(each -> each.healed(log));
    notices.once(
        "this database was restored or copied: "
            + session.uri()
            + " knows another history of it; it goes on under a new lineage");
  }

  /**
   * {@return whether all that is local is acknowledged everywhere and all that relays hold is
   * merged}
   */
  public boolean synced() {
    return replica.ready()
        && !localDirty
        && !replica.mergeWaiting()
        && replica.nextRetryMillis() > steppedMillis
        && replica.unsealed() == 0
        && !sessions.isEmpty()
        && sessions.stream().allMatch(RelaySession::synced)
        && joiner.idle();
  }

  /** {@return whether the core has more to do at once} */
  public boolean eager(long nowMillis) {
    return nowMillis >= busyUntilMillis
        && (!inbox.isEmpty() || (replica.ready() && (localDirty || mergeWanted)) || joiner.eager());
  }

  /** {@return when to step again though nothing happens, milliseconds since 1970} */
  public long nextWakeMillis() {
    long wake = Long.MAX_VALUE;
    for (RelaySession session : sessions) {
      wake = Math.min(wake, session.nextWakeMillis());
    }
    if (busyUntilMillis > 0) {
      wake = Math.min(wake, busyUntilMillis);
    }
    wake = Math.min(wake, replica.nextRetryMillis());
    if (replica.statements().due() && sessions.stream().anyMatch(RelaySession::takesBatches)) {
      wake = Math.min(wake, Math.max(nextStatementMillis, steppedMillis + 1));
    }
    long future = replica.futurePacked();
    if (future != 0) {
      wake =
          Math.min(wake, (future >>> HybridTimestamp.COUNTER_BITS) - Limits.CLOCK_AHEAD_MILLIS + 1);
    }
    return wake;
  }

  /** Tries every relay at once, whatever failed before. */
  public void retryNow() {
    sessions.forEach(RelaySession::retryNow);
  }

  public List<Peer> peers() {
    return sessions.stream().map(RelaySession::peer).toList();
  }

  public List<String> currentNotices() {
    return notices.current();
  }

  public Replica replica() {
    return replica;
  }

  /** {@return what a bootstrap or snapshot is doing; null = none is under way} */
  public @Nullable Phase phase() {
    return joiner.phase();
  }
}
