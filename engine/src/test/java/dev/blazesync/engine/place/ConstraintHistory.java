package dev.blazesync.engine.place;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.books.RecordName;
import dev.blazesync.engine.membership.OpenGroup;
import dev.blazesync.engine.merge.RecordState;
import dev.blazesync.engine.operation.PortableKey;
import dev.blazesync.engine.simulator.ReferenceModel;
import dev.blazesync.spi.SealedBatch;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import dev.blazesync.spi.VersionVector;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Some nodes write what does not fit together, exchange part of it, crash and join late; then
 * everything is exchanged, and all must show and park the same, by the definition.
 */
final class ConstraintHistory {
  private static final int MOST_ROUNDS = 40;

  private final Random random;
  private final Consumer<String> trace;
  private final List<ClashingNode> nodes = new ArrayList<>();
  private final ClashingApplication application;
  private final Random unhurried;

  /** Whether every column is the last writer's and deletes win. */
  private final boolean plain;

  private long millis = 1_700_000_000_000L;

  private final OpenGroup group = new OpenGroup(1);

  /** Records that were parked at the end, on one node. */
  int parked;

  ConstraintHistory(long seed, Consumer<String> trace) {
    random = new Random(seed * 0x9E3779B97F4A7C15L + seed);
    this.trace = trace;
    application = new ClashingApplication(random);
    Map<String, String> rules = ClashingApplication.rules(random);
    // its own, so that histories stay what they were
    unhurried = new Random(seed);
    Map<String, String> policies = ClashingApplication.policies(unhurried);
    plain = policies.isEmpty();
    rules.putAll(policies);
    int count = 2 + random.nextInt(random.nextInt(6) == 0 ? 6 : 2);
    for (int index = 0; index < count; index++) {
      long skew = random.nextInt(3) == 0 ? random.nextInt(40) - 20 : 0;
      nodes.add(new ClashingNode(index, random, () -> millis + skew, rules, group));
    }
  }

  void run() {
    for (int edits = random.nextInt(4); edits > 0; edits--) {
      application.edit(nodes.get(0).store().application());
    }
    nodes.get(0).found();
    nodes.get(0).drain(true);
    for (ClashingNode node : nodes.subList(1, nodes.size())) {
      for (int edits = random.nextInt(3); edits > 0; edits--) {
        application.edit(node.store().application());
      }
      if (random.nextInt(3) > 0) {
        join(node);
      }
    }
    for (int actions = 5 + random.nextInt(30); actions > 0; actions--) {
      millis += random.nextInt(3);
      if (unhurried.nextInt(10) == 0) {
        // long enough for a record that is tried again and again
        millis += unhurried.nextInt(4_000);
      }
      act(nodes.get(random.nextInt(nodes.size())));
    }
    heal();
    check();
  }

  private void act(ClashingNode node) {
    int action = random.nextInt(20);
    trace.accept("node " + node.index() + " does " + action);
    if (!node.ready()) {
      if (action == 0 && random.nextInt(3) == 0) {
        join(node);
      } else if (action < 6) {
        application.edit(node.store().application());
      }
      return;
    }
    switch (action) {
      case 0 -> node.crash();
      case 1 -> node.failAfter(1 + random.nextInt(60));
      case 2, 3 -> node.attempt(() -> drainAndCheck(node));
      case 4 -> node.attempt(node::seal);
      case 5 -> node.attempt(node::merge);
      case 6, 7, 8, 9, 10 -> pull(node);
      default -> application.edit(node.store().application());
    }
  }

  private void pull(ClashingNode node) {
    ClashingNode from = nodes.get(random.nextInt(nodes.size()));
    if (from != node && from.ready()) {
      int most = random.nextInt(3) == 0 ? 1 + random.nextInt(2) : Integer.MAX_VALUE;
      boolean merge = random.nextInt(4) > 0;
      from.attempt(
          () -> {
            from.drain(true);
            from.seal();
          });
      from.heal();
      node.attempt(() -> node.pull(from, most, merge));
    }
  }

  private void join(ClashingNode node) {
    List<ClashingNode> ready = nodes.stream().filter(ClashingNode::ready).toList();
    if (ready.isEmpty()) {
      return;
    }
    ClashingNode from = ready.get(random.nextInt(ready.size()));
    from.heal();
    trace.accept("node " + node.index() + " joins by " + from.index());
    boolean busy = random.nextInt(3) == 0;
    node.join(
        from,
        () -> {
          if (busy && random.nextInt(2) == 0) {
            application.edit(from.store().application());
          }
          if (busy && random.nextInt(2) == 0) {
            application.edit(node.store().application());
          }
        });
    node.drain(true);
  }

