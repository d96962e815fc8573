package dev.blazesync.engine.place;

import dev.blazesync.Existing;
import dev.blazesync.TableSelection;
import dev.blazesync.adapters.tck.memory.MemoryStore;
import dev.blazesync.engine.Limits;
import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.engine.membership.OpenGroup;
import dev.blazesync.engine.membership.SeededRandom;
import dev.blazesync.engine.plugin.Plugins;
import dev.blazesync.engine.replica.Replica;
import dev.blazesync.engine.replica.Snapshots;
import dev.blazesync.engine.simulator.FaultyStore;
import dev.blazesync.engine.simulator.FaultyStore.Fault;
import dev.blazesync.engine.simulator.FaultyStore.SimulatedCrash;
import dev.blazesync.spi.BusyException;
import dev.blazesync.spi.ConflictPolicy;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.SealedBatch;
import dev.blazesync.spi.ValueRow;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** One database of a history, its application, and an engine that is driven step by step. */
final class ClashingNode {
  private static final Function<String, ConflictPolicy> POLICIES = Plugins.load()::policy;

  private final int index;
  private final Random random;
  private final LongSupplier clock;
  private final Existing existing;
  private final Map<String, String> rules;
  private final OpenGroup group;
  private final SeededRandom secureRandom;
  private final DeviceKeys keys;
  private final Map<String, List<ValueRow>> base = new TreeMap<>();
  private MemoryStore store;
  private @Nullable FaultyStore faulty;
  private @Nullable Replica replica;
  private boolean opened;

  /**
   * @param rules of the group, if this node founds it
   */
  ClashingNode(
      int index, Random random, LongSupplier clock, Map<String, String> rules, OpenGroup group) {
    this.rules = rules;
    this.group = group;
    this.secureRandom = new SeededRandom(random.nextLong());
    this.keys = DeviceKeys.generate(secureRandom);
    this.index = index;
    this.random = random;
    this.clock = clock;
    this.existing = random.nextInt(3) == 0 ? Existing.REPLACE : Existing.GROUP;
    this.store = new MemoryStore(clock);
    ClashingApplication.create(store.application());
  }

  int index() {
    return index;
  }

  MemoryStore store() {
    return store;
  }

  Replica replica() {
    if (replica == null) {
      open();
    }
    return java.util.Objects.requireNonNull(replica);
  }

  boolean ready() {
    return opened && replica().ready();
  }

  private void open() {
    faulty = new FaultyStore(store, new FaultyStore.Watcher() {});
    opened = true;
    Replica fresh =
        new Replica(
            faulty, TableSelection.ALL, (table, row) -> {}, POLICIES, keys, secureRandom, () -> 0);
    fresh.open();
    if (!fresh.inGroup()) {
      fresh.setRules(rules);
    }
    fresh.join(index == 1 ? group.serverCode(List.of()) : group.code(List.of()), existing);
    group.meet(fresh.roster(), clock.getAsLong());
    replica = fresh;
  }

  /** {@return the founder's rows, by table} */
  Map<String, List<ValueRow>> base() {
    return base;
  }

  /** This node's rows are the group's first. */
  void found() {
    store
        .schema()
        .tables()
        .forEach(table -> base.put(table.name(), store.application().rows(table.name())));
    replica().found();
  }

  /** Ends the engine; what it committed stays. */
  void crash() {
    replica = null;
    faulty = null;
    store = store.reopen();
  }

  /** Its {@code calls}-th call to the database from now on ends the engine or finds it busy. */
  void failAfter(int calls) {
    if (faulty != null) {
      faulty.failAfter(calls, random.nextBoolean() ? Fault.CRASH : Fault.BUSY);
    }
  }

  void heal() {
    if (faulty != null) {
      faulty.heal();
    }
  }

  /** {@return whether it was done; else the engine crashed, or the database was busy} */
  boolean attempt(Runnable work) {
    try {
      work.run();
      return true;
    } catch (SimulatedCrash crash) {
      crash();
      return false;
    } catch (BusyException busy) {
      return false;
    }
  }

  void drain(boolean seal) {
    replica().followSchema(clock.getAsLong());
    boolean cut = false;
    while (!cut) {
      cut = replica().drain(clock.getAsLong(), seal);
    }
  }

  void seal() {
    boolean more = true;
    while (more) {
      more = replica().seal();
    }
  }

  /** Takes up to {@code most} batches from another, and merges them now or later. */
  void pull(ClashingNode from, int most, boolean merge) {
    group.meet(replica().roster(), clock.getAsLong());
    List<SealedBatch> lacking =
        from.replica().lacking(replica().vector(), 0, Limits.PAYLOAD_BYTES).stream()
            .map(entry -> entry.batch())
            .limit(most)
            .toList();
    if (lacking.isEmpty()) {
      return;
    }
    if (merge) {
      replica().receive(lacking, clock.getAsLong(), rows -> {});
      merge();
    } else {
      replica().receive(lacking);
    }
  }

  void merge() {
    Replica.Merged merged = new Replica.Merged(0, 0, true);
    for (int round = 0; merged.more() && round < 1_000; round++) {
      merged = replica().merge(clock.getAsLong());
    }
    if (merged.more()) {
      throw new AssertionError("merging never ends");
    }
  }

  /** Takes a snapshot of another; {@code between} happens while it is made and loaded. */
  void join(ClashingNode from, Runnable between) {
    Replica maker = from.replica();
    Map<String, ByteBuffer> objects = new HashMap<>();
    maker.snapshots().begin(clock.getAsLong());
    String last = "";
    for (Snapshots.Made object = maker.snapshots().next(clock.getAsLong());
        object != null;
        object = maker.snapshots().next(clock.getAsLong())) {
      last = object.name();
      objects.put(last, object.bytes());
      between.run();
    }
    group.meet(replica().roster(), clock.getAsLong());
    if (replica().snapshots().load(last, objects.get(last)) == null) {
      throw new AssertionError("the snapshot cannot be opened");
    }
    for (var chunk = replica().snapshots().wanted(0);
        chunk != null;
        chunk = replica().snapshots().wanted(0)) {
      between.run();
      replica().snapshots().accept(objects.get(chunk.objectName()).duplicate(), clock.getAsLong());
    }
    boolean done = false;
    while (!done) {
      done = replica().snapshots().finish(clock.getAsLong());
    }
  }
}
