package dev.blazesync.adapters.tck;

import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BinaryOperator;
import java.util.function.Predicate;

/** Random histories of one register: who edited, and what was merged with what. */
final class PolicyHistory {
  private static final int WRITERS = 3;

  /** The writer whose edits carry an authority, as a server's do. */
  private static final int SERVER = 0;

  private PolicyHistory() {}

  /**
   * One thing that happens at one writer, who goes on from what it has: no writer forgets. A
   * version to merge is named by a number taken modulo how many there are, so that a history stays
   * one when steps are taken out of it.
   *
   * @param merges whether the writer merges a version; else it edits
   * @param other which version it merges
   * @param seed of what is written
   */
  record Step(boolean merges, int other, int writer, long seed) {}

  /** Makes the version of an edit. */
  interface Editor {
    Version edit(@Nullable Version before, Random random, Stamp stamp);
  }

  static List<Step> random(long seed, int count) {
    Random random = new Random(seed);
    List<Step> steps = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      steps.add(
          new Step(
              random.nextInt(3) == 0,
              random.nextInt(100),
              random.nextInt(WRITERS),
              random.nextLong()));
    }
    return steps;
  }

  /**
   * What came of a history.
   *
   * @param versions every version that was there, in order
   * @param steps what made each, for people
   */
  record Outcome(List<Version> versions, List<String> steps) {}

  static Outcome run(List<Step> steps, Editor editor, BinaryOperator<Version> merge) {
    Outcome outcome = new Outcome(new ArrayList<>(), new ArrayList<>());
    long[] clocks = new long[WRITERS];
    Map<Integer, Integer> latest = new HashMap<>();
    for (Step step : steps) {
      List<Version> versions = outcome.versions;
      Integer own = latest.get(step.writer);
      if (!step.merges) {
        outcome.steps.add("writer " + step.writer + " edits " + (own == null ? "nothing" : own));
        versions.add(edit(own == null ? null : versions.get(own), step, clocks, editor));
      } else if (versions.isEmpty()) {
        continue;
      } else {
        int other = step.other % versions.size();
        outcome.steps.add("writer " + step.writer + " merges " + own + " with " + other);
        versions.add(
            own == null
                ? versions.get(other)
                : merge.apply(versions.get(own), versions.get(other)));
      }
      latest.put(step.writer, versions.size() - 1);
    }
    return outcome;
  }

  /** A writer never stamps at or below what it has written or seen. */
  private static Version edit(@Nullable Version before, Step step, long[] clocks, Editor editor) {
    Random random = new Random(step.seed);
    long seen = before == null ? 0 : before.stamp().time().packed();
    long packed = Math.max(seen, clocks[step.writer]) + 1 + random.nextInt(4);
    clocks[step.writer] = packed;
    HybridTimestamp time = new HybridTimestamp(packed, writer(step.writer));
    HybridTimestamp inherited = before == null ? HybridTimestamp.NEVER : before.stamp().authority();
    HybridTimestamp authority = step.writer == SERVER ? time : inherited;
    return editor.edit(before, random, new Stamp(time, authority));
  }

  /** {@return the stamp of an edit made behind {@code before}} */
  static Stamp later(Version before, int writer) {
    HybridTimestamp seen = before.stamp().time();
    HybridTimestamp time = new HybridTimestamp(seen.packed() + 1, writer(WRITERS + writer));
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
    for (int index = 0; index < outcome.versions.size(); index++) {
      text.append(index).append(": ").append(outcome.steps.get(index));
      text.append(" -> ").append(outcome.versions.get(index)).append('\n');
    }
    return text.toString();
  }
}
