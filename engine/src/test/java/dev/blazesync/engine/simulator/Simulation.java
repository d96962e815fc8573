package dev.blazesync.engine.simulator;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.membership.OpenGroup;
import dev.blazesync.engine.merge.RecordState;
import dev.blazesync.engine.operation.PortableKey;
import dev.blazesync.engine.simulator.Acknowledged.Name;
import dev.blazesync.engine.simulator.FaultyStore.Fault;
import dev.blazesync.engine.sync.RelayRequest.RelayAnswer;
import dev.blazesync.engine.sync.SyncCore;
import dev.blazesync.spi.SealedBatch;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.SyncException;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.UnavailableException;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import dev.blazesync.spi.VersionVector;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Many nodes, some hubs, one seed: first chaos, then everything heals and all must converge. The
 * nodes are the engine's real core over databases in memory; time, network and crashes are
 * simulated.
 */
final class Simulation {
  private static final long START_MILLIS = 1_700_000_000_000L;
  private static final long MINUTE = 60_000;
  private static final long MOST_EVENTS = 20_000;

  private final Random random;
  private final Schedule schedule = new Schedule(START_MILLIS);
  private final List<SimulatedNode> nodes = new ArrayList<>();
  private final List<SimulatedHub> hubs = new ArrayList<>();
  private final List<URI> uris = new ArrayList<>();
  private final Set<Integer> cut = new HashSet<>();
  private final OpenGroup group = new OpenGroup(1);
  private final Consumer<String> trace;
  private final boolean clashing;

  /** Whether backups are restored: a node then has several lives that write the same rows. */
  private final boolean restoring;

  private boolean faulty = true;
  private int lossPercent;
  private int inFlight;

  Simulation(long seed, Consumer<String> trace) {
    random = new Random(seed * 0x9E3779B97F4A7C15L + seed);
    this.trace = line -> trace.accept(schedule.nowMillis() - START_MILLIS + " " + line);
    clashing = random.nextInt(4) == 0;
    restoring = random.nextInt(6) == 0;
    lossPercent = random.nextInt(3) == 0 ? 0 : random.nextInt(30);
    int hubCount = !restoring && random.nextInt(4) == 0 ? 2 : 1;
    for (int hub = 0; hub < hubCount; hub++) {
      int relay = hub;
      long skew = random.nextInt(4) == 0 ? random.nextInt(100_000) - 50_000 : 0;
      uris.add(URI.create("memory:hub" + hub));
      hubs.add(
          new SimulatedHub(
              () -> schedule.nowMillis() + skew, group.id(), random, () -> notifyAll(relay)));
    }
    group.putOn(hubs.get(0));
    int nodeCount = 2 + random.nextInt(random.nextInt(3) == 0 ? 5 : 2);
    for (int index = 0; index < nodeCount; index++) {
      boolean empty = index > 0 && random.nextInt(4) == 0;
      SimulatedNode node =
          new SimulatedNode(index, schedule, this::send, random, clashing, empty, this.trace);
      node.cutsMatter = !restoring;
      nodes.add(node);
      if (random.nextInt(3) == 0) {
        boolean far = random.nextInt(3) == 0;
        node.setClock(random.nextInt(far ? 4_000_000 : 200_000) - 100_000, random.nextInt(200));
      }
      for (int edits = random.nextInt(8); edits > 0; edits--) {
        node.edit();
      }
    }
  }

  /** Runs both phases and checks; throws an {@link AssertionError} that says what is wrong. */
  void run() {
    chaos();
    heal();
    settle();
    check();
  }

  private void chaos() {
    for (int actions = 20 + random.nextInt(100); actions > 0; actions--) {
      act(nodes.get(random.nextInt(nodes.size())));
      long pause = random.nextInt(12) == 0 ? random.nextInt(200_000) : random.nextInt(400);
      runUntil(schedule.nowMillis() + pause);
    }
  }

  private void act(SimulatedNode node) {
    int hub = random.nextInt(hubs.size());
    switch (random.nextInt(20)) {
      case 0, 1, 2 -> node.start(group, uris);
      case 3 -> node.crash();
      case 4 -> node.failAfter(1 + random.nextInt(60), Fault.CRASH);
      case 5, 6 -> node.failAfter(1 + random.nextInt(40), Fault.BUSY);
      case 7 -> hubs.get(hub).up = !hubs.get(hub).up;
      case 8 -> toggle(node.index() * 10 + hub);
      case 9 -> node.meddle(random.nextBoolean());
      case 10 -> {
        if (random.nextInt(5) == 0) {
          node.setClock(random.nextInt(3) == 0 ? 3_600_000 : random.nextInt(2_000) - 1_000, 0);
        }
      }
      case 11, 12, 13 -> {
        if (restoring) {
          node.backUpOrRestore();
        } else {
          node.edit();
        }
      }
      default -> node.edit();
    }
  }

