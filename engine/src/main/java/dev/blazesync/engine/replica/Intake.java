package dev.blazesync.engine.replica;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.books.AlarmBook.Kind;
import dev.blazesync.engine.books.CarriedBook.Carried;
import dev.blazesync.engine.books.OriginBook.Origin;
import dev.blazesync.engine.books.SyncedTable;
import dev.blazesync.engine.codec.PayloadCodec;
import dev.blazesync.engine.codec.SnapshotCodec;
import dev.blazesync.engine.log.Heads;
import dev.blazesync.engine.log.Numbered;
import dev.blazesync.engine.log.OperationLog.Appended;
import dev.blazesync.engine.membership.Membership;
import dev.blazesync.engine.operation.Operation;
import dev.blazesync.engine.operation.PortableKey;
import dev.blazesync.engine.operation.RecordImage;
import dev.blazesync.engine.place.Change;
import dev.blazesync.engine.replica.Screening.Looked;
import dev.blazesync.engine.replica.Screening.Outcome;
import dev.blazesync.engine.replica.Screening.Sound;
import dev.blazesync.engine.seal.BatchContents;
import dev.blazesync.engine.seal.Opening;
import dev.blazesync.engine.seal.Opening.Opened;
import dev.blazesync.engine.seal.SealedHeader;
import dev.blazesync.spi.DrainScope;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.Row;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.SealedBatch;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What others did, on its way in: logged, then merged cut by cut. */
final class Intake {
  /**
   * What was merged.
   *
   * @param operations merged
   * @param rows that became different
   * @param more whether more can be merged now
   */
  record Merged(int operations, int rows, boolean more) {
    static final Merged NOTHING = new Merged(0, 0, false);
  }

  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

  /** Batches up to so many bytes are merged in the transaction that logs them. */
  private static final long AT_ONCE_BYTES = 16 << 10;

  private final Desk desk;
  private final Outgoing outgoing;
  private final Statements statements;
  private final Vetting vetting;
  private final Screening screening;
  private final Pace pace = new Pace();
  private final ParkedRetries retries;
  private final Map<OriginLog, String> unreadable = new TreeMap<>();

  /** Abandoned logs that end in the middle of a payload, and where: the rest will not come. */
  private final Map<OriginLog, Long> endless = new TreeMap<>();

  private final OpenedBatches opened = new OpenedBatches();
  private long futurePacked;
  private boolean locked;

  Intake(Desk desk, Outgoing outgoing, Statements statements) {
    this.desk = desk;
    this.statements = statements;
    this.vetting = new Vetting(desk);
    this.screening = new Screening(desk);
    this.outgoing = outgoing;
    this.retries = new ParkedRetries(desk, outgoing);
  }

  ParkedRetries retries() {
    return retries;
  }

  /** {@return packed time of the first batch that waits for this clock; 0 = none} */
  long futurePacked() {
    return futurePacked;
  }

  /** {@return whether a batch waits for the secret of its epoch} */
  boolean locked() {
    return locked;
  }

  /**
   * {@return logs whose next batch cannot be read, and why; nothing behind it in that log is
   * merged}
   */
  Map<OriginLog, String> unreadable() {
    return unreadable;
  }

  /** {@return what batches are by themselves, for {@link #receive}} Needs no transaction. */
  List<Looked> look(List<SealedBatch> batches) {
    return batches.stream().map(screening::look).toList();
  }

  /** Appends batches to the log; what they mean waits for {@link #merge}. */
  Received receive(List<Looked> batches) {
    return desk.relaxed(tx -> log(tx, batches));
  }

  /**
   * Appends batches to the log and merges them in the same transaction: one commit, not two.
   *
   * @param rows adds how many rows became different
   */
  Received receiveAndMerge(List<Looked> batches, long nowMillis, LongConsumer rows) {
    int[] changed = {0};
    Received received =
        desk.relaxed(
            tx -> {
              Received logged = log(tx, batches);
              changed[0] = mergeIn(tx, nowMillis).rows();
              return logged;
            });
    rows.accept(changed[0]);
    return received;
  }

  /** {@return whether these can be logged and merged within the writer budget} */
  boolean mergesAtOnce(List<SealedBatch> batches) {
    return !waiting()
        && batches.stream().mapToLong(batch -> batch.bytes().remaining()).sum() <= AT_ONCE_BYTES;
  }

