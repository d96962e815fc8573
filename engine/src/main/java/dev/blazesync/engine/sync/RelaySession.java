package dev.blazesync.engine.sync;

import dev.blazesync.Status.Peer;
import dev.blazesync.Status.Peer.State;
import dev.blazesync.engine.Limits;
import dev.blazesync.engine.log.OperationLog.Logged;
import dev.blazesync.engine.replica.Replica;
import dev.blazesync.engine.seal.SealedHeader;
import dev.blazesync.engine.sync.RelayRequest.RelayAnswer;
import dev.blazesync.spi.Holding;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Page;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.PushResult;
import dev.blazesync.spi.RefusedException;
import dev.blazesync.spi.SealedBatch;
import dev.blazesync.spi.SyncException;
import dev.blazesync.spi.VersionVector;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * The conversation with one relay: asks what it holds, pulls what is missing here, pushes what is
 * missing there, and then waits to be woken. One request is under way at a time.
 */
final class RelaySession {
  /** Bytes of batches in one page. */
  static final int PAGE_BYTES = 1 << 20;

  /** How often a relay is asked again though nobody woke this node. */
  private static final long POLL_MILLIS = 60_000;

  /** The same, while the group's first snapshot is awaited. */
  private static final long JOIN_POLL_MILLIS = 500;

  private final String uri;
  private final Replica replica;
  private final ChainExchange chain;
  private final boolean deciding;
  private final Backoff backoff;
  private final Map<OriginLog, Position> head = new TreeMap<>();
  private final Set<OriginLog> forked = new HashSet<>();

  /** Logs of which the relay lacks batches that this node never had (its log began later). */
  private final Set<OriginLog> unservable = new HashSet<>();

  private List<SealedBatch> pulledBatches = List.of();
  private List<Logged> pushing = List.of();
  private @Nullable Holding holding;
  private boolean outstanding;
  private boolean askHolding = true;
  private boolean pullWanted = true;

  /** Woken since the request under way was sent: its answer may be older than the news. */
  private boolean moreHeard;

  /** Whether it held more of something before, and nobody was told. */
  private boolean lessThanBefore;

  private boolean heardBefore;
  private List<OriginLog> contradicted = List.of();

  /** Whether its holding was asked for on a new connection, and nobody was told. */
  private boolean connected;

  /** It says that it has more of this node's own log: that is looked at before it goes on. */
  private boolean ownAhead;

  /** Whether what it answered last led nowhere. */
  private boolean stuck;

  private boolean pushTurn;
  private boolean refused;
  private boolean clockAhead;
  private long forkedAt = -1;
  private long clockAheadMillis;
  private long pushAfter;
  private @Nullable ByteBuffer cursor;
  private long nextTryMillis;
  private long nextPollMillis;
  private long lastSeenMillis;
  private @Nullable String problem;

  /**
   * @param deciding whether this relay decides which entries the membership has
   */
  RelaySession(String uri, Replica replica, boolean deciding, RandomGenerator random) {
    this.uri = uri;
    this.replica = replica;
    this.deciding = deciding;
    this.chain = new ChainExchange(replica.roster(), deciding);
    this.backoff = new Backoff(random);
  }

  String uri() {
    return uri;
  }

  /** {@return what the relay said it has; null = it was not asked since the last failure} */
  @Nullable
  Holding holding() {
    return holding;
  }

  /** {@return whether batches may be numbered to be pushed here} */
  boolean takesBatches() {
    return holding != null && !refused && !clockAhead && !ownAhead;
  }

  /** {@return whether objects may be put and asked for: it knows who is in the group} */
  boolean takesObjects() {
    return holding != null && !refused && chain.resting();
  }

  boolean busy() {
    return outstanding;
  }

  /** There may be more to pull. */
  void more() {
    pullWanted = true;
    moreHeard = true;
    if (replica.inGroup() && !replica.ready()) {
      askHolding = true;
    }
  }

  /** The relay's holding has to be read again: a snapshot is awaited, or was put there. */
  void askAgain() {
    askHolding = true;
  }

  /** A snapshot that it listed is not there, or cannot be loaded. */
  void snapshotFailed(long nowMillis) {
    askHolding = true;
    stuck("the relay lists a snapshot that cannot be loaded from it", nowMillis);
  }

