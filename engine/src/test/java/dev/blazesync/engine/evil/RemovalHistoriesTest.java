package dev.blazesync.engine.evil;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.adapters.tck.memory.MemoryWriter;
import dev.blazesync.engine.membership.ChainObject;
import dev.blazesync.engine.seal.SealedHeader;
import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Page;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.RefusedException;
import dev.blazesync.spi.SealedBatch;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * A device is removed at some time, writes on, and its late batches reach some and not others. Once
 * everybody knows, all are alike, whatever had been merged where. {@code
 * -Dblazesync.removals.seeds=FROM-TO} chooses the histories.
 */
class RemovalHistoriesTest {
  private static final String USUAL_SEEDS = "1-80";

  private static final TableSchema TALLY =
      TableSchema.of(
          "tally",
          List.of(
              ColumnSchema.of("id", ValueKind.INT64, false),
              ColumnSchema.of("n", ValueKind.INT64, true)),
          KeySchema.primary(0));

  private static final TableSchema LABELS =
      TableSchema.of(
          "labels",
          List.of(
              ColumnSchema.of("id", ValueKind.INT64, false),
              ColumnSchema.of("tags", ValueKind.TEXT, true)),
          KeySchema.primary(0));

  @Test
  void everybodyIsAlikeOnceEverybodyKnows() {
    String[] range = System.getProperty("blazesync.removals.seeds", USUAL_SEEDS).split("-", 2);
    Queue<String> failures = new ConcurrentLinkedQueue<>();
    AtomicInteger late = new AtomicInteger();
    LongStream.rangeClosed(Long.parseLong(range[0]), Long.parseLong(range[1]))
        .parallel()
        .forEach(
            seed -> {
              try {
                if (new History(seed).run()) {
                  late.incrementAndGet();
                }
              } catch (RuntimeException | AssertionError e) {
                failures.add("seed " + seed + ": " + e + "\n  at " + e.getStackTrace()[0]);
              }
            });
    assertThat(failures).as("%s failing seeds", failures.size()).isEmpty();
    assertThat(late).as("histories in which somebody merged too much").hasPositiveValue();
  }

  /** One of them. */
  private static final class History {
    private static final int KEYS = 4;

    private final Random random;
    private final Lab lab;
    private final List<Honest> nodes = new ArrayList<>();
    private final Honest leaver;

    /** Who is not shown the removal yet. */
    private final Set<NodeId> unknowing = new HashSet<>();

    /** Who is given what the leaver wrote late. */
    private final Set<NodeId> deceived = new HashSet<>();

    private final OriginLog log;
    private long removedAt = Long.MAX_VALUE;
    private long last;

    History(long seed) {
      random = new Random(seed * 0x9E3779B97F4A7C15L);
      lab = new Lab(seed, 1, Lab.NOTE, TALLY, LABELS);
      Honest founder = lab.admin();
      founder.rules.put("policy.tally.n", "counter");
      founder.rules.put("policy.labels.tags", "set-union");
      if (random.nextInt(3) == 0) {
        founder.rules.put("deletes.tally", "update-wins");
        founder.rules.put("deletes.note", "update-wins");
      }
      nodes.add(founder);
      edit(founder);
      founder.start().sync();
      for (int more = 2 + random.nextInt(2); more > 0; more--) {
        Honest node = lab.honest();
        nodes.add(node);
        node.start().sync();
      }
      leaver = lab.honest();
      leaver.start().sync();
      log = leaver.replica().own();
      lab.exchange(nodes.toArray(Honest[]::new));
    }

