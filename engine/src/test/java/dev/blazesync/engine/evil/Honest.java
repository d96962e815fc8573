package dev.blazesync.engine.evil;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.Existing;
import dev.blazesync.Status.Peer;
import dev.blazesync.TableSelection;
import dev.blazesync.adapters.tck.memory.MemoryStore;
import dev.blazesync.adapters.tck.memory.MemoryWriter;
import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.engine.join.JoinCode;
import dev.blazesync.engine.plugin.Plugins;
import dev.blazesync.engine.replica.Replica;
import dev.blazesync.engine.simulator.FaultyStore;
import dev.blazesync.engine.simulator.FaultyStore.Fault;
import dev.blazesync.engine.simulator.NodeContents;
import dev.blazesync.engine.sync.RelayRequest.RelayAnswer;
import dev.blazesync.engine.sync.SyncCore;
import dev.blazesync.engine.sync.SyncCore.Emission;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.RefusedException;
import dev.blazesync.spi.SealedBatch;
import dev.blazesync.spi.SyncException;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** A device whose engine is the real one, and which steps a bounded number of times. */
final class Honest {
  /** Requests in one exchange: what is more goes round in circles. */
  static final int MOST_REQUESTS = 600;

  private static final long PAUSE_MILLIS = 600;

  final DeviceKeys keys;
  final List<String> notices = new ArrayList<>();
  private final Set<String> problems = new LinkedHashSet<>();
  final Map<String, String> rules = new TreeMap<>();
  private final Lab lab;
  private final SecureRandom random;
  private final List<EvilHub> hubs;
  private MemoryStore store;
  private @Nullable SyncCore core;
  private @Nullable FaultyStore faulty;

  /** Changes an answer on its way to the engine, given from which hub. */
  BiFunction<Integer, RelayAnswer, RelayAnswer> answers = (hub, truth) -> truth;

  /** The code by which it comes in; null = it was let in beforehand. */
  @Nullable JoinCode code;

  /** Whether its engine has ended since the group has removed it. */
  boolean removed;

  Honest(
      Lab lab, DeviceKeys keys, SecureRandom random, List<EvilHub> hubs, List<TableSchema> tables) {
    this(lab, keys, random, hubs, new MemoryStore(() -> lab.millis));
    tables.forEach(store.application()::createTable);
  }

  private Honest(
      Lab lab, DeviceKeys keys, SecureRandom random, List<EvilHub> hubs, MemoryStore store) {
    this.lab = lab;
    this.keys = keys;
    this.random = random;
    this.hubs = hubs;
    this.store = store;
  }

  NodeId node() {
    return keys.nodeId();
  }

  MemoryStore store() {
    return store;
  }

  SyncCore core() {
    if (core == null) {
      throw new IllegalStateException("no engine runs");
    }
    return core;
  }

  Replica replica() {
    return core().replica();
  }

  Honest start() {
    FaultyStore opened = new FaultyStore(store, new FaultyStore.Watcher() {});
    faulty = opened;
    Replica replica =
        new Replica(
            opened,
            TableSelection.ALL,
            (table, row) -> {},
            Plugins.load()::policy,
            keys,
            random,
            () -> 0L);
    replica.open();
    if (!replica.inGroup()) {
      replica.setRules(rules);
    }
    replica.join(code == null ? lab.code(hubs) : code, Existing.GROUP);
    core =
        new SyncCore(
            replica,
            hubs.stream().map(lab::uri).toList(),
            new SyncCore.Events() {
              @Override
              public void notice(String message) {
                notices.add(message);
              }
            },
            random);
    return this;
  }

  /** From here on, the {@code calls}-th call of the engine to the database fails. */
  Honest failAfter(int calls, Fault fault) {
    if (faulty != null) {
      faulty.failAfter(calls, fault);
    }
    return this;
  }

  /** Ends the engine as a crash does; the database stays. */
  Honest stop() {
    core = null;
    faulty = null;
    store = store.reopen();
    return this;
  }

  /** {@return the same device, with a copy of its database as it is now and another generator} */
  Honest copy(SecureRandom dice) {
    return new Honest(lab, keys, dice, hubs, store.crashCopy());
  }