  /** {@return the next request of the ordinary exchange; null = nothing to do now} */
  @Nullable
  RelayRequest next(long nowMillis) {
    if (outstanding || refused || nowMillis < nextTryMillis) {
      return null;
    }
    if (nowMillis >= nextPollMillis) {
      askHolding = true;
      chain.news();
      nextPollMillis = nowMillis + (replica.ready() ? POLL_MILLIS : JOIN_POLL_MILLIS);
    }
    RelayRequest membership = membership(nowMillis);
    if (membership != null) {
      return sent(membership);
    }
    if (refused || !replica.roster().inGroup()) {
      return null;
    }
    if (askHolding || holding == null) {
      return sent(new RelayRequest.AskHolding());
    }
    if (!replica.ready()) {
      return null;
    }
    boolean push = takesBatches() && pushAfter < replica.logEnd();
    if (push && (pushTurn || !pullWanted)) {
      pushTurn = false;
      RelayRequest request = push();
      if (request != null) {
        return request;
      }
    }
    if (!pullWanted) {
      return null;
    }
    pushTurn = true;
    return sent(new RelayRequest.Pull(replica.vector(), cursor, PAGE_BYTES));
  }

  private @Nullable RelayRequest membership(long nowMillis) {
    try {
      return chain.next();
    } catch (RefusedException e) {
      failed(e, true, nowMillis);
      return null;
    }
  }

  /** The group's data is to begin with this device's rows, if this relay's membership lets it. */
  void found() {
    chain.found();
  }

  /** There may be entries of the membership that are not known here. */
  void membershipNews() {
    chain.news();
  }

  /** More of the membership is known than before: what was left out may count now. */
  void membershipGrown() {
    cursor = null;
    pullWanted = true;
    // snapshots that were made before a removal do not count: another one may be due
    askHolding = true;
    unservable.clear();
  }

  /** {@return a sentence if it showed less than it once did; once} */
  @Nullable
  String takeSetBack() {
    boolean behind = chain.takeBehind();
    boolean less = lessThanBefore || behind;
    lessThanBefore = false;
    return less
        ? uri
            + " shows less than it once did: it was set back or restored from a backup; what it lacks"
            + " is put there again, and whoever runs it should know"
        : null;
  }

  private @Nullable RelayRequest push() {
    List<Logged> entries = replica.lacking(pushable(), pushAfter, PAGE_BYTES);
    if (entries.isEmpty()) {
      pushAfter = replica.logEnd();
      return null;
    }
    pushing = entries;
    return sent(new RelayRequest.Push(entries.stream().map(Logged::batch).toList()));
  }

  /**
   * What the relay holds, and logs of which nothing can be pushed there as if it held them: it has
   * another history of them, or lacks what this node lacks too.
   */
  private VersionVector pushable() {
    Map<OriginLog, Position> positions = new TreeMap<>(head);
    for (OriginLog log : forked) {
      positions.put(log, new Position(Long.MAX_VALUE, Position.START.hash()));
    }
    for (OriginLog log : unservable) {
      positions.put(log, new Position(Long.MAX_VALUE, Position.START.hash()));
    }
    return new VersionVector(positions);
  }

  /** A request of somebody else's through this session (snapshot objects). */
  RelayRequest sent(RelayRequest request) {
    outstanding = true;
    moreHeard = false;
    return request;
  }

  /**
   * {@return whether everything this node has is there, and the other way round, as far as is
   * known}
   */
  boolean synced() {
    return holding != null
        && chain.resting()
        && !outstanding
        && !askHolding
        && !pullWanted
        && !refused
        && pushAfter >= replica.logEnd();
  }

  /** {@return whether nothing that can be pushed is left} */
  boolean pushedAll() {
    return pushAfter >= replica.logEnd();
  }

  void answered(RelayAnswer answer, long nowMillis) {
    outstanding = false;
    lastSeenMillis = nowMillis;
    if (!stuck) {
      problem = null;
      backoff.succeeded();
    }
    if (answer instanceof RelayAnswer.Held held) {
      held(held.holding(), nowMillis);
    } else if (ChainExchange.concerns(answer)) {
      chain.answered(answer, nowMillis);
    } else if (answer instanceof RelayAnswer.Pulled pulled) {
      pulled(pulled.page(), nowMillis);
    } else if (answer instanceof RelayAnswer.Pushed pushed) {
      pushed(pushed.result(), nowMillis);
    }
  }

  /** {@return batches that were pulled and have to be logged; once} */
  List<SealedBatch> takePulled() {
    List<SealedBatch> batches = pulledBatches;
    pulledBatches = List.of();
    return batches;
  }