  /** What the application wrote stays visible, and what it deleted is dead. */
  private void drainAndCheck(ClashingNode node) {
    node.drain(true);
    node.seal();
    node.merge();
    Contents shown = Contents.of(node.store());
    application.edit(node.store().application());
    Contents before = Contents.of(node.store());
    node.drain(random.nextBoolean());
    Contents after = Contents.of(node.store());
    Map<RecordName, ValueRow> written = plain ? before.rows : Map.of();
    written.forEach(
        (name, row) -> {
          ValueRow now = after.rows.get(name);
          if (now == null || !sameButHidden(row, now)) {
            throw new AssertionError(
                "node "
                    + node.index()
                    + " wrote "
                    + name
                    + " as "
                    + row
                    + ", now it is "
                    + now
                    + "\n  "
                    + after.parked.get(name)
                    + " "
                    + after.states.get(name));
          }
        });
    Set<RecordName> deleted = new TreeSet<>(shown.rows.keySet());
    deleted.removeAll(before.rows.keySet());
    for (RecordName name : deleted) {
      RecordState state = after.states.get(name);
      if (state != null && state.alive()) {
        throw new AssertionError(
            "node " + node.index() + " deleted " + name + ", which is " + state);
      }
    }
    List<String> wrong = after.wrong();
    if (!wrong.isEmpty()) {
      throw new AssertionError("after a drain, node " + node.index() + ":\n  " + lines(wrong));
    }
  }

  /** A value that was hidden may show again. */
  private static boolean sameButHidden(ValueRow before, ValueRow after) {
    for (int column = 0; column < before.size(); column++) {
      boolean same = before.value(column).equals(after.value(column));
      if (!same && !before.value(column).equals(Value.NULL)) {
        return false;
      }
    }
    return true;
  }

  private void heal() {
    trace.accept("everything heals");
    nodes.forEach(ClashingNode::heal);
    for (ClashingNode node : nodes) {
      if (!node.replica().ready()) {
        join(node);
      }
    }
    for (int round = 0; !settled(); round++) {
      if (round == MOST_ROUNDS) {
        throw new AssertionError("it never settles");
      }
      millis += 4;
      for (ClashingNode node : nodes) {
        node.drain(true);
        node.seal();
        node.merge();
        for (ClashingNode other : nodes) {
          if (other != node) {
            node.pull(other, Integer.MAX_VALUE, true);
          }
        }
      }
    }
  }

  private boolean settled() {
    Set<VersionVector> vectors = new HashSet<>();
    for (ClashingNode node : nodes) {
      node.drain(true);
      node.merge();
      vectors.add(node.replica().vector());
      if (node.replica().unsealed() > 0 || node.replica().mergeWaiting()) {
        return false;
      }
    }
    return vectors.size() == 1;
  }

  private void check() {
    List<String> wrong = new ArrayList<>();
    List<Contents> contents = nodes.stream().map(node -> Contents.of(node.store())).toList();
    Contents first = contents.get(0);
    parked = first.parked.size();
    ReferenceModel model = model();
    for (ClashingNode node : nodes) {
      Contents here = contents.get(node.index());
      here.wrong().forEach(line -> wrong.add("node " + node.index() + ": " + line));
      compare("rows", node, first.rows, here.rows, wrong);
      compare("states", node, first.plainStates(), here.plainStates(), wrong);
      compare("reasons", node, reasons(first), reasons(here), wrong);
      here.plainStates()
          .forEach(
              (name, state) -> {
                RecordState should = plain(model.state(name.table(), name.key()));
                if (plain && !state.equals(should)) {
                  wrong.add(
                      "node "
                          + node.index()
                          + " has "
                          + name
                          + " as\n    "
                          + state
                          + ", not as\n    "
                          + should);
                }
              });
    }
    if (!wrong.isEmpty()) {
      throw new AssertionError(lines(wrong));
    }
  }

  private static RecordState plain(RecordState state) {
    return state.alive() ? state : new RecordState(Stamp.NEVER, state.died(), state.registers());
  }

  private static Map<RecordName, String> reasons(Contents contents) {
    Map<RecordName, String> reasons = new TreeMap<>();
    contents.parked.forEach((name, why) -> reasons.put(name, why.reason() + " " + why.message()));
    return reasons;
  }

  private static <T> void compare(
      String what,
      ClashingNode node,
      Map<RecordName, T> first,
      Map<RecordName, T> here,
      List<String> wrong) {
    Set<RecordName> names = new TreeSet<>(first.keySet());
    names.addAll(here.keySet());
    for (RecordName name : names) {
      if (!java.util.Objects.equals(first.get(name), here.get(name))) {
        wrong.add(
            what
                + " of "
                + name
                + ": node 0 has "
                + first.get(name)
                + ", node "
                + node.index()
                + " has "
                + here.get(name));
      }
    }
  }

  private ReferenceModel model() {
    ReferenceModel model = new ReferenceModel(group.opener());
    ClashingNode founder = nodes.get(0);
    for (TableSchema table : founder.store().schema().tables()) {
      founder
          .base()
          .getOrDefault(table.name(), List.of())
          .forEach(
              row -> {
                Map<String, Value> cells = new TreeMap<>();
                for (int column = 1; column < row.size(); column++) {
                  cells.put(table.columns().get(column).name(), row.value(column));
                }
                model.base(table.name(), PortableKey.ofRow(table, row), cells);
              });
    }
    List<SealedBatch> batches = new ArrayList<>();
    for (ClashingNode node : nodes) {
      node.replica()
          .lacking(VersionVector.EMPTY, 0, Limits.PAYLOAD_BYTES)
          .forEach(entry -> batches.add(entry.batch()));
    }
    model.batches(batches);
    return model;
  }

  private static String lines(List<String> lines) {
    return String.join("\n  ", lines);
  }
}
