package dev.blazesync.benchmarks.path;

import dev.blazesync.benchmarks.path.ItemDatabase.Kind;
import dev.blazesync.spi.Nullable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * {@code bench [--rows N] [--db sqlite|h2] [--json] [--save FILE] [--commit ID]}: {@code --json}
 * prints one line for programs, with machine, commit and date; {@code --save} puts it behind those
 * in a file.
 */
public final class Bench {
  private static final String EXPECTED =
      "; expected bench [--rows N] [--db sqlite|h2] [--json] [--save FILE] [--commit ID]";
  private static final int ROWS = 100_000;
  private static final int SAMPLES = 200;

  /** Updates before the samples: soon after a start, and later. */
  private static final int COLD = 200;

  private static final int WARM = 3_000;
  private static final int USAGE = 2;

  private final PrintStream out;
  private int rows = ROWS;
  private Kind kind = Kind.SQLITE;
  private boolean json;
  private String commit = "";
  private @Nullable Path saved;

  private Bench(PrintStream out) {
    this.out = out;
  }

  /**
   * Measures, and prints.
   *
   * @return the exit code
   */
  public static int run(List<String> arguments, PrintStream out, PrintStream err) throws Exception {
    Bench bench = new Bench(out);
    String wrong = bench.read(arguments);
    if (wrong != null) {
      err.println("blazesync: " + wrong + EXPECTED);
      return USAGE;
    }
    bench.measure();
    return 0;
  }

  /** {@return what is wrong with the arguments; null = nothing} */
  private @Nullable String read(List<String> arguments) {
    for (int index = 0; index < arguments.size(); index++) {
      String option = arguments.get(index);
      String value = index + 1 < arguments.size() ? arguments.get(index + 1) : "";
      switch (option) {
        case "--json" -> json = true;
        case "--rows" -> {
          index++;
          rows = value.matches("[1-9]\\d{2,6}") ? Integer.parseInt(value) : 0;
          if (rows == 0) {
            return "--rows takes a number from 100 to 9999999, not '" + value + "'";
          }
        }
        case "--db" -> {
          index++;
          if (!value.equals("sqlite") && !value.equals("h2")) {
            return "--db takes sqlite or h2, not '" + value + "'";
          }
          kind = Kind.valueOf(value.toUpperCase(Locale.ROOT));
        }
        case "--save", "--commit" -> {
          index++;
          if (value.isEmpty()) {
            return option + " takes a value";
          }
          if (option.equals("--save")) {
            Path file = Path.of(value).toAbsolutePath();
            Path folder = file.getParent();
            saved = file;
            if (folder == null || Files.isDirectory(file) || !Files.isDirectory(folder)) {
              return "--save takes a file in a folder that exists, not '" + value + "'";
            }
          } else {
            commit = value;
          }
        }
        default -> {
          return "unknown option '" + option + "'";
        }
      }
    }
    return null;
  }

  private void measure() throws Exception {
    List<Figure> figures = new ArrayList<>();
    Path folder = Files.createTempDirectory("blazesync-benchmark-");
    try {
      tell(figures, CapturedWrites.measure(kind, rows, folder));
    } finally {
      remove(folder);
    }
    tell(figures, Exchange.measure(kind, rows, Texts.WORDS));
    tell(figures, List.of(Exchange.wireBytes(kind, rows, Texts.LETTERS)));
    if (kind == Kind.SQLITE) {
      List<Latencies> found = CommitToVisible.measure(SAMPLES, COLD, warm());
      for (int index = 0; index < 2; index++) {
        String name = index == 0 ? "commit to visible, " : "commit to visible, warm, ";
        tell(
            figures,
            List.of(
                Figure.alone(name + "p50", found.get(index).percentileMillis(50), "ms"),
                Figure.alone(name + "p99", found.get(index).percentileMillis(99), "ms")));
      }
    }
    Results results =
        new Results(
            Instant.now().truncatedTo(ChronoUnit.SECONDS),
            commit,
            Machine.here(),
            rows,
            kind,
            figures);
    if (json) {
      out.println(results.json());
    }
    if (saved != null) {
      results.appendTo(saved);
    }
  }

  /** {@return updates before the samples that are to be warm; few where only a few rows are} */
  private int warm() {
    return Math.max(COLD + SAMPLES, Math.min(WARM, rows / 10));
  }

  private void tell(List<Figure> all, List<Figure> some) {
    all.addAll(some);
    if (!json) {
      some.forEach(figure -> out.println(figure.text()));
    }
  }

  private static void remove(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.deleteIfExists(path);
    }
  }
}
