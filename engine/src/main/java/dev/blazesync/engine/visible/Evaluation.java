package dev.blazesync.engine.visible;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * What an evaluation decided.
 *
 * @param verdicts of every alive record that was considered; all others keep theirs, reason
 *     included
 * @param appeared visible now and not before
 * @param vanished visible before and not now: parked or dead
 */
public record Evaluation<I>(Map<I, Verdict<I>> verdicts, Set<I> appeared, Set<I> vanished) {
  public Evaluation {
    verdicts = Collections.unmodifiableMap(new LinkedHashMap<>(verdicts));
    appeared = Collections.unmodifiableSet(new LinkedHashSet<>(appeared));
    vanished = Collections.unmodifiableSet(new LinkedHashSet<>(vanished));
  }

  /** {@return both, as one step} */
  Evaluation<I> then(Evaluation<I> next) {
    Map<I, Verdict<I>> all = new LinkedHashMap<>(verdicts);
    all.putAll(next.verdicts);
    return new Evaluation<>(
        all,
        flipped(appeared, next.vanished, next.appeared, vanished),
        flipped(vanished, next.appeared, next.vanished, appeared));
  }

  private static <I> Set<I> flipped(Set<I> first, Set<I> undone, Set<I> second, Set<I> redone) {
    Set<I> flipped = new LinkedHashSet<>(first);
    flipped.removeAll(undone);
    second.stream().filter(id -> !redone.contains(id)).forEach(flipped::add);
    return flipped;
  }
}
