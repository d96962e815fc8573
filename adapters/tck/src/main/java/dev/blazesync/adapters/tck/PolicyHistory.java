package dev.blazesync.adapters.tck;

import dev.blazesync.spi.ConflictPolicy;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

/** Random histories of one register: who edited, what was merged with what, and who deleted. */
final class PolicyHistory {
  private static final int WRITERS = 3;

  /** The writer whose edits carry an authority, as a server's do. */
  private static final int SERVER = 0;

  /** Stamps of plain versions, few so that they meet. */
  private static final int PLAIN_TIMES = 3;

  private PolicyHistory() {}

  /** What a writer does, going on from what it has: no writer forgets. */
  enum Deed {
    EDIT,
    MERGE,
    /** Its record dies. */
    DELETE,
    /** It hears of a death. */
    LEARN,
    /** A row that was there before anybody wrote. */
    FIND
  }

  /**
   * One thing that happens at one writer. A version to merge and a death to learn of are named by a
   * number taken modulo how many there are, so that a history stays one when steps are taken out of
   * it.
   *
   * @param other which version it merges, or which death it learns of
   * @param seed of what is written
   */
  record Step(Deed deed, int other, int writer, long seed) {}

  /** Makes the values of a history. */
  interface Editor {
    Version edit(@Nullable Version before, Random random, Stamp stamp);

    Value value(Random random);
  }

  static List<Step> random(long seed, int count) {
    Random random = new Random(seed);
    List<Step> steps = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      steps.add(
          new Step(
              deed(random.nextInt(12)),
              random.nextInt(100),
              random.nextInt(WRITERS),
              random.nextLong()));
    }
    return steps;
  }

  private static Deed deed(int die) {
    return switch (die) {
      case 0 -> Deed.FIND;
      case 1 -> Deed.DELETE;
      case 2 -> Deed.LEARN;
      case 3, 4, 5, 6 -> Deed.MERGE;
      default -> Deed.EDIT;
    };
  }

  /**
   * What came of a history.
   *
   * @param versions every version that was there, in order
   * @param deaths every death, in order
   * @param steps what made each, for people
   */
  record Outcome(List<Version> versions, List<Stamp> deaths, List<String> steps) {}

  /** What one writer has. */
  private static final class Writer {
    private long clock;
    private @Nullable Version own;
    private Stamp died = Stamp.NEVER;
  }

  static Outcome run(List<Step> steps, Editor editor, ConflictPolicy policy) {
    Outcome outcome = new Outcome(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    List<Writer> writers = new ArrayList<>();
    for (int writer = 0; writer < WRITERS; writer++) {
      writers.add(new Writer());
    }
    for (Step step : steps) {
      Writer writer = writers.get(step.writer);
      Version before = writer.own;
      if (take(step, writer, outcome, editor, policy)) {
        writer.own = left(writer.own, writer.died, policy);
        String made = writer.own == null || writer.own.equals(before) ? "" : note(outcome, writer);
        outcome.steps.add(
            "writer " + step.writer + " " + step.deed + made + " -> " + writer.own + died(writer));
      }
    }
    return outcome;
  }

  private static String note(Outcome outcome, Writer writer) {
    outcome.versions.add(writer.own);
    return " = version " + (outcome.versions.size() - 1);
  }

  private static String died(Writer writer) {
    return writer.died.equals(Stamp.NEVER) ? "" : ", died " + writer.died;
  }

  /** {@return whether it was possible} */
  private static boolean take(
      Step step, Writer writer, Outcome outcome, Editor editor, ConflictPolicy policy) {
    switch (step.deed) {
      case EDIT -> {
        Stamp stamp = next(step, writer);
        writer.own = editor.edit(writer.own, new Random(step.seed), stamp);
      }
      case DELETE -> {
        writer.died = next(step, writer);
        outcome.deaths.add(writer.died);
      }
      case LEARN -> {
        if (outcome.deaths.isEmpty()) {
          return false;
        }
        Stamp death = outcome.deaths.get(step.other % outcome.deaths.size());
        writer.died = Stamp.max(writer.died, death);
      }
      case FIND -> {
        Random random = new Random(step.seed);
        Version plain = Version.of(editor.value(random), early(random));
        outcome.versions.add(plain);
        writer.own = writer.own == null ? plain : policy.merge(writer.own, plain);
      }
      case MERGE -> {
        if (outcome.versions.isEmpty()) {
          return false;
        }
        Version other = outcome.versions.get(step.other % outcome.versions.size());
        writer.own = writer.own == null ? other : policy.merge(writer.own, other);
      }
    }
    return true;
  }

  /** {@return what the engine keeps of {@code version}} It does not ask before the first death. */
  static @Nullable Version left(@Nullable Version version, Stamp died, ConflictPolicy policy) {
    return version == null || died.equals(Stamp.NEVER) ? version : policy.survivor(version, died);
  }

  /** A writer never stamps at or below what it has written or seen. */
  private static Stamp next(Step step, Writer writer) {
    Random random = new Random(step.seed ^ 1);
    Stamp seen = writer.own == null ? writer.died : Stamp.max(writer.own.stamp(), writer.died);
    long latest = Math.max(seen.time().packed(), writer.died.time().packed());
    long packed = Math.max(latest, Math.max(writer.clock, PLAIN_TIMES)) + 1 + random.nextInt(4);
    writer.clock = packed;
    HybridTimestamp time = new HybridTimestamp(packed, writer(step.writer));
    return new Stamp(time, step.writer == SERVER ? time : seen.authority());
  }

  private static Stamp early(Random random) {
    int time = random.nextInt(PLAIN_TIMES);
    return time == 0
        ? Stamp.BASE
        : Stamp.of(new HybridTimestamp(1 + time, writer(random.nextInt(2))));
  }

  /** {@return the stamp of an edit made behind {@code before}} */
  static Stamp later(Version before, int writer) {
    HybridTimestamp seen = before.stamp().time();
    HybridTimestamp time = new HybridTimestamp(seen.packed() + 100, writer(WRITERS + writer));
    return new Stamp(time, before.stamp().authority());
  }

  private static OriginLog writer(int number) {
    return new OriginLog(new NodeId(0, number + 1L), 7);
  }

  /** {@return the steps without those that are not needed for {@code failing}} */
  static List<Step> shrink(List<Step> steps, Predicate<List<Step>> failing) {
    List<Step> least = steps;
    for (int size = least.size(); size > 0; size = Math.min(size - 1, least.size())) {
      for (int from = 0; from + size <= least.size(); ) {
        List<Step> shorter = new ArrayList<>(least.subList(0, from));
        shorter.addAll(least.subList(from + size, least.size()));
        if (failing.test(shorter)) {
          least = shorter;
        } else {
          from++;
        }
      }
    }
    return least;
  }

  static String describe(Outcome outcome) {
    StringBuilder text = new StringBuilder();
    for (int index = 0; index < outcome.steps.size(); index++) {
      text.append(index).append(": ").append(outcome.steps.get(index)).append('\n');
    }
    return text.toString();
  }
}
