package dev.blazesync.engine.replica;

import dev.blazesync.Existing;
import dev.blazesync.TableSelection;
import dev.blazesync.engine.books.Books;
import dev.blazesync.engine.books.OriginBook.Origin;
import dev.blazesync.engine.books.StateBook.Fact;
import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.engine.join.JoinCode;
import dev.blazesync.engine.log.OperationLog.Logged;
import dev.blazesync.engine.membership.Entry;
import dev.blazesync.engine.membership.Membership;
import dev.blazesync.engine.rules.GroupRules;
import dev.blazesync.engine.seal.BatchCheck;
import dev.blazesync.engine.seal.SealedHeader;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.ConflictPolicy;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.RecordStore;
import dev.blazesync.spi.RefusedException;
import dev.blazesync.spi.SealedBatch;
import dev.blazesync.spi.StoreView;
import dev.blazesync.spi.VersionVector;
import java.net.URI;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** One attached database as a member of a group: all that sync asks of it. */
public final class Replica implements AutoCloseable {

  private final Desk desk;
  private final Schemas schemas;
  private final Outgoing outgoing;
  private final Intake intake;
  private final Statements statements;
  private final Reissue reissue;
  private final Isolation isolation;
  private final Function<String, ConflictPolicy> policies;
  private final SecureRandom random;
  private final Roster roster;
  private final Snapshots snapshots;

  /** What was carried may have a place since the schema was last looked at. */
  private boolean replayWanted;

  /**
   * Opens the books of a store, making them if there are none.
   *
   * @param policies finds a conflict policy by NAME or NAME:ARGUMENT
   * @param keys of its device; not closed here
   */
  public Replica(
      RecordStore store,
      TableSelection selection,
      Losers losers,
      Function<String, ConflictPolicy> policies,
      DeviceKeys keys) {
    this(store, selection, losers, policies, keys, new SecureRandom(), System::nanoTime);
  }

  /**
   * The same with another clock, and other dice.
   *
   * @param random for lineages, salts and wraps
   * @param nanoTime monotonic; steers how much goes into a transaction, never results
   */
  public Replica(
      RecordStore store,
      TableSelection selection,
      Losers losers,
      Function<String, ConflictPolicy> policies,
      DeviceKeys keys,
      SecureRandom random,
      LongSupplier nanoTime) {
    Books.create(store);
    this.desk = new Desk(store, new Seals(keys, random), nanoTime);
    this.roster = new Roster(desk, this::take);
    this.schemas = new Schemas(desk, selection, policies);
    this.policies = policies;
    this.isolation = new Isolation(desk.retrying());
    this.outgoing = new Outgoing(desk, () -> schemas.held().keySet());
    this.statements = new Statements(desk, outgoing);
    this.intake = new Intake(desk, outgoing, statements);
    this.reissue = new Reissue(desk, intake);
    this.snapshots = new Snapshots(desk, schemas, outgoing, losers, roster, this::followSchema);
    this.random = random;
  }

  /** {@return the snapshots it makes and loads} */
  public Snapshots snapshots() {
    return snapshots;
  }

  /**
   * @param nanos is told how long each write transaction from now on held the write lock
   */
  public void tellHeld(LongConsumer nanos) {
    desk.tellHeld(nanos);
  }

  /** Gives this database the identity of its device if it has none, and installs capture. */
  public void open() {
    desk.transaction(
        tx -> {
          if (desk.books().state().bytes(Fact.NODE) == null) {
            desk.books().state().put(tx, Fact.NODE, desk.seals().node().toBytes());
            desk.books().state().put(tx, Fact.LINEAGE, Lineages.first(random));
            desk.books().state().put(tx, Fact.FORMAT, 1);
          }
          return true;
        });
    desk.identify();
    refreshSchema();
    replayWanted = true;
  }

  private void join(GroupId group, List<URI> relays, Existing existing) {
    byte[] before = desk.books().state().bytes(Fact.GROUP);
    boolean same = before != null && GroupId.of(before).equals(group);
    boolean belongs = roster.inGroup() || roster.removed();
    if (before != null && belongs && !same) {
      throw new RefusedException(
          "this database is in group "
              + GroupId.of(before)
              + ", the join code is of group "
              + group
              + "; 'blazesync detach' takes it out first");
    }
    if (same && belongs) {
      return;
    }
    String uris = String.join("\n", relays.stream().map(URI::toString).toList());
    desk.transaction(
        tx -> {
          if (!same) {
            // of a group that an earlier code was of, and that it never got into
            desk.books().chain().clear(tx);
          }
          desk.books().state().put(tx, Fact.GROUP, group.toBytes());
          desk.books().state().put(tx, Fact.RELAYS, uris);
          desk.books().state().put(tx, Fact.EXISTING, existing.name());
          return true;
        });
    desk.identify();
  }

  /**
   * Makes this database a member of a code's group, unless it is: it lets itself in once it knows
   * what the group's relay shows.
   *
   * @throws RefusedException if it is in another group
   */
  public void join(JoinCode code, Existing existing) {
    join(code.group(), code.hubs(), existing);
    if (!roster.inGroup()) {
      roster.invited(new Invitation(code));
    }
  }

