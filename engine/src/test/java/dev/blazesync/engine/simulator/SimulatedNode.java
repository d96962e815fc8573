package dev.blazesync.engine.simulator;

import dev.blazesync.Existing;
import dev.blazesync.TableSelection;
import dev.blazesync.adapters.tck.memory.MemoryApplication;
import dev.blazesync.adapters.tck.memory.MemoryStore;
import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.engine.membership.OpenGroup;
import dev.blazesync.engine.membership.SeededRandom;
import dev.blazesync.engine.plugin.Plugins;
import dev.blazesync.engine.replica.Replica;
import dev.blazesync.engine.simulator.FaultyStore.Fault;
import dev.blazesync.engine.simulator.FaultyStore.SimulatedCrash;
import dev.blazesync.engine.sync.RelayRequest.RelayAnswer;
import dev.blazesync.engine.sync.SyncCore;
import dev.blazesync.spi.BusyException;
import dev.blazesync.spi.ConflictPolicy;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.StoreView;
import dev.blazesync.spi.SyncException;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.ValueRow;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** One database, its application, and an engine that comes and goes. */
final class SimulatedNode implements FaultyStore.Watcher {
  private static final Function<String, ConflictPolicy> POLICIES = Plugins.load()::policy;

  private final int index;
  private final Schedule schedule;
  private final Network network;
  private final Random random;
  private final SeededRandom secureRandom;
  private final DeviceKeys keys;
  private final Consumer<String> trace;
  private final List<TableSchema> tables;
  private final Existing existing;
  private final Workload workload;
  private final Set<Integer> settledOwners = new HashSet<>();
  private final Map<String, List<ValueRow>> base = new HashMap<>();
  private final List<String> keptLosers = new ArrayList<>();
  private MemoryStore memory;
  private @Nullable FaultyStore store;
  private @Nullable SyncCore core;
  private @Nullable MemoryStore backup;
  private int backupEdits;
  private int incarnation;
  private boolean stepDue;
  private boolean attached;
  private boolean meddling;
  private boolean wasReady;
  private long steps;
  private long nanos;
  private long timerMillis = Long.MAX_VALUE;

  /** Whether only one life of each node writes the rows by which half cuts are seen. */
  boolean cutsMatter = true;

  /** How far this node's clock is off, milliseconds. */
  long skewMillis;

  /** Its clock's drift, parts per million. */
  long driftPpm;

  final Acknowledged acknowledged;

  /** Carries a request to a relay. */
  interface Network {
    void send(SimulatedNode node, int incarnation, SyncCore.Emission emission);
  }

  SimulatedNode(
      int index,
      Schedule schedule,
      Network network,
      Random random,
      boolean clashing,
      boolean empty,
      Consumer<String> trace) {
    this.index = index;
    this.schedule = schedule;
    this.network = network;
    this.random = random;
    this.secureRandom = new SeededRandom(random.nextLong());
    this.keys = DeviceKeys.generate(secureRandom);
    this.trace = trace;
    this.acknowledged = new Acknowledged(this::wallMillis);
    this.workload = new Workload(random, clashing, index, acknowledged);
    this.memory = new MemoryStore(this::wallMillis);
    this.tables = Workload.schema(clashing);
    this.existing = random.nextInt(4) == 0 ? Existing.REPLACE : Existing.GROUP;
    if (!empty) {
      tables.stream()
          .sorted(
              java.util.Comparator.comparing(
                  t -> t.name().equals("child") || t.name().startsWith("worker") ? 1 : 0))
          .forEach(memory.application()::createTable);
    }
  }

  int index() {
    return index;
  }

  long wallMillis() {
    long now = schedule.nowMillis();
    return now + skewMillis + now / 1_000 % 10_000_000 * driftPpm / 1_000;
  }

  MemoryStore memory() {
    return memory;
  }

  @Nullable
  SyncCore core() {
    return core;
  }

  boolean hasTables() {
    return !memory.schema().tables().isEmpty();
  }

  boolean ready() {
    return core != null && core.replica().ready();
  }

  /** {@return rows it had when the engine first saw it} */
  Map<String, List<ValueRow>> base() {
    return base;
  }

  void setClock(long skew, long ppm) {
    skewMillis = skew;
    driftPpm = ppm;
    acknowledged.clockSet(wallMillis());
    say("clock is now off by " + skew + " ms");
  }

  /** The application commits something, whether an engine runs or not. */
  void edit() {
    // rows that are being replaced should not be referred to any more
    boolean replacing = existing == Existing.REPLACE && attached && !wasReady;
    if (hasTables() && !replacing) {
      workload.edit(memory.application());
      say("edits");
    }
  }

  @Override
  public void beforeBegin() {
    if (meddling && random.nextInt(20) == 0) {
      edit();
    }
  }

  @Override
  public void captured() {
    if (!attached) {
      attached = true;
      acknowledged.forget();
      memory
          .schema()
          .tables()
          .forEach(t -> base.put(t.name(), memory.application().rows(t.name())));
    }
  }

  @Override
  public void committed() {
    try (StoreView view = memory.snapshot()) {
      if (memory.schema().tables().stream().allMatch(table -> view.pending(table) == 0)) {
        acknowledged.drained();
      }
    }
    checkCuts();
  }

