package dev.blazesync.benchmarks.guard;

import dev.blazesync.benchmarks.guard.Contest.Result;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Compares what is measured with the table. */
public final class Guard {
  private static final long PATIENCE_NANOS = 600_000_000L;
  private static final int LONGER = 3;

  /** The first line of a table. */
  public static final String HEAD = "# name\tkind\tlimit\twas";

  /**
   * One comparison.
   *
   * @param exceeded whether it is worse than it may be
   * @param text all numbers
   */
  public record Finding(boolean exceeded, String text) {}

  private Guard() {}

  /** {@return what the contests take, by name} */
  public static Map<String, Result> measure(List<Contest> contests) throws Exception {
    return measure(List.of(), contests, PATIENCE_NANOS);
  }

  /**
   * Measures and compares. What exceeds its limit is measured once more, for longer.
   *
   * @return one finding for each limit, and for each contest that has none
   */
  public static List<Finding> check(List<Limit> limits, List<Contest> contests) throws Exception {
    return check(limits, contests, PATIENCE_NANOS);
  }

  static List<Finding> check(List<Limit> limits, List<Contest> contests, long patienceNanos)
      throws Exception {
    return compare(limits, measure(limits, contests, patienceNanos));
  }

  private static Map<String, Result> measure(
      List<Limit> limits, List<Contest> contests, long patienceNanos) throws Exception {
    Map<String, Result> results = new LinkedHashMap<>();
    for (Contest contest : contests) {
      Result result = contest.measure(patienceNanos);
      if (exceeds(limits, contest.name(), result)) {
        result = result.best(contest.measure(LONGER * patienceNanos));
      }
      results.put(contest.name(), result);
    }
    return results;
  }

  private static boolean exceeds(List<Limit> limits, String name, Result result) {
    return limits.stream()
        .anyMatch(limit -> limit.name().equals(name) && limit.kind().of(result) > limit.most());
  }

  /** {@return one finding for each limit, and for each result that has none} */
  static List<Finding> compare(List<Limit> limits, Map<String, Result> results) {
    List<Finding> findings = new ArrayList<>();
    for (Limit limit : limits) {
      Result result = results.get(limit.name());
      findings.add(
          result == null
              ? new Finding(true, limit.title() + ": is in the table, and was not measured")
              : compare(limit, limit.kind().of(result)));
    }
    results.forEach(
        (name, result) -> {
          for (Limit.Kind kind : Limit.Kind.values()) {
            if (limits.stream().noneMatch(limit -> limit.isOf(name, kind))) {
              String line = Limit.of(name, kind, result).line();
              findings.add(new Finding(true, "not in the table: " + line));
            }
          }
        });
    return findings;
  }

  private static Finding compare(Limit limit, double measured) {
    boolean exceeded = measured > limit.most();
    String text =
        String.format(
            "%s%s: measured %s, limit %s, was %s",
            exceeded ? "WORSE: " : "",
            limit.title(),
            limit.kind().text(measured),
            limit.kind().text(limit.most()),
            limit.kind().text(limit.was()));
    return new Finding(exceeded, text);
  }

  /** {@return a table of these results, with limits that leave some room} */
  public static List<String> table(Map<String, Result> results) {
    List<String> lines = new ArrayList<>(List.of(HEAD));
    results.forEach(
        (name, result) -> {
          for (Limit.Kind kind : Limit.Kind.values()) {
            lines.add(Limit.of(name, kind, result).line());
          }
        });
    return lines;
  }
}
