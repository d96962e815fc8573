package dev.blazesync.engine.sync;

import dev.blazesync.Existing;
import dev.blazesync.TableSelection;
import dev.blazesync.adapters.tck.memory.MemoryStore;
import dev.blazesync.adapters.tck.memory.MemoryWriter;
import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.engine.membership.ChainObject;
import dev.blazesync.engine.membership.Entry;
import dev.blazesync.engine.membership.Membership;
import dev.blazesync.engine.membership.OpenGroup;
import dev.blazesync.engine.membership.SeededRandom;
import dev.blazesync.engine.plugin.Plugins;
import dev.blazesync.engine.relay.memory.MemoryHub;
import dev.blazesync.engine.replica.Replica;
import dev.blazesync.engine.simulator.FaultyStore;
import dev.blazesync.engine.simulator.FaultyStore.Fault;
import dev.blazesync.engine.simulator.FaultyStore.SimulatedCrash;
import dev.blazesync.engine.sync.SyncCore.Emission;
import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.ConflictPolicy;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Relay;
import dev.blazesync.spi.RelayContext;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.UnavailableException;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueKind;
import dev.blazesync.spi.ValueRow;
import dev.blazesync.spi.VersionVector;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** A database with its application, its clock and an engine, all driven by a test. */
public final class Device {
  private final Map<String, String> rules = new TreeMap<>();
  private Function<String, ConflictPolicy> policies = Plugins.load()::policy;

  /** A table of one integer key and two values. */
  public static final TableSchema NOTE =
      TableSchema.of(
          "note",
          List.of(
              ColumnSchema.of("id", ValueKind.INT64, false),
              ColumnSchema.of("a", ValueKind.INT64, true),
              ColumnSchema.of("b", ValueKind.INT64, true)),
          KeySchema.primary(0));

  private static final OpenGroup GROUP = new OpenGroup(1);
  private static final URI HUB = URI.create("memory:hub");

  private final MemoryHub hub;
  private final SeededRandom random;
  private final DeviceKeys keys;
  private boolean server;
  private LongSupplier nanoTime = System::nanoTime;
  private long elapsed;
  private @Nullable OriginLog withheld;
  private MemoryStore store;
  private @Nullable SyncCore core;
  private final List<String> notices = new ArrayList<>();
  private final List<ValueRow> losers = new ArrayList<>();
  private long millis;
  private Existing existing = Existing.GROUP;
  private @Nullable FaultyStore faulty;
  private int pageBytes = RelaySession.PAGE_BYTES;

  /**
   * @param seed of its identity
   */
  public Device(MemoryHub hub, long seed, TableSchema... tables) {
    this.hub = hub;
    this.random = new SeededRandom(seed);
    this.keys = DeviceKeys.generate(random);
    GROUP.putOn(relay());
    this.store = new MemoryStore(() -> millis);
    for (TableSchema table : tables) {
      store.application().createTable(table);
    }
  }

  private Device(Device original, MemoryHub hub, MemoryStore copy) {
    this.hub = hub;
    this.random = new SeededRandom(original.random.nextLong());
    this.keys = original.keys;
    this.millis = original.millis;
    this.store = copy;
  }

  public static Value number(long value) {
    return new Value.Int64(value);
  }

  public static long time(int hour, int minute) {
    return 1_700_000_000_000L + (hour * 60L + minute) * 60_000;
  }

  public Device at(int hour, int minute) {
    millis = time(hour, minute);
    return this;
  }

  /** The group begins with this rule. */
  public Device rule(String name, String value) {
    rules.put(name, value);
    return this;
  }

  /** Which conflict policies there are on this device. */
  public Device policies(Function<String, ConflictPolicy> found) {
    policies = found;
    return this;
  }

  public MemoryStore store() {
    return store;
  }

  public SyncCore core() {
    if (core == null) {
      throw new IllegalStateException("no engine runs");
    }
    return core;
  }

  public Replica replica() {
    return core().replica();
  }

  public List<String> notices() {
    return notices;
  }

  public List<ValueRow> losers() {
    return losers;
  }

  public Device write(Consumer<MemoryWriter> work) {
    store.application().transaction(work);
    return this;
  }

  public Device insert(long id, long a, long b) {
    return write(writer -> writer.insert("note", number(id), number(a), number(b)));
  }

  public Device update(long id, String column, long value) {
    return write(
        writer -> writer.update("note", List.of(number(id)), Map.of(column, number(value))));
  }

  public Device delete(long id) {
    return write(writer -> writer.delete("note", number(id)));
  }

  /** {@return id, a, b of a row of {@link #NOTE}; null = there is none} */
  public @Nullable List<Value> note(long id) {
    ValueRow row = store.application().row("note", number(id));
    return row == null ? null : row.values();
  }