  private void held(Holding now, long nowMillis) {
    if (deciding) {
      replica.roster().checkHolding(now.head());
    }
    connected |= holding == null;
    lessThanBefore |= showsLess(now.head());
    contradicted = contradicting(now.head());
    holding = now;
    askHolding = false;
    head.clear();
    unservable.clear();
    head.putAll(now.head().positions());
    long ahead = now.wallMillis() == 0 ? 0 : nowMillis - now.wallMillis();
    clockAhead = ahead > Limits.CLOCK_AHEAD_MILLIS;
    clockAheadMillis = ahead;
    pushAfter = replica.firstLacking(pushable());
    pullWanted = moreHeard || !replica.vector().covers(now.head());
    if (!pullWanted && pushedAll()) {
      progress();
    }
    ownAhead = now.head().sequence(replica.own()) > replica.vector().sequence(replica.own());
    cursor = null;
  }

  /** Something came of it: the next failure is the first one again. */
  private void progress() {
    stuck = false;
    problem = null;
    backoff.succeeded();
  }

  /** What it says leads nowhere: it is asked again, at leisure. */
  void stuck(String why, long nowMillis) {
    stuck = true;
    problem = why;
    nextTryMillis = nowMillis + backoff.failed();
  }

  private void pulled(Page page, long nowMillis) {
    if (page.batches().isEmpty() && page.hasMore()) {
      stuck("the relay says that it has more, and shows nothing", nowMillis);
    }
    if (ownAhead && !page.hasMore()) {
      // what it has of this node's own log is in this page, or it has not
      ownAhead = false;
      head.put(replica.own(), replica.vector().position(replica.own()));
      pushAfter = replica.firstLacking(pushable());
    }
    pulledBatches = page.batches();
    cursor = page.cursor();
    pullWanted = moreHeard || page.hasMore();
    if (page.batches().isEmpty()) {
      // woken, and not by batches
      chain.news();
    }
    page.batches().forEach(this::relayHas);
  }

  private void relayHas(SealedBatch batch) {
    Position known = head.getOrDefault(batch.log(), Position.START);
    if (batch.sequence() > known.sequence()) {
      head.put(batch.log(), new Position(batch.sequence(), SealedHeader.hash(batch.bytes())));
    }
  }

  /** Logs of devices that were removed may become shorter. */
  private boolean showsLess(VersionVector now) {
    boolean first = !heardBefore;
    heardBefore = true;
    long acknowledged = first ? replica.statements().acknowledgedBy(uri) : 0;
    return now.sequence(replica.own()) < acknowledged
        || head.entrySet().stream()
            .anyMatch(
                log ->
                    now.sequence(log.getKey()) < log.getValue().sequence()
                        && replica.roster().isMember(log.getKey().origin()));
  }

  /**
   * {@return logs of others of which it names another batch at the same place than is held here}
   */
  List<OriginLog> takeContradicted() {
    List<OriginLog> logs = contradicted;
    contradicted = List.of();
    return logs;
  }

  private List<OriginLog> contradicting(VersionVector now) {
    return now.positions().entrySet().stream()
        .filter(
            log -> {
              Position here = replica.vector().position(log.getKey());
              return !log.getKey().origin().equals(replica.node())
                  && here.sequence() == log.getValue().sequence()
                  && !here.equals(log.getValue());
            })
        .map(Map.Entry::getKey)
        .toList();
  }

  /** {@return whether this is another connection than before; once} */
  boolean takeConnected() {
    boolean was = connected;
    connected = false;
    return was;
  }

  /**
   * What was pulled was logged.
   *
   * @param logged how many batches were new
   * @param gap whether some did not continue what is held here: those before are missing
   */
  void logged(int logged, boolean gap, long nowMillis) {
    if (logged > 0) {
      progress();
    } else if (gap) {
      stuck("the relay shows batches, and not those before them", nowMillis);
    }
    if (gap) {
      again();
    }
  }

  /** What was pulled has to come again. */
  void again() {
    cursor = null;
    pullWanted = true;
  }

  /** What was pulled was not logged: it has to come again before this node numbers anything. */
  void notLogged() {
    again();
    OriginLog own = replica.own();
    ownAhead = relayHolds(own).sequence() > replica.vector().sequence(own);
  }