  private Received log(StoreTransaction tx, List<Looked> batches) {
    List<Outcome> outcomes = batches.stream().map(screening::decide).toList();
    List<Numbered> sound =
        outcomes.stream()
            .filter(Sound.class::isInstance)
            .map(outcome -> ((Sound) outcome).numbered())
            .toList();
    Iterator<Appended> appended = desk.log().append(tx, sound, false).iterator();
    int logged = 0;
    boolean gap = false;
    boolean unknown = false;
    Set<OriginLog> forked = new LinkedHashSet<>();
    Set<OriginLog> leftOut = new HashSet<>();
    Set<String> rejected = new LinkedHashSet<>();
    for (int index = 0; index < batches.size(); index++) {
      SealedBatch batch = batches.get(index).batch();
      Outcome outcome = outcomes.get(index);
      if (outcome instanceof Sound counts) {
        Appended done = appended.next();
        if (done == Appended.NEW) {
          logged++;
          counts.keep(opened);
        } else if (done == Appended.FORK) {
          forked.add(batch.log());
          alarm(tx, batch);
        }
        // what follows a fork, or what was left out, can't be had here, however often it is asked
        gap |=
            done == Appended.GAP && !forked.contains(batch.log()) && !leftOut.contains(batch.log());
      } else {
        leftOut.add(batch.log());
        unknown |= outcome instanceof Screening.Unknown;
        if (outcome instanceof Screening.Rejected no) {
          rejected.add(no.why());
        }
      }
    }
    return new Received(logged, gap, forked, unknown, rejected);
  }

  /** Two histories of a log. Of this node's own it is healed: it was restored or copied. */
  private void alarm(StoreTransaction tx, SealedBatch batch) {
    if (!batch.log().origin().equals(desk.own().origin())) {
      byte[] proof = new byte[batch.length()];
      batch.bytes().get(proof);
      long millis = desk.clock().last() >>> HybridTimestamp.COUNTER_BITS;
      String sentence =
          "two histories of log "
              + batch.log()
              + " exist: its device was copied or restored, or a relay deceives";
      desk.books().alarms().raise(tx, Kind.LOG, sentence, proof, millis);
    }
  }

  /** {@return whether a whole unit may be waiting} */
  boolean waiting() {
    return desk.books().origins().all().stream()
        .filter(origin -> origin.merged() < origin.held().sequence() && certain(origin))
        .anyMatch(origin -> endless.getOrDefault(origin.log(), 0L) < origin.held().sequence());
  }

  /**
   * Merges whole cuts, as many as the writer budget allows and at least one if there is one; then
   * tries parked records again that are due, also while batches wait that cannot be merged yet.
   */
  Merged merge(long nowMillis) {
    if (waiting()) {
      Merged merged = desk.relaxed(tx -> mergeIn(tx, nowMillis));
      pace.took(merged.operations(), desk.heldNanos());
      if (merged.more()) {
        return merged;
      }
    }
    return retries.nextMillis() <= nowMillis
        ? new Merged(0, retries.run(nowMillis), true)
        : Merged.NOTHING;
  }

  private Merged mergeIn(StoreTransaction tx, long nowMillis) {
    if (!outgoing.drainFully(tx, nowMillis)) {
      return new Merged(0, 0, true);
    }
    List<Unit> units = units(tx, nowMillis);
    if (units.isEmpty()) {
      return Merged.NOTHING;
    }
    int rows = apply(tx, units, nowMillis);
    int operations = units.stream().mapToInt(Unit::operations).sum();
    return new Merged(operations, rows, true);
  }

  /**
   * {@return whether what is held of a log is what counts of it} Of a device that was removed, that
   * shows when the batch at its cut-off is here.
   */
  private boolean certain(Origin origin) {
    Membership membership = desk.books().chain().membership();
    return membership == null
        || membership.keys(origin.log().origin()) == null
        || membership.member(origin.log().origin()) != null
        || origin.held().equals(membership.cutOff(origin.log()));
  }

  private boolean removed(Origin origin) {
    Membership membership = desk.books().chain().membership();
    return membership != null && membership.removed().containsKey(origin.log().origin());
  }

  /**
   * A node that went on under another lineage, or was removed, may never finish what it began here.
   */
  private boolean abandoned(Origin origin) {
    if (removed(origin)) {
      return true;
    }
    return desk.books().origins().all().stream()
        .anyMatch(
            other ->
                other.log().origin().equals(origin.log().origin())
                    && !other.log().equals(origin.log())
                    && other.held().sequence() > 0);
  }

  private List<Unit> units(StoreTransaction tx, long nowMillis) {
    List<Unit> units = new ArrayList<>();
    futurePacked = 0;
    locked = false;
    int operations = 0;
    int latest = 0;
    for (Origin known : desk.books().origins().all()) {
      Origin origin = known;
      if (!certain(known)) {
        continue;
      }
      // the next one is taken to be as large as the latest
      while ((operations == 0 || operations + latest <= pace.size())
          && origin.merged() < origin.held().sequence()) {
        Origin from = origin;
        Unit unit;
        try {
          unit =
              Units.next(
                  from,
                  sequence -> desk.log().read(tx, from, sequence),
                  this::contents,
                  nowMillis + Limits.CLOCK_AHEAD_MILLIS,
                  abandoned(from));
        } catch (Units.FromTheFuture future) {
          futurePacked =
              Math.min(futurePacked == 0 ? Long.MAX_VALUE : futurePacked, future.packed());
          break;
        } catch (Units.Locked e) {
          locked = true;
          break;
        } catch (ProtocolException e) {
          // the others' changes do not wait behind a batch that cannot be read
          unreadable.put(from.log(), e.getMessage());
          break;
        }
        if (unit != null && !sound(from, unit)) {
          break;
        }
        if (unit == null) {
          if (abandoned(from)) {
            endless.put(from.log(), from.held().sequence());
          }
          break;
        }
        units.add(unit);
        opened.merged(from.log(), from.merged() + 1, unit.last());
        latest = unit.operations();
        operations += latest;
        origin = desk.books().origins().put(tx, origin.log(), origin.held(), unit.last());
      }
    }
    return units;
  }