  /** The database becomes as it was. */
  void restore(MemoryStore backup) {
    core = null;
    store = backup;
  }

  Honest write(Consumer<MemoryWriter> work) {
    store.application().transaction(work);
    return this;
  }

  Honest insert(long id, long a, long b) {
    return write(writer -> writer.insert("note", Lab.number(id), Lab.number(a), Lab.number(b)));
  }

  Honest update(long id, String column, long value) {
    return write(
        writer ->
            writer.update("note", List.of(Lab.number(id)), Map.of(column, Lab.number(value))));
  }

  /** {@return what it holds of the logs of others} */
  Map<OriginLog, Position> ofOthers() {
    Map<OriginLog, Position> held = new TreeMap<>(replica().vector().positions());
    held.keySet().removeIf(log -> log.origin().equals(node()));
    return held;
  }

  /** {@return the first batch that holds operations and that it lacks; the one it needs next} */
  SealedBatch nextChange() {
    SealedBatch next =
        lab.changes(hubs.get(0)).stream()
            .filter(batch -> batch.sequence() > replica().vector().sequence(batch.log()))
            .findFirst()
            .orElseThrow();
    assertThat(next.sequence()).isEqualTo(replica().vector().sequence(next.log()) + 1);
    return next;
  }

  /** {@return id, a, b of a row; null = there is none} */
  @Nullable
  List<Value> note(long id) {
    ValueRow row = store.application().row("note", Lab.number(id));
    return row == null ? null : row.values();
  }

  /** {@return all rows and the merged states of all records} */
  Map<String, String> contents() {
    Map<String, String> all = new TreeMap<>(NodeContents.of(store).described());
    all.putAll(rows());
    return all;
  }

  Map<String, String> rows() {
    Map<String, String> all = new TreeMap<>();
    store
        .schema()
        .tables()
        .forEach(
            t ->
                store
                    .application()
                    .rows(t.name())
                    .forEach(row -> all.put("row of " + t.name() + " " + row.value(0), "" + row)));
    return all;
  }

  /** {@return everything a person could read of this device} */
  List<String> told() {
    List<String> told = new ArrayList<>(notices);
    told.addAll(problems);
    return told;
  }

  /** Exchanges with its hubs until nothing moves; an error if that takes too long. */
  Honest sync() {
    exchange(MOST_REQUESTS);
    return this;
  }

  /**
   * {@return how many requests it made until nothing moved, or {@code most}}
   *
   * @param most requests after which it is left alone
   */
  int exchangeAtMost(int most) {
    int requests = 0;
    core().localChange();
    core().retryNow();
    boolean woken = false;
    long began = lab.millis;
    for (int idle = 0; idle < 5 && requests < most && lab.millis - began < 60_000; ) {
      int now = step();
      requests += now;
      idle = now > 0 || core().eager(lab.millis) ? 0 : idle + 1;
      if (idle > 0) {
        lab.millis += PAUSE_MILLIS;
      }
      if (idle == 1 && !woken) {
        woken = true;
        for (int hub = 0; hub < hubs.size(); hub++) {
          core().more(hub);
        }
      }
      if (removed) {
        return requests;
      }
    }
    return requests;
  }

  private void exchange(int most) {
    if (exchangeAtMost(most) >= most) {
      throw new AssertionError("it goes round in circles: " + core().peers() + notices);
    }
  }

  private int step() {
    for (Peer peer : core().peers()) {
      if (peer.problem() != null) {
        problems.add(peer.problem());
      }
    }
    List<Emission> emissions;
    try {
      emissions = core().step(lab.millis);
    } catch (RefusedException e) {
      if (!replica().roster().removed()) {
        throw e;
      }
      notices.add(e.getMessage());
      removed = true;
      return 0;
    }
    for (Emission emission : emissions) {
      try {
        RelayAnswer truth = emission.request().call(hubs.get(emission.relay()).relay(node()));
        core().answered(emission.relay(), answers.apply(emission.relay(), truth));
      } catch (SyncException e) {
        core().failed(emission.relay(), e, lab.millis);
      }
    }
    return emissions.size();
  }
}
