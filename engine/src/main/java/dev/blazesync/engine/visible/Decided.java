package dev.blazesync.engine.visible;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Verdicts of this evaluation over those from before it. */
final class Decided<I extends Comparable<I>> {
  private final Present<I> present;
  private final Map<I, Change<I>> changes;
  private final Map<I, Verdict<I>> verdicts = new LinkedHashMap<>();

  Decided(Present<I> present, Map<I, Change<I>> changes) {
    this.present = present;
    this.changes = changes;
  }

  /** {@return whether the record is alive, and visible by the latest verdict} */
  boolean visible(I id) {
    Verdict<I> verdict = verdicts.get(id);
    if (verdict != null) {
      return verdict.visible();
    }
    return wasVisible(id) && (!changes.containsKey(id) || present.node(id) != null);
  }

  boolean wasVisible(I id) {
    return wasAlive(id) && present.wasVisible(id);
  }

  /** Reads what {@link #visible} will be asked. */
  void load(Collection<I> ids) {
    present.loadVisible(
        ids.stream().filter(id -> !verdicts.containsKey(id) && wasAlive(id)).toList());
  }

  /** {@return whether the verdict is another than before, where the record was alive before} */
  boolean put(I id, Verdict<I> verdict) {
    boolean flips = visible(id) != verdict.visible();
    verdicts.put(id, verdict);
    return flips;
  }

  Evaluation<I> evaluation() {
    Set<I> appeared = new LinkedHashSet<>();
    Set<I> vanished = new LinkedHashSet<>();
    verdicts.forEach(
        (id, verdict) -> {
          if (verdict.visible() && !wasVisible(id)) {
            appeared.add(id);
          } else if (!verdict.visible() && wasVisible(id)) {
            vanished.add(id);
          }
        });
    for (I id : changes.keySet()) {
      if (present.node(id) == null && wasVisible(id)) {
        vanished.add(id);
      }
    }
    return new Evaluation<>(verdicts, appeared, vanished);
  }

  private boolean wasAlive(I id) {
    Change<I> change = changes.get(id);
    return change == null || change.before() != null;
  }
}
