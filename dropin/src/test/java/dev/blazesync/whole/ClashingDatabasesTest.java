package dev.blazesync.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * SQLite and H2 files of one group, written to without knowing of each other, show and park the
 * same in the end. {@code -Dblazesync.constraints.seeds=FROM-TO} chooses which histories.
 */
class ClashingDatabasesTest {
  private static final String USUAL_SEEDS = "1-100";

  @TempDir private Path folder;
  private long millis = 1_700_000_000_000L;

  @Test
  void databasesOfBothKindsShowAndParkTheSame() throws Exception {
    String[] range = System.getProperty("blazesync.constraints.seeds", USUAL_SEEDS).split("-", 2);
    List<String> failures = new ArrayList<>();
    for (long seed = Long.parseLong(range[0]); seed <= Long.parseLong(range[1]); seed++) {
      try {
        run(seed);
      } catch (RuntimeException | AssertionError e) {
        failures.add("seed " + seed + ": " + e + at(e));
      }
    }
    assertThat(failures).as("%s failing seeds", failures.size()).isEmpty();
  }

  private static String at(Throwable e) {
    StackTraceElement[] trace = e.getStackTrace();
    return e instanceof AssertionError
        ? ""
        : "\n  at " + List.of(trace).subList(0, Math.min(14, trace.length));
  }

  private void run(long seed) throws Exception {
    Random random = new Random(seed * 0x9E3779B97F4A7C15L + seed);
    Path here = Files.createDirectory(folder.resolve("seed" + seed));
    List<ClashingDatabase> nodes = new ArrayList<>();
    try {
      int count = 2 + random.nextInt(2);
      ClashingDatabase.Founding founding =
          new ClashingDatabase.Founding(
              new GroupWithoutRelay(new SeededRandom(seed)), ClashingDatabase.rules(random));
      for (int index = 0; index < count; index++) {
        boolean h2 = index == 0 ? random.nextBoolean() : !nodes.get(0).toString().equals("H2");
        nodes.add(new ClashingDatabase(here, "node" + index, h2, random, () -> millis, founding));
        nodes.get(index).edit();
        nodes.get(index).open();
      }
      nodes.get(0).replica().found();
      nodes.get(0).drain();
      for (ClashingDatabase node : nodes.subList(1, count)) {
        node.join(nodes.get(0));
      }
      for (int actions = 10 + random.nextInt(20); actions > 0; actions--) {
        millis += random.nextInt(3);
        act(random, nodes, nodes.get(random.nextInt(count)));
      }
      settle(nodes);
      TreeSet<String> first = nodes.get(0).contents();
      for (ClashingDatabase node : nodes) {
        assertThat(node.contents()).as("%s beside %s", node, nodes.get(0)).isEqualTo(first);
      }
    } finally {
      for (ClashingDatabase node : nodes) {
        node.close();
      }
    }
  }

  private static void act(Random random, List<ClashingDatabase> nodes, ClashingDatabase node)
      throws SQLException {
    switch (random.nextInt(10)) {
      case 0 -> node.open();
      case 1 -> {
        node.drain();
        node.merge();
      }
      case 2, 3, 4 -> {
        ClashingDatabase from = nodes.get(random.nextInt(nodes.size()));
        if (from != node) {
          from.drain();
          node.pull(from, random.nextBoolean() ? 1 : Integer.MAX_VALUE);
        }
      }
      default -> node.edit();
    }
  }

  private void settle(List<ClashingDatabase> nodes) {
    for (int round = 0; round < 20; round++) {
      millis += 2_000;
      Set<Object> vectors = new HashSet<>();
      for (ClashingDatabase node : nodes) {
        node.drain();
        node.merge();
        nodes.stream().filter(other -> other != node).forEach(o -> node.pull(o, 1_000));
        vectors.add(node.replica().vector());
      }
      if (vectors.size() == 1 && round > 2) {
        return;
      }
    }
    throw new AssertionError("it never settles");
  }
}