  private boolean sound(Origin from, Unit unit) {
    try {
      unit.payloads().forEach(payload -> vetting.check(payload.operations()));
      return true;
    } catch (ProtocolException e) {
      unreadable.put(from.log(), e.getMessage());
      return false;
    }
  }

  /** {@return what is inside a batch of the log; null = its epoch's secret is not known} */
  @Nullable
  BatchContents contents(SealedBatch batch) {
    BatchContents known = opened.find(batch);
    if (known != null) {
      return known;
    }
    Opening<SealedHeader, BatchContents> opening = desk.seals().opener().openChecked(batch.bytes());
    return opening instanceof Opened<SealedHeader, BatchContents> done ? done.content() : null;
  }

  /** Batches of a log that were logged are not in the log any more. */
  void cutOff(OriginLog log) {
    opened.clear();
    unreadable.remove(log);
    endless.remove(log);
  }

  private int apply(StoreTransaction tx, List<Unit> units, long nowMillis) {
    Joining joining = new Joining(desk);
    for (Unit unit : units) {
      for (Unit.Payload payload : unit.payloads()) {
        Heads heads = payload.heads();
        if (heads != null) {
          statements.hear(tx, unit.origin().log(), heads, nowMillis);
          continue;
        }
        Statements.due(tx, desk);
        Set<String> places = joining.add(payload.operations());
        if (!places.isEmpty()) {
          desk.books().carried().carry(tx, unit.origin().id(), places, payload.bytes());
        }
      }
    }
    return join(tx, joining, nowMillis);
  }

  /** Joins everything gathered into the records, and puts them in their tables. */
  int join(StoreTransaction tx, Joining joining, long nowMillis) {
    Claims.of(desk.books().tables(), joining.arriving())
        .forEach(
            (table, keys) ->
                outgoing.claim(
                    tx, new DrainScope.Claim(table.schema(), localKeys(table, keys)), nowMillis));
    List<Change> changes = joining.changes(tx);
    int rows = desk.placer().place(tx, changes, nowMillis);
    desk.books().conflicts().enter(tx, joining.conflicts(), nowMillis);
    desk.clock().merged(joining.newest());
    return rows;
  }

  /**
   * Merges what was carried and may have a place now.
   *
   * @return false if there is too much captured to be drained first at once: call again
   */
  boolean replayCarried(long nowMillis) {
    boolean done = true;
    for (Carried entry : desk.books().carried().all()) {
      boolean placed =
          entry.places().stream()
              .anyMatch(
                  place -> {
                    int dot = place.indexOf('.');
                    SyncedTable table =
                        desk.books().tables().find(dot < 0 ? place : place.substring(0, dot));
                    return table != null
                        && (dot < 0 || table.schema().column(place.substring(dot + 1)) >= 0);
                  });
      if (placed) {
        done &= desk.<Boolean>transaction(tx -> replay(tx, entry, nowMillis));
      }
    }
    return done;
  }

  private boolean replay(StoreTransaction tx, Carried entry, long nowMillis) {
    if (!outgoing.drainFully(tx, nowMillis)) {
      return false;
    }
    byte[] payload = desk.books().carried().payload(tx, entry.id());
    desk.books().carried().drop(tx, entry.id());
    if (payload == null) {
      return true;
    }
    Joining joining = new Joining(desk);
    Set<String> places;
    try {
      places = carried(joining, entry, ByteBuffer.wrap(payload));
    } catch (ProtocolException e) {
      // it was carried for a place that was not there, so this could not be seen before
      LOG.warn("what was carried is left out: {}", e.getMessage());
      return true;
    }
    if (!places.isEmpty()) {
      desk.books().carried().carry(tx, entry.origin(), places, payload);
    }
    join(tx, joining, nowMillis);
    return true;
  }

  private Set<String> carried(Joining joining, Carried entry, ByteBuffer payload) {
    if (entry.origin() == 0) {
      List<RecordImage> images = SnapshotCodec.decodeChunk(payload);
      vetting.checkImages(images);
      return joining.addImages(images);
    }
    List<Operation> operations =
        PayloadCodec.decode(payload, desk.books().origins().log(entry.origin()));
    vetting.check(operations);
    return joining.add(operations);
  }

  /** {@return keys as the table holds them, each made when it is asked for} */
  static Rows localKeys(SyncedTable table, Collection<List<Value>> keys) {
    List<List<Value>> all = List.copyOf(keys);
    return new Rows() {
      @Override
      public int count() {
        return all.size();
      }

      @Override
      public Row at(int index) {
        return ValueRow.of(PortableKey.toLocal(table.schema(), all.get(index)));
      }
    };
  }
}
