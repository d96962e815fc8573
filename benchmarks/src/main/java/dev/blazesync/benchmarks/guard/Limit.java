package dev.blazesync.benchmarks.guard;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A line of the table: name, kind, limit and what it was when that was written, with tabs between.
 * Lines that begin with # say something to people.
 *
 * @param name of a contest
 * @param most that may be measured
 * @param was measured when the line was written
 */
public record Limit(String name, Kind kind, double most, double was) {
  /** What is limited. */
  public enum Kind {
    /** Bytes for an operation: exact, so a fifth more is a change. */
    ALLOCATION("allocation", "%.1f") {
      @Override
      double of(Contest.Result result) {
        return result.bytes();
      }

      @Override
      double most(double was) {
        return was * 1.2 + 0.4;
      }
    },
    /** Time as a multiple of the baseline's. */
    RATIO("ratio", "%.2f") {
      @Override
      double of(Contest.Result result) {
        return result.ratio();
      }

      @Override
      double most(double was) {
        return was * 2;
      }
    };

    private final String word;
    private final String format;

    Kind(String word, String format) {
      this.word = word;
      this.format = format;
    }

    abstract double of(Contest.Result result);

    /** {@return a limit with room for what machines and compilers do differently} */
    abstract double most(double was);

    String text(double value) {
      return String.format(Locale.ROOT, format, value);
    }

    private static Kind parse(String word) {
      for (Kind kind : values()) {
        if (kind.word.equals(word)) {
          return kind;
        }
      }
      throw new IllegalArgumentException("kind '" + word + "' is not allocation or ratio");
    }
  }

  private static final int CELLS = 4;

  /** {@return a limit for what was just measured} */
  public static Limit of(String name, Kind kind, Contest.Result result) {
    double was = kind.of(result);
    return new Limit(name, kind, kind.most(was), was);
  }

  /**
   * @throws IllegalArgumentException if a line is none
   */
  public static List<Limit> read(Path table) throws IOException {
    return parse(Files.readAllLines(table, StandardCharsets.UTF_8));
  }

  static List<Limit> parse(List<String> lines) {
    List<Limit> limits = new ArrayList<>();
    for (String line : lines) {
      if (!line.isBlank() && !line.startsWith("#")) {
        limits.add(parse(line));
      }
    }
    return limits;
  }

  private static Limit parse(String line) {
    String[] cells = line.split("\t", -1);
    if (cells.length != CELLS) {
      throw new IllegalArgumentException(
          "a line has name, kind, limit and was with tabs between, not '" + line + "'");
    }
    return new Limit(
        cells[0], Kind.parse(cells[1]), Double.parseDouble(cells[2]), Double.parseDouble(cells[3]));
  }

  /** {@return its line of the table} */
  public String line() {
    return String.join("\t", name, kind.word, kind.text(most), kind.text(was));
  }

  boolean isOf(String contest, Kind limited) {
    return name.equals(contest) && kind == limited;
  }

  /** {@return what it is of} */
  String title() {
    return name + ", " + kind.word;
  }
}
