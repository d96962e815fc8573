package dev.blazesync.benchmarks.path;

import dev.blazesync.BlazeSync;
import dev.blazesync.GroupAdmin;
import dev.blazesync.Target;
import dev.blazesync.benchmarks.path.ItemDatabase.Kind;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * {@code growth [--heap MIB] [ROWS...]}: what a row of a first copy takes when there are many, and
 * how much memory hub and nodes take, each a process that may not have more heap than that. Time a
 * row is of a copy into this process, after one to warm up.
 */
public final class Growth {
  private static final List<Integer> SIZES = List.of(10_000, 100_000, 1_000_000);
  private static final int HEAP_MIB = 64;
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final int USAGE = 2;
  private static final double MIB = 1_048_576;
  private static final int WARM_ROWS = 2_000_000;

  private Growth() {}

  /**
   * Measures, and prints a line for each number of rows.
   *
   * @return the exit code
   */
  public static int run(List<String> arguments, PrintStream out, PrintStream err) throws Exception {
    int heap = HEAP_MIB;
    List<Integer> sizes = new ArrayList<>();
    for (int index = 0; index < arguments.size(); index++) {
      boolean option = arguments.get(index).equals("--heap");
      String word = option && index + 1 < arguments.size() ? arguments.get(++index) : "";
      String number = option ? word : arguments.get(index);
      if (!number.matches("[1-9]\\d{1,6}")) {
        err.println(
            "blazesync: '" + arguments.get(index) + "'; expected growth [--heap MIB] [ROWS...]");
        return USAGE;
      }
      if (option) {
        heap = Integer.parseInt(number);
      } else {
        sizes.add(Integer.parseInt(number));
      }
    }
    for (int rows : sizes.isEmpty() ? SIZES : sizes) {
      out.println(measure(rows, heap));
    }
    return 0;
  }

  private static String measure(int rows, int heap) throws Exception {
    String limit = "-Xmx" + heap + "m";
    try (Deployment deployment = new Deployment()) {
      URI hub = deployment.hub(limit);
      try (ItemDatabase from = ItemDatabase.create(Kind.SQLITE, deployment.file("from.db"))) {
        double plain = Watch.millis(() -> from.insert(rows, Texts.WORDS, false));
        String code = deployment.create(hub);
        long[] memory = new long[2];
        double sent = Watch.millis(() -> memory[0] = deployment.join(from.file(), code, limit));
        String second = deployment.invite(from.file());
        Path to = deployment.file("to.db");
        double fresh = Watch.millis(() -> memory[1] = deployment.join(to, second, limit));
        check(to, rows);
        double warm = warm(deployment, from.file(), rows);
        return String.format(
            Locale.ROOT,
            "%,9d rows, heaps of %d MiB; plain %.2f us/row; first device, fresh %.0f ms, most memory"
                + " %.0f MiB; second, fresh %.0f ms, %.0f MiB; second, warm %.2f us/row; hub %.0f MiB",
            rows,
            heap,
            1_000 * plain / rows,
            sent,
            memory[0] / MIB,
            fresh,
            memory[1] / MIB,
            1_000 * warm / rows,
            deployment.hubMemory() / MIB);
      }
    }
  }

  /** {@return the middle one's milliseconds} */
  private static double warm(Deployment deployment, Path from, int rows) throws Exception {
    int rounds = Math.max(3, Math.min(40, WARM_ROWS / rows));
    double[] millis = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      String code = GroupAdmin.of(Target.of(from)).invite(GroupAdmin.Invite.ONE);
      Path to = deployment.file("warm" + round + ".db");
      long began = System.nanoTime();
      try (BlazeSync node = BlazeSync.attach(to).join(code).start()) {
        node.awaitSynced(PATIENCE);
        millis[round] = (System.nanoTime() - began) / 1e6;
      }
    }
    return Watch.median(Arrays.copyOfRange(millis, rounds - Math.min(5, rounds), rounds));
  }

  private static void check(Path file, int rows) throws Exception {
    try (ItemDatabase reader = ItemDatabase.open(Kind.SQLITE, file)) {
      if (reader.rows() != rows) {
        throw new IllegalStateException(reader.rows() + " rows arrived of " + rows);
      }
    }
  }
}