  /** Its writes count as a server's. */
  public Device server() {
    server = true;
    return this;
  }

  /** Whatever it does takes longer than the budget of a transaction. */
  public Device slow() {
    nanoTime = () -> elapsed += 20_000_000L;
    return this;
  }

  public Device start() {
    return start(Existing.GROUP);
  }

  public Device start(Existing choice) {
    existing = choice;
    FaultyStore opened = new FaultyStore(store, new FaultyStore.Watcher() {});
    faulty = opened;
    Replica replica =
        new Replica(
            opened,
            TableSelection.ALL,
            (table, row) -> losers.add(row),
            policies,
            keys,
            random,
            nanoTime);
    replica.open();
    if (!replica.inGroup()) {
      replica.setRules(rules);
    }
    replica.join(server ? GROUP.serverCode(List.of(HUB)) : GROUP.code(List.of(HUB)), existing);
    core =
        new SyncCore(
            replica,
            List.of(HUB.toString()),
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
  public Device failAfter(int calls, Fault fault) {
    if (faulty != null) {
      faulty.failAfter(calls, fault);
    }
    return this;
  }

  /** The hub hands out pages of {@code bytes}. */
  public Device pagesOf(int bytes) {
    pageBytes = bytes;
    return this;
  }

  /** Ends the engine; the application goes on. */
  public Device stop() {
    core = null;
    faulty = null;
    store = store.reopen();
    return this;
  }

  /** {@return another device with a copy of this database as it was last committed} */
  public Device copy() {
    return copyAt(hub);
  }

  /** {@return the same, and its way leads to another hub} */
  public Device copyAt(MemoryHub other) {
    return new Device(this, other, store.crashCopy());
  }

  /** Puts all entries and batches that its hub has on another one. */
  public void copyHub(MemoryHub other) {
    Relay from = relay();
    Relay to = new Device(this, other, store).relay();
    for (int index = 0; index < replica().roster().length(); index++) {
      String name = ChainObject.name(index);
      to.putObject(name, java.util.Objects.requireNonNull(from.getObject(name, 0, 1 << 20)));
    }
    to.push(from.pull(VersionVector.EMPTY, null, 1 << 30).batches());
  }

  /** An admin begins a new epoch, behind what this device knows, and a hub has it. */
  public Device rotate(MemoryHub at) {
    Membership known = java.util.Objects.requireNonNull(replica().roster().membership());
    Entry entry = GROUP.admin(known).rotate(Set.of());
    new Device(this, at, store)
        .relay()
        .putObject(ChainObject.name(entry.index()), ByteBuffer.wrap(entry.toBytes()));
    return this;
  }

  /** From here on, the hub does not show it any more of a log; null = all again. */
  public Device withheld(@Nullable OriginLog log) {
    withheld = log;
    return this;
  }

  /** Lets the engine do what it can without a relay. */
  public Device work() {
    core().localChange();
    do {
      for (Emission emission : core().step(millis)) {
        core().failed(emission.relay(), new UnavailableException("offline"), millis);
      }
    } while (core().eager(millis));
    return this;
  }

  /** Exchanges everything with the hub; after a crash the engine starts again. */
  public Device sync() {
    core().more(0);
    int idle = 0;
    for (int round = 0; idle < 5; round++) {
      if (round > 20_000) {
        throw new AssertionError("it never settles: " + core().peers());
      }
      boolean busy;
      try {
        busy = exchange();
      } catch (SimulatedCrash crash) {
        stop();
        start(existing);
        busy = true;
      }
      idle = busy ? 0 : idle + 1;
      if (idle > 0) {
        // long enough for whoever waits for a lock or a relay
        millis += 600;
      }
      if (idle == 1) {
        core().retryNow();
        core().localChange();
      }
    }
    return this;
  }

  /** One step, and the answers to what it asked for. */
  public Device exchangeOnce() {
    exchange();
    return this;
  }

  private Relay relay() {
    return hub.relay(
        new RelayContext(GROUP.id(), keys.nodeId(), pageBytes, 1_000, transcript -> new byte[0]));
  }

  private boolean exchange() {
    Relay relay = withheld == null ? relay() : new WithholdingRelay(relay(), withheld);
    List<Emission> emissions = core().step(millis);
    for (Emission emission : emissions) {
      RelayRequest request =
          emission.request() instanceof RelayRequest.Pull pull
              ? new RelayRequest.Pull(pull.have(), pull.cursor(), pageBytes)
              : emission.request();
      core().answered(emission.relay(), request.call(relay));
    }
    return !emissions.isEmpty() || core().eager(millis);
  }
}