  /** {@return the group's membership, and this device's place in it} */
  public Roster roster() {
    return roster;
  }

  private void take(List<Entry> entries, long nowMillis) {
    desk.transaction(
        tx -> {
          desk.books().chain().append(tx, desk.group(), entries);
          desk.identify();
          Statements.due(tx, desk);
          Membership membership = desk.books().chain().membership();
          if (membership != null && ready()) {
            reissue.cutOff(tx, membership, nowMillis);
          }
          return true;
        });
  }

  /** {@return tables that are held back since what their rules need is not here, and why} */
  public Map<String, String> held() {
    return Map.copyOf(schemas.held());
  }

  /** {@return the group's rules; before there is a group, those it would begin with} */
  public GroupRules rules() {
    return desk.books().rules().rules();
  }

  /**
   * Sets rules that the group begins with.
   *
   * @throws RefusedException if it has begun: its nodes have merged by the rules it has
   * @throws ConfigurationException for a rule that does not exist, or fits no table here
   */
  public void setRules(Map<String, String> more) {
    GroupRules wanted = rules().with(more);
    List<String> differing = wanted.differing(rules());
    if (differing.isEmpty()) {
      return;
    }
    List<String> fixed = GroupRules.shared(differing);
    if (inGroup() && !fixed.isEmpty()) {
      throw GroupRules.fixed(fixed);
    }
    new GroupRules(more).check(schemas.tables(), policies);
    desk.transaction(
        tx -> {
          desk.books().rules().set(tx, wanted);
          return true;
        });
    schemas.forget();
    refreshSchema();
    replayWanted = true;
  }

  /**
   * Puts what lost a conflict back, as a new edit.
   *
   * @throws RefusedException if there is nothing to put back, and why
   */
  public void restore(long conflict, long nowMillis) {
    followSchema(nowMillis);
    new Restoring(desk, outgoing).restore(conflict, nowMillis);
  }

  /** {@return the number that the next conflict gets} */
  public long nextConflict() {
    return desk.books().conflicts().next();
  }

  public boolean inGroup() {
    return desk.books().state().bytes(Fact.GROUP) != null;
  }

  /**
   * {@return the group}
   *
   * @throws ConfigurationException if it is in none
   */
  public GroupId group() {
    if (!inGroup()) {
      throw new ConfigurationException(
          "this database is in no group yet: a join code is needed once (--join CODE)");
    }
    return desk.group();
  }

  public NodeId node() {
    return desk.own().origin();
  }

  public OriginLog own() {
    return desk.own();
  }

  /** {@return the relays of the join code} */
  public List<URI> relays() {
    String uris = desk.books().state().text(Fact.RELAYS);
    List<URI> relays = new ArrayList<>();
    if (uris != null && !uris.isEmpty()) {
      for (String uri : uris.split("\n", -1)) {
        relays.add(URI.create(uri));
      }
    }
    return relays;
  }

  /** {@return whether the group's rows are in, or this node founded them} */
  public boolean ready() {
    return desk.books().state().number(Fact.READY, 0) == 1;
  }

  /** {@return whether the group's data began with this node's rows} */
  public boolean founder() {
    return desk.books().state().number(Fact.FOUNDER, 0) == 1;
  }

  /** {@return whether there is anything to found a group with: an empty database waits for one} */
  public boolean hasTables() {
    return !desk.store().schema().tables().isEmpty();
  }

  /** This node's rows are the group's first. */
  public void found() {
    refreshSchema();
    KeptValues kept = new KeptValues(desk);
    desk.books().tables().synced().forEach(kept::keep);
    desk.transaction(
        tx -> {
          desk.books().state().put(tx, Fact.FOUNDER, 1);
          desk.books().state().put(tx, Fact.SETTLED, 1);
          desk.books().state().put(tx, Fact.READY, 1);
          return true;
        });
  }

  /** Follows a schema that the application changed. Cheap when it did not. */
  public void followSchema(long nowMillis) {
    refreshSchema();
    if (replayWanted && ready()) {
      replayWanted = !intake.replayCarried(nowMillis);
    }
  }

  /** A table made while the group's rows come in is this node's own, like those made before. */
  private void refreshSchema() {
    replayWanted |= schemas.refresh(ready() || snapshots.begun() != null);
  }

  /**
   * Drains captured changes, once.
   *
   * @param seal whether to number them at once: a relay is connected whose holding is known
   * @return whether nothing captured is left, and nothing carried still has to be merged
   */
  public boolean drain(long nowMillis, boolean seal) {
    return isolation.run(() -> outgoing.drain(nowMillis, seal)).cut() && !replayWanted;
  }

  /** {@return whether batches were numbered; call again until not} */
  public boolean seal() {
    return outgoing.seal() > 0;
  }

  /** Logs batches of others. */
  public Received receive(List<SealedBatch> batches) {
    return intake.receive(intake.look(batches));
  }

