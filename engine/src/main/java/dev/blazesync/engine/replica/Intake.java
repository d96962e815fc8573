package dev.blazesync.engine.replica;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.books.CarriedBook.Carried;
import dev.blazesync.engine.books.ConflictBook.Entered;
import dev.blazesync.engine.books.OriginBook.Origin;
import dev.blazesync.engine.books.RecordName;
import dev.blazesync.engine.books.TableBook.SyncedTable;
import dev.blazesync.engine.codec.PayloadCodec;
import dev.blazesync.engine.codec.SnapshotCodec;
import dev.blazesync.engine.log.OperationLog.Appended;
import dev.blazesync.engine.merge.Conflict;
import dev.blazesync.engine.merge.Conflicts;
import dev.blazesync.engine.merge.Merge;
import dev.blazesync.engine.merge.RecordState;
import dev.blazesync.engine.operation.Operation;
import dev.blazesync.engine.operation.PortableKey;
import dev.blazesync.engine.operation.RecordImage;
import dev.blazesync.engine.place.Change;
import dev.blazesync.engine.rules.GroupRules;
import dev.blazesync.spi.BusyException;
import dev.blazesync.spi.DrainScope;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.RecordId;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.SealedBatch;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import dev.blazesync.spi.Version;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What others did, on its way in: logged, then merged cut by cut. */
final class Intake {
  /**
   * What arrived.
   *
   * @param logged batches that were new
   * @param gap whether batches before one of them are missing
   * @param forked logs of which two histories exist
   */
  record Received(int logged, boolean gap, Set<OriginLog> forked) {}

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
  private final Pace pace;
  private final Map<OriginLog, String> unreadable = new TreeMap<>();

  /** Abandoned logs that end in the middle of a payload, and where: the rest will not come. */
  private final Map<OriginLog, Long> endless = new TreeMap<>();

  private long futurePacked;

  Intake(Desk desk, Outgoing outgoing, Pace pace) {
    this.desk = desk;
    this.pace = pace;
    this.outgoing = outgoing;
  }

  /** {@return packed time of the first batch that waits for this clock; 0 = none} */
  long futurePacked() {
    return futurePacked;
  }

  /**
   * {@return logs whose next batch cannot be read, and why; nothing behind it in that log is
   * merged}
   */
  Map<OriginLog, String> unreadable() {
    return unreadable;
  }

  /** Appends batches to the log; what they mean waits for {@link #merge}. */
  Received receive(List<SealedBatch> batches) {
    return desk.transaction(tx -> log(tx, batches));
  }