  private void toggle(int link) {
    if (!cut.remove(link)) {
      cut.add(link);
    }
  }

  private void heal() {
    trace.accept("everything heals");
    faulty = false;
    cut.clear();
    hubs.forEach(SimulatedHub::heal);
    for (SimulatedNode node : nodes) {
      node.heal();
      node.setClock(0, 0);
      node.start(group, uris);
    }
  }

  private void runUntil(long millis) {
    while (schedule.nextMillis() <= millis) {
      schedule.advance();
    }
    schedule.passTo(millis);
  }

  private void settle() {
    long events = 0;
    long lastCheck = 0;
    long deadline = schedule.nowMillis() + 150 * MINUTE;
    while (true) {
      if (schedule.nextMillis() - schedule.nowMillis() > 100
          || schedule.nowMillis() - lastCheck > 1_000) {
        lastCheck = schedule.nowMillis();
        if (settled()) {
          return;
        }
      }
      if (schedule.nextMillis() > deadline || ++events > MOST_EVENTS) {
        throw new AssertionError("it never settles: " + describe());
      }
      schedule.advance();
    }
  }

  private boolean settled() {
    return inFlight == 0
        && nodes.stream().allMatch(node -> node.core() != null && node.core().synced())
        && vectors().size() == 1;
  }

  private Set<VersionVector> vectors() {
    Set<VersionVector> vectors = new HashSet<>();
    for (SimulatedNode node : nodes) {
      SyncCore core = node.core();
      if (core != null) {
        vectors.add(core.replica().vector());
      }
    }
    return vectors;
  }

  private String describe() {
    StringBuilder text = new StringBuilder();
    text.append(inFlight).append(" in flight");
    for (SimulatedNode node : nodes) {
      SyncCore core = node.core();
      text.append("\n  node ")
          .append(node.index())
          .append(", ")
          .append(node.steps())
          .append(" steps: ");
      if (core == null) {
        text.append("not running");
      } else {
        text.append("ready ").append(core.replica().ready());
        text.append(", synced ").append(core.synced());
        text.append(", eager ").append(core.eager(node.wallMillis()));
        text.append(", unsealed ").append(core.replica().unsealed());
        text.append(", waiting ").append(core.replica().mergeWaiting());
        text.append(", log ").append(core.replica().logEnd());
        text.append(", future ").append(core.replica().futurePacked());
        text.append(", phase ").append(core.phase());
        text.append(", wakes in ").append(core.nextWakeMillis() - node.wallMillis());
        text.append(", peers ").append(core.peers());
        text.append(", notices ").append(core.currentNotices());
        text.append(", holds ").append(core.replica().vector());
      }
    }
    return text.toString();
  }

  /** One request's way to a relay and back. */
  private void send(SimulatedNode node, int life, SyncCore.Emission emission) {
    inFlight++;
    int relay = emission.relay();
    boolean lost = faulty && random.nextInt(100) < lossPercent;
    boolean answerLost = faulty && random.nextInt(100) < lossPercent;
    if (faulty && random.nextInt(100) < lossPercent) {
      // the network repeats it: it arrives once more, later, and nobody waits for the answer
      schedule.after(latency() * 4, () -> call(node, emission));
    }
    schedule.after(
        latency(),
        () -> {
          Object answer = lost ? null : call(node, emission);
          boolean timeout = answer == null || answerLost;
          schedule.after(
              timeout ? 1_000 + random.nextInt(10_000) : latency(),
              () -> {
                inFlight--;
                deliver(node, life, relay, timeout ? null : answer);
              });
        });
  }

  private void deliver(SimulatedNode node, int life, int relay, Object answer) {
    if (answer instanceof RelayAnswer given) {
      node.answer(life, relay, given);
    } else if (answer instanceof SyncException why) {
      node.fail(life, relay, why);
    } else {
      node.fail(life, relay, new UnavailableException("simulated: no answer"));
    }
  }