  /**
   * Logs batches of others, and merges them in the same transaction if they are few and nothing
   * else waits.
   *
   * @param rows hears how many rows became different, once it is committed
   */
  public Received receive(List<SealedBatch> batches, long nowMillis, LongConsumer rows) {
    List<Screening.Looked> looked = intake.look(batches);
    if (ready() && intake.mergesAtOnce(batches)) {
      try {
        return intake.receiveAndMerge(looked, nowMillis, rows);
      } catch (RuntimeException e) {
        // any failure, a plug-in's too: nothing was done; logged they are safe, and merging is
        // tried
        // again by itself, where a record that cannot be merged is isolated
        return intake.receive(looked);
      }
    }
    return intake.receive(looked);
  }

  /** What {@link #merge} did. */
  public record Merged(int operations, int rows, boolean more) {}

  /** Merges logged batches into the data, one transaction. */
  public Merged merge(long nowMillis) {
    Intake.Merged merged = isolation.run(() -> intake.merge(nowMillis));
    return new Merged(merged.operations(), merged.rows(), merged.more());
  }

  /** {@return whether batches are logged that are not merged} */
  public boolean mergeWaiting() {
    return intake.waiting();
  }

  /** {@return logs whose next batch cannot be read, and why} */
  public Map<OriginLog, String> unreadable() {
    return Map.copyOf(intake.unreadable());
  }

  /** {@return packed time of a batch that waits for this node's clock; 0 = none} */
  public long futurePacked() {
    return intake.futurePacked();
  }

  /** {@return what this node states of its heads, and what comes of the statements of others} */
  public Statements statements() {
    return statements;
  }

  /** {@return whether a logged batch waits for the secret of its epoch} */
  public boolean locked() {
    return intake.locked();
  }

  public VersionVector vector() {
    return desk.books().origins().vector();
  }

  /** {@return what the last opening left in the database, to tell it from a backup; null = none} */
  public byte @Nullable [] mark() {
    return desk.books().state().bytes(Fact.MARK);
  }

  /**
   * Leaves another mark.
   *
   * @param another whether the database is not the one that was left: it goes on under a lineage of
   *     its own before it writes anything
   */
  public void mark(byte[] mark, boolean another) {
    desk.transaction(
        tx -> {
          desk.books().state().put(tx, Fact.MARK, mark);
          if (another) {
            long next = Lineages.after(desk.own().lineage(), random);
            desk.books().state().put(tx, Fact.LINEAGE, next);
            desk.identify();
          }
          return true;
        });
  }

  /** {@return batches that somebody with {@code head} lacks, behind log position {@code after}} */
  public List<Logged> lacking(VersionVector head, long after, int maxBytes) {
    try (StoreView view = desk.store().snapshot()) {
      return desk.log().beyond(view, head, after, maxBytes);
    }
  }

  /** {@return the log position before the first batch that somebody with {@code head} lacks} */
  public long firstLacking(VersionVector head) {
    try (StoreView view = desk.store().snapshot()) {
      return desk.log().firstBeyond(view, head);
    }
  }

  /** {@return the log's last position} */
  public long logEnd() {
    return desk.log().end();
  }

  /** {@return one batch of the log; null if it is not there} */
  public @Nullable SealedBatch batch(OriginLog log, long sequence) {
    Origin origin = desk.books().origins().find(log);
    if (origin == null) {
      return null;
    }
    try (StoreView view = desk.store().snapshot()) {
      return desk.log().read(view, origin, sequence);
    }
  }

  /** Operations drained and not numbered. */
  public long unsealed() {
    return desk.outbox().operations();
  }

  /** {@return when parked records are to be tried again, milliseconds since 1970} */
  public long nextRetryMillis() {
    return ready() ? intake.retries().nextMillis() : Long.MAX_VALUE;
  }

  public int parked() {
    return desk.books().parked().count();
  }

  /**
   * Goes on under another lineage, and sends again what a relay does not have of {@code log}.
   *
   * @param log of this node: a relay knows another history of it
   * @param common up to which sequence the two are surely the same
   */
  public void reissue(OriginLog log, long common, long nowMillis) {
    reissue.reissue(log, common, Lineages.after(own().lineage(), random), nowMillis);
  }

  /**
   * A relay shows another history of a log than is held here. If its device was removed, and what
   * is held is not what counts, it is given up, to be pulled again.
   *
   * @return whether it was given up
   */
  public boolean giveUp(OriginLog log, long nowMillis) {
    Membership membership = roster.membership();
    boolean uncertain =
        membership != null
            && membership.removed().containsKey(log.origin())
            && !desk.books().origins().held(log).equals(membership.cutOff(log));
    if (uncertain) {
      reissue.takeBack(log, nowMillis);
    }
    return uncertain;
  }

  /** {@return whether a batch that came from elsewhere was signed by this device} */
  public boolean isOwn(SealedBatch batch) {
    return desk.seals().check().check(batch.bytes()).verdict() == BatchCheck.Verdict.SOUND
        && SealedHeader.read(batch.bytes()).log().equals(own());
  }

  /** Wipes the group's secrets out of memory. */
  @Override
  public void close() {
    desk.seals().close();
  }
}