  /** No reader may see half of a transaction, once the rows it loaded have caught up. */
  private void checkCuts() {
    if (!cutsMatter || core == null || !core.replica().ready() || !hasTables()) {
      return;
    }
    Set<Integer> half = Workload.halfSeen(memory.application());
    for (int owner = 0; owner < 8; owner++) {
      if (!half.contains(owner)) {
        settledOwners.add(owner);
      } else if (settledOwners.contains(owner)) {
        throw new AssertionError("node " + index + " shows half of a cut of node " + owner);
      }
    }
  }

  /** Whether the application writes between the engine's transactions. */
  void meddle(boolean on) {
    meddling = on;
  }

  void failAfter(int calls, Fault fault) {
    if (store != null) {
      say(fault + " after " + calls + " calls");
      store.failAfter(calls, fault);
    }
  }

  void heal() {
    meddling = false;
    if (store != null) {
      store.heal();
    }
  }

  /** Makes a backup of the database, or puts the one it has in its place. */
  void backUpOrRestore() {
    MemoryStore copy = backup;
    if (copy == null) {
      if (wasReady) {
        backup = memory.crashCopy();
        backupEdits = acknowledged.count();
        say("is backed up");
      }
    } else {
      crash();
      memory = copy;
      backup = null;
      settledOwners.clear();
      acknowledged.rollBackTo(backupEdits);
      say("is restored");
    }
  }

  /** Starts the engine, if none runs. */
  void start(OpenGroup group, List<URI> relays) {
    if (core != null) {
      return;
    }
    say("starts");
    int life = incarnation;
    FaultyStore opened = new FaultyStore(memory, this);
    store = opened;
    try {
      Replica replica =
          new Replica(
              opened,
              TableSelection.ALL,
              (table, row) -> keptLosers.add(table.name()),
              POLICIES,
              keys,
              secureRandom,
              this::nanoTime);
      replica.open();
      replica.join(group.code(relays), existing);
      SyncCore started =
          new SyncCore(
              replica,
              relays.stream().map(URI::toString).toList(),
              new SyncCore.Events() {},
              random);
      core = started;
      memory.onChange(
          () -> {
            if (life == incarnation) {
              started.localChange();
              wake(random.nextInt(20));
            }
          });
      wake(0);
    } catch (SimulatedCrash | BusyException e) {
      crash();
    }
  }

  /** A clock that only steers sizes: it jumps so that those change. */
  private long nanoTime() {
    return nanos += random.nextInt(8) == 0 ? 12_000_000 : 1_000;
  }

  /** The process is gone; the database stays as it was after the last commit. */
  void crash() {
    if (store != null) {
      say("crashes");
      incarnation++;
      core = null;
      store = null;
      stepDue = false;
      timerMillis = Long.MAX_VALUE;
      memory = memory.reopen();
    }
  }

  boolean running() {
    return core != null;
  }

  /** Has the engine stepped before long. */
  void wake(long delayMillis) {
    if (!stepDue && core != null) {
      stepDue = true;
      int life = incarnation;
      schedule.after(
          delayMillis,
          () -> {
            if (life == incarnation) {
              stepDue = false;
              step();
            }
          });
    }
  }

  private void wakeAt(long millis) {
    if (millis < timerMillis || timerMillis <= schedule.nowMillis()) {
      timerMillis = millis;
      int life = incarnation;
      schedule.after(
          millis - schedule.nowMillis(),
          () -> {
            if (life == incarnation) {
              timerMillis = Long.MAX_VALUE;
              wake(0);
            }
          });
    }
  }

  long steps() {
    return steps;
  }

  private void step() {
    SyncCore stepped = core;
    if (stepped == null) {
      return;
    }
    steps++;
    try {
      List<SyncCore.Emission> emissions = stepped.step(wallMillis());
      say(
          "steps: "
              + emissions.stream()
                  .map(e -> e.relay() + ":" + e.request().getClass().getSimpleName())
                  .toList());
      noteReady();
      emissions.forEach(emission -> network.send(this, incarnation, emission));
      if (stepped.eager(wallMillis())) {
        wake(1);
      } else {
        long wake = stepped.nextWakeMillis();
        if (wake != Long.MAX_VALUE) {
          wakeAt(schedule.nowMillis() + Math.max(1, wake - wallMillis()));
        }
      }
    } catch (SimulatedCrash e) {
      crash();
    }
  }

  private void noteReady() {
    if (core != null && !wasReady && core.replica().ready()) {
      wasReady = true;
      boolean founder = core.replica().founder();
      say(founder ? "founded the group" : "joined");
      if (!founder) {
        acknowledged.forget();
      }
    }
  }

  boolean foundedGroup() {
    return core != null && core.replica().founder();
  }

  void answer(int life, int relay, RelayAnswer answer) {
    if (life == incarnation && core != null) {
      core.answered(relay, answer);
      wake(0);
    }
  }

  void fail(int life, int relay, SyncException why) {
    if (life == incarnation && core != null) {
      core.failed(relay, why, wallMillis());
      wake(0);
    }
  }

  void more(int relay) {
    if (core != null) {
      core.more(relay);
      wake(0);
    }
  }

  MemoryApplication application() {
    return memory.application();
  }

  void say(String what) {
    trace.accept("node " + index + " " + what);
  }
}