  /** {@return an answer, an exception, or null for none} */
  private Object call(SimulatedNode node, SyncCore.Emission emission) {
    SimulatedHub hub = hubs.get(emission.relay());
    if (!hub.up || cut.contains(node.index() * 10 + emission.relay())) {
      return null;
    }
    try {
      return emission.request().call(hub);
    } catch (SyncException e) {
      return e;
    }
  }

  private long latency() {
    if (faulty && random.nextInt(30) == 0) {
      return random.nextInt(8_000);
    }
    return 1 + random.nextInt(20);
  }

  private void notifyAll(int relay) {
    for (SimulatedNode node : nodes) {
      if (!faulty || random.nextInt(100) >= lossPercent) {
        schedule.after(latency(), () -> node.more(relay));
      }
    }
  }

  private void check() {
    List<NodeContents> contents =
        nodes.stream().map(node -> NodeContents.of(node.memory())).toList();
    ReferenceModel model = model();
    Set<Name> names = new LinkedHashSet<>(model.names());
    contents.forEach(each -> names.addAll(each.names()));
    List<String> wrong = new ArrayList<>();
    for (Name name : names) {
      RecordState expected = model.state(name.table(), name.key());
      for (int node = 0; node < nodes.size(); node++) {
        RecordState actual = contents.get(node).state(name);
        if (!plain(actual).equals(plain(expected))) {
          wrong.add(
              "node " + node + " has " + name + " as\n    " + actual + ", not as\n    " + expected);
        }
      }
      if (!clashing && !restoring) {
        checkRow(name, expected, contents, wrong);
      }
    }
    for (SimulatedNode node : nodes) {
      if (!clashing && !restoring && contents.get(node.index()).parked() > 0) {
        wrong.add("node " + node.index() + " has parked records");
      }
      node.acknowledged
          .lost(model::state)
          .forEach(lost -> wrong.add("node " + node.index() + " lost: " + lost));
    }
    if (!wrong.isEmpty()) {
      throw new AssertionError(String.join("\n  ", wrong));
    }
  }

  /**
   * When a dead record was born no longer matters, and a newcomer that hears of its death alone
   * can't know: the record may have died while the snapshot was made.
   */
  private static RecordState plain(RecordState state) {
    return state.alive() ? state : new RecordState(Stamp.NEVER, state.died(), state.registers());
  }

  private void checkRow(
      Name name, RecordState expected, List<NodeContents> contents, List<String> wrong) {
    for (int node = 0; node < nodes.size(); node++) {
      ValueRow row = contents.get(node).rows().get(name);
      if ((row != null) != expected.alive()) {
        wrong.add("node " + node + " shows " + name + " as " + row + ", but it is " + expected);
      } else if (row != null) {
        TableSchema table = nodes.get(node).memory().schema().table(name.table()).orElseThrow();
        Map<String, Value> cells = cells(table, row);
        expected
            .registers()
            .forEach(
                (column, register) -> {
                  if (!register.value().equals(cells.get(column))) {
                    wrong.add("column " + column + " of " + name + " is " + cells.get(column));
                  }
                });
      }
    }
  }

  private ReferenceModel model() {
    ReferenceModel model = new ReferenceModel(group.opener());
    int founders = 0;
    for (SimulatedNode node : nodes) {
      if (node.foundedGroup()) {
        founders++;
        for (TableSchema table : node.memory().schema().tables()) {
          node.base()
              .getOrDefault(table.name(), List.of())
              .forEach(
                  row ->
                      model.base(table.name(), PortableKey.ofRow(table, row), cells(table, row)));
        }
      }
    }
    if (founders != 1) {
      throw new AssertionError(founders + " founders");
    }
    List<SealedBatch> batches = new ArrayList<>();
    hubs.forEach(hub -> batches.addAll(hub.batches()));
    for (SimulatedNode node : nodes) {
      SyncCore core = node.core();
      if (core != null) {
        core.replica()
            .lacking(VersionVector.EMPTY, 0, Limits.PAYLOAD_BYTES)
            .forEach(entry -> batches.add(entry.batch()));
      }
    }
    model.batches(batches);
    return model;
  }

  private static Map<String, Value> cells(TableSchema table, ValueRow row) {
    Map<String, Value> cells = new TreeMap<>();
    for (int column = 0; column < row.size(); column++) {
      if (!table.identityKey().columns().contains(column)) {
        cells.put(table.columns().get(column).name(), row.value(column));
      }
    }
    return cells;
  }
}