    /** {@return whether somebody held more of the leaver than counts in the end} */
    boolean run() {
      int steps = 20 + random.nextInt(20);
      int removal = 5 + random.nextInt(10);
      for (int step = 0; step < steps; step++) {
        lab.millis += random.nextInt(100_000);
        if (step == removal) {
          remove();
        }
        Honest node = random.nextInt(3) == 0 ? leaver : nodes.get(random.nextInt(nodes.size()));
        if (random.nextInt(5) < 3) {
          edit(node);
        } else {
          node.sync();
        }
        if (random.nextInt(4) == 0) {
          unknowing.remove(nodes.get(random.nextInt(nodes.size())).node());
        }
      }
      boolean late = nodes.stream().anyMatch(node -> node.replica().vector().sequence(log) > last);
      lab.hub.repent();
      lab.exchange(nodes.toArray(Honest[]::new));
      for (Honest node : nodes) {
        assertThat(node.replica().roster().length()).isEqualTo(lab.membership().length());
        assertThat(node.core().synced()).as("%s", node.told()).isTrue();
      }
      Lab.assertAlike(nodes.toArray(Honest[]::new));
      return late;
    }

    private void remove() {
      Position held = nodes.get(0).replica().vector().position(log);
      removedAt = lab.membership().length();
      nodes.stream().filter(node -> random.nextInt(3) > 0).forEach(n -> unknowing.add(n.node()));
      unknowing.add(leaver.node());
      nodes.stream().filter(node -> random.nextBoolean()).forEach(n -> deceived.add(n.node()));
      lab.hub.objects =
          (to, name, truth) ->
              unknowing.contains(to) && ChainObject.index(name) >= removedAt ? null : truth;
      lab.hub.pages =
          (to, truth) -> {
            List<SealedBatch> batches = new ArrayList<>(truth.batches());
            if (deceived.contains(to)) {
              lab.hub.seenBatches.stream()
                  .filter(batch -> batch.log().equals(log))
                  .sorted((x, y) -> Long.compare(x.sequence(), y.sequence()))
                  .forEach(batches::add);
            }
            return new Page(batches, truth.hasMore(), truth.cursor());
          };
      boolean nothing = held.sequence() == 0;
      Position cut = cutOff(held);
      last = cut.sequence();
      lab.remove(leaver.node(), nothing ? Map.of() : Map.of(log.lineage(), cut));
    }

    /** What the admin holds, or less: it may have been decided earlier. */
    private Position cutOff(Position held) {
      long counting = held.sequence() - (random.nextInt(4) == 0 ? random.nextInt(2) : 0);
      SealedBatch batch = nodes.get(0).replica().batch(log, Math.max(1, counting));
      return batch == null
          ? held
          : new Position(batch.sequence(), SealedHeader.hash(batch.bytes()));
    }

    private void edit(Honest node) {
      node.write(
          writer -> {
            for (int statements = 1 + random.nextInt(3); statements > 0; statements--) {
              statement(writer);
            }
          });
    }

    private void statement(MemoryWriter writer) {
      Value id = Lab.number(random.nextInt(KEYS));
      String table = List.of("note", "tally", "labels").get(random.nextInt(3));
      var row = writer.row(table, id);
      try {
        if (row != null && random.nextInt(4) == 0) {
          writer.delete(table, id);
        } else if (table.equals("note") && row == null) {
          writer.insert(table, id, value(), value());
        } else if (table.equals("note")) {
          writer.update(table, List.of(id), Map.of(random.nextBoolean() ? "a" : "b", value()));
        } else {
          Value next = table.equals("tally") ? value() : tags();
          String column = table.equals("tally") ? "n" : "tags";
          if (row == null) {
            writer.insert(table, id, next);
          } else {
            writer.update(table, List.of(id), Map.of(column, next));
          }
        }
      } catch (RefusedException e) {
        // its own constraints: the statement did nothing
      }
    }

    private Value value() {
      return random.nextInt(8) == 0 ? Value.NULL : Lab.number(random.nextInt(100));
    }

    private Value tags() {
      List<String> tags = new ArrayList<>();
      for (String tag : List.of("red", "green", "blue", "round")) {
        if (random.nextBoolean()) {
          tags.add("\"" + tag + "\"");
        }
      }
      return new Value.Text("[" + String.join(",", tags) + "]");
    }
  }
}