  /**
   * Appends batches to the log and merges them in the same transaction: one commit, not two.
   *
   * @param rows adds how many rows became different
   */
  Received receiveAndMerge(List<SealedBatch> batches, long nowMillis, LongConsumer rows) {
    int[] changed = {0};
    Received received =
        desk.transaction(
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

  private Received log(StoreTransaction tx, List<SealedBatch> batches) {
    int logged = 0;
    boolean gap = false;
    Set<OriginLog> forked = new LinkedHashSet<>();
    for (SealedBatch batch : batches) {
      Appended appended = desk.log().append(tx, batch);
      logged += appended == Appended.NEW ? 1 : 0;
      // what follows a fork can't be had here, however often it is asked for
      gap |= appended == Appended.GAP && !forked.contains(batch.log());
      if (appended == Appended.FORK) {
        forked.add(batch.log());
      }
    }
    return new Received(logged, gap, forked);
  }

  /** {@return whether a whole unit may be waiting} */
  boolean waiting() {
    return desk.books().origins().all().stream()
        .filter(origin -> origin.merged() < origin.held().sequence())
        .anyMatch(origin -> endless.getOrDefault(origin.log(), 0L) < origin.held().sequence());
  }

  /** Merges whole cuts, as many as the writer budget allows and at least one if there is one. */
  Merged merge(long nowMillis) {
    if (!waiting()) {
      return nextRetryMillis() <= nowMillis ? retryParked(nowMillis) : Merged.NOTHING;
    }
    pace.begin();
    Merged merged = desk.transaction(tx -> mergeIn(tx, nowMillis));
    pace.end(merged.operations());
    return merged;
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

  /** A node that went on under another lineage may never finish what it began here. */
  private boolean abandoned(Origin origin) {
    return desk.books().origins().all().stream()
        .anyMatch(
            other ->
                other.log().origin().equals(origin.log().origin())
                    && !other.log().equals(origin.log())
                    && other.held().sequence() > 0);
  }

  /** {@return when parked records are to be tried again, milliseconds since 1970} */
  long nextRetryMillis() {
    return desk.books().parked().count() == 0 ? Long.MAX_VALUE : desk.placer().nextRetryMillis();
  }

  private Merged retryParked(long nowMillis) {
    try {
      return desk.transaction(
          tx ->
              outgoing.drainFully(tx, nowMillis)
                  ? new Merged(0, desk.placer().retry(tx, nowMillis), true)
                  : new Merged(0, 0, true));
    } catch (BusyException e) {
      throw e;
    } catch (RuntimeException e) {
      // one of them may be to blame
      return retryEach(nowMillis);
    }
  }

  /** Tries each parked record whose time has come in a transaction of its own. */
  Merged retryEach(long nowMillis) {
    int rows = 0;
    for (RecordName name : desk.retrying().due(desk.books().parked(), nowMillis)) {
      try {
        rows +=
            desk.<Integer>transaction(
                tx ->
                    outgoing.drainFully(tx, nowMillis)
                        ? desk.placer().retry(tx, name, nowMillis)
                        : 0);
      } catch (BusyException e) {
        throw e;
      } catch (RuntimeException e) {
        // a driver or a trigger may throw anything: this record waits, the others go on
        LOG.warn("{} {} cannot be written: {}", name.table(), name.key(), e.toString());
        desk.retrying().refused(name, nowMillis);
      }
    }
    return new Merged(0, rows, true);
  }

  private List<Unit> units(StoreTransaction tx, long nowMillis) {
    List<Unit> units = new ArrayList<>();
    futurePacked = 0;
    int operations = 0;
    for (Origin known : desk.books().origins().all()) {
      Origin origin = known;
      while (operations < pace.size() && origin.merged() < origin.held().sequence()) {
        Origin from = origin;
        Unit unit;
        try {
          unit =
              Units.next(
                  from,
                  sequence -> desk.log().read(tx, from, sequence),
                  nowMillis + Limits.CLOCK_AHEAD_MILLIS,
                  abandoned(from));
        } catch (Units.FromTheFuture future) {
          futurePacked =
              Math.min(futurePacked == 0 ? Long.MAX_VALUE : futurePacked, future.packed());
          break;
        } catch (ProtocolException e) {
          // the others' changes do not wait behind a batch that cannot be read
          unreadable.put(from.log(), e.getMessage());
          break;
        }
        if (unit == null) {
          if (abandoned(from)) {
            endless.put(from.log(), from.held().sequence());
          }
          break;
        }
        units.add(unit);
        operations += unit.operations();
        origin = desk.books().origins().put(tx, origin.log(), origin.held(), unit.last());
      }
    }
    return units;
  }

  private int apply(StoreTransaction tx, List<Unit> units, long nowMillis) {
    Joining joining = new Joining(desk);
    for (Unit unit : units) {
      for (Unit.Payload payload : unit.payloads()) {
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
    Claims.of(desk.books().tables(), joining.states())
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
    Set<String> places =
        entry.origin() == 0
            ? joining.addImages(SnapshotCodec.decodeChunk(ByteBuffer.wrap(payload)))
            : joining.add(
                PayloadCodec.decode(
                    ByteBuffer.wrap(payload), desk.books().origins().log(entry.origin())));
    if (!places.isEmpty()) {
      desk.books().carried().carry(tx, entry.origin(), places, payload);
    }
    join(tx, joining, nowMillis);
    return true;
  }

  static Rows localKeys(SyncedTable table, Set<List<Value>> keys) {
    return Rows.of(
        keys.stream().map(key -> ValueRow.of(PortableKey.toLocal(table.schema(), key))).toList());
  }

  /** Operations and images by record, on their way into the records' states. */
  static final class Joining {
    private final Desk desk;
    private final Map<SyncedTable, Map<List<Value>, RecordState>> states = new LinkedHashMap<>();
    private final Map<RecordId, List<Operation>> operationsOf = new HashMap<>();
    private final List<Entered> conflicts = new ArrayList<>();
    private long newest;

    Joining(Desk desk) {
      this.desk = desk;
    }

    long newest() {
      return newest;
    }

    /** {@return what arrived, by table and portable key} */
    Map<SyncedTable, Map<List<Value>, RecordState>> states() {
      return states;
    }

    /** {@return places that are missing here} */
    Set<String> add(List<Operation> operations) {
      Set<String> missing = new TreeSet<>();
      for (Operation operation : operations) {
        newest = Math.max(newest, operation.time().packed());
        operationsOf
            .computeIfAbsent(operation.record(), unused -> new ArrayList<>(1))
            .add(operation);
        add(
            operation.shape().table(),
            operation.record(),
            table -> Merge.stateOf(table.rules(), operation),
            missing);
      }
      return missing;
    }

    /** {@return places that are missing here} */
    Set<String> addImages(List<RecordImage> images) {
      Set<String> missing = new TreeSet<>();
      for (RecordImage image : images) {
        add(
            image.shape().table(),
            image.record(),
            table -> {
              RecordState state = Merge.stateOf(table.rules(), image);
              newest = Math.max(newest, state.newest().packed());
              return state;
            },
            missing);
      }
      return missing;
    }

    private void add(
        String tableName,
        RecordId record,
        Function<SyncedTable, RecordState> state,
        Set<String> missing) {
      SyncedTable table = desk.books().tables().find(tableName);
      if (table == null
          || !(record instanceof RecordId.Shared shared)
          || shared.key().size() != table.schema().identityKey().columns().size()) {
        missing.add(tableName);
        return;
      }
      RecordState known = known(table, state.apply(table), missing);
      states
          .computeIfAbsent(table, unused -> new LinkedHashMap<>())
          .merge(shared.key(), known, (a, b) -> Merge.join(table.rules(), a, b));
    }

    private RecordState known(SyncedTable table, RecordState state, Set<String> missing) {
      Map<String, Version> registers = new TreeMap<>();
      GroupRules rules = desk.books().rules().rules();
      state
          .registers()
          .forEach(
              (column, version) ->
                  registers.put(
                      table.schema().column(column) >= 0
                          ? column
                          : rules.presentName(table.name(), column),
                      version));
      registers
          .keySet()
          .removeIf(
              column -> {
                boolean unknown = table.schema().column(column) < 0;
                if (unknown) {
                  missing.add(table.name() + "." + column);
                }
                return unknown;
              });
      return registers.equals(state.registers())
          ? state
          : new RecordState(state.born(), state.died(), registers);
    }

    /** {@return what arrived of each record, beside what is here; not joined} */
    List<Change> arrived(StoreTransaction tx) {
      List<Change> arrived = new ArrayList<>();
      states.forEach(
          (table, byKey) ->
              desk.records()
                  .load(tx, table, byKey.keySet())
                  .forEach(
                      (key, loaded) ->
                          arrived.add(
                              new Change(
                                  table,
                                  key,
                                  loaded,
                                  byKey.getOrDefault(key, RecordState.UNKNOWN)))));
      return arrived;
    }

    /** {@return the records that become different} */
    List<Change> changes(StoreTransaction tx) {
      List<Change> changes = new ArrayList<>();
      for (Change change : arrived(tx)) {
        RecordState before = change.before().state();
        RecordState after = Merge.join(change.table().rules(), before, change.after());
        if (change.before().touched()) {
          findConflicts(change);
        }
        if (!after.equals(before)) {
          changes.add(new Change(change.table(), change.key(), change.before(), after));
        }
      }
      return changes;
    }

    private void findConflicts(Change change) {
      SyncedTable table = change.table();
      GroupRules rules = desk.books().rules().rules();
      RecordState state = change.before().state();
      RecordId id = new RecordId.Shared(table.name(), change.key());
      for (Operation operation : operationsOf.getOrDefault(id, List.of())) {
        for (Conflict conflict : Conflicts.of(table.rules(), state, operation, desk.own())) {
          conflicts.add(
              new Entered(
                  new RecordName(table.name(), change.key()),
                  conflict,
                  rules.policyName(table.name(), conflict.column()),
                  rules.keepsValues()));
        }
        state = Merge.join(table.rules(), state, operation);
      }
    }

    /** {@return what was in conflict with what is here, once {@link #changes} was called} */
    List<Entered> conflicts() {
      return conflicts;
    }
  }
}