  private void pushed(PushResult result, long nowMillis) {
    for (Logged entry : pushing.subList(0, Math.min(result.accepted(), pushing.size()))) {
      relayHas(entry.batch());
      pushAfter = Math.max(pushAfter, entry.position());
    }
    if (result.accepted() > 0) {
      progress();
    }
    PushResult.Refused no = result.refusal();
    if (no == null) {
      return;
    }
    if (result.accepted() == 0) {
      stuck("the relay does not take batches of this node (" + no.reason() + ")", nowMillis);
    }
    switch (no.reason()) {
      case GAP -> {
        askHolding = true;
        if (result.accepted() < pushing.size()) {
          OriginLog log = pushing.get(result.accepted()).batch().log();
          if (replica.batch(log, no.expected().sequence() + 1) == null) {
            // somebody who has the whole log pushes it; until then the others go on
            unservable.add(log);
            askHolding = false;
          }
        }
      }
      case FORK -> {
        if (result.accepted() < pushing.size()) {
          OriginLog log = pushing.get(result.accepted()).batch().log();
          forked.add(log);
          if (log.equals(replica.own())) {
            askHolding = true;
            forkedAt = common(log);
          }
          problem = "two histories of log " + log + " exist; its batches are not pushed here";
        }
      }
      case RETRY_LATER, QUOTA -> {
        stuck("the relay takes no more now (" + no.reason() + "): is its disk full?", nowMillis);
      }
      case NOT_MEMBER, BAD_SIGNATURE -> notTaken(result, no.reason());
    }
  }

  /** It knows another membership than this node, or this node holds what is not genuine. */
  private void notTaken(PushResult result, PushResult.Reason reason) {
    if (result.accepted() >= pushing.size()) {
      return;
    }
    OriginLog log = pushing.get(result.accepted()).batch().log();
    problem = "the relay does not take batches of log " + log + " (" + reason + ")";
    chain.begin();
    if (log.origin().equals(replica.node())) {
      askHolding = true;
    } else {
      unservable.add(log);
    }
  }

  /**
   * {@return up to where the relay has this node's own history, if it has another one beyond; -1 =
   * it has not. Once}
   */
  long takeForkedAt() {
    long common = forkedAt;
    forkedAt = -1;
    return common;
  }

  /** A history that is another one before its end may be another one from its beginning. */
  private long common(OriginLog log) {
    Position there = relayHolds(log);
    SealedBatch here = there.sequence() == 0 ? null : replica.batch(log, there.sequence());
    boolean same = here != null && Arrays.equals(SealedHeader.hash(here.bytes()), there.hash());
    return same ? there.sequence() : 0;
  }

  /** The other history of this node's log is no longer contradicted here. */
  void healed(OriginLog log) {
    forked.remove(log);
    askHolding = true;
  }

  void failed(SyncException why, boolean forGood, long nowMillis) {
    outstanding = false;
    holding = null;
    askHolding = true;
    problem = why.getMessage();
    chain.begin();
    if (forGood) {
      refused = true;
    } else {
      // it answers, and what it says leads nowhere: that it answers the next time is no success
      stuck |= why instanceof ProtocolException;
      nextTryMillis = nowMillis + backoff.failed();
    }
  }

  /** The clock was set back: times to come that were noted mean nothing. */
  void clockSetBack() {
    nextTryMillis = 0;
    nextPollMillis = 0;
  }

  /** Tries at once, whatever failed before. */
  void retryNow() {
    nextTryMillis = 0;
  }

  /** {@return when this session wants to be stepped though nothing happens} */
  long nextWakeMillis() {
    if (outstanding || refused) {
      return Long.MAX_VALUE;
    }
    boolean asks = holding == null && replica.roster().inGroup();
    return Math.max(nextTryMillis, asks ? nextTryMillis : nextPollMillis);
  }

  /** {@return a sentence if this node's clock is too far ahead to push} */
  @Nullable
  String clockNotice() {
    return clockAhead
        ? "this computer's clock is "
            + clockAheadMillis / 60_000
            + " minutes ahead of "
            + uri
            + ": nothing is sent until it is set right"
        : null;
  }

  Position relayHolds(OriginLog log) {
    return head.getOrDefault(log, Position.START);
  }

  Peer peer() {
    OriginLog own = replica.own();
    long behind =
        holding == null
            ? 0
            : Math.max(0, replica.vector().sequence(own) - relayHolds(own).sequence());
    State state;
    if (refused) {
      state = State.REFUSED;
    } else if (holding == null) {
      state = problem == null ? State.CONNECTING : State.WAITING;
    } else {
      state = synced() ? State.SYNCED : State.SYNCING;
    }
    return new Peer(
        uri, state, behind, lastSeenMillis, state == State.WAITING ? nextTryMillis : 0, problem);
  }
}
