package dev.blazesync.engine.visible;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;

/**
 * Judges groups in their order, stratum by stratum. A group that flips has its children judged, and
 * those that come to a value after it; both come later in the order, so that nothing is judged
 * twice.
 */
final class Sweep<I extends Comparable<I>> {
  private final Scope<I> scope;
  private final Judge<I> judge;
  private final NavigableMap<Integer, Set<I>> waiting = new TreeMap<>();
  private final PriorityQueue<Group<I>> queue = new PriorityQueue<>();
  private final Set<Group<I>> queued = Collections.newSetFromMap(new IdentityHashMap<>());

  Sweep(Scope<I> scope) {
    this.scope = scope;
    this.judge = new Judge<>(scope);
  }

  /** Decides about all that the changes reach. */
  void run() {
    scope.changedStrata().forEach(stratum -> waiting.put(stratum, new LinkedHashSet<>()));
    for (Map.Entry<Integer, Set<I>> next = waiting.pollFirstEntry();
        next != null;
        next = waiting.pollFirstEntry()) {
      int stratum = next.getKey();
      enter(stratum, next.getValue());
      if (scope.strata.linked(stratum)) {
        sweepLinked(stratum);
      } else {
        sweepPlain();
      }
    }
  }

  private void enter(int stratum, Set<I> waited) {
    Set<I> quiet = scope.strata.linked(stratum) ? Quiet.of(scope, stratum) : Set.of();
    Set<I> touched = Touched.by(scope, stratum, quiet);
    List<I> flipped = new ArrayList<>();
    for (I id : quiet) {
      if (scope.present.node(id) != null && scope.decided.put(id, new Verdict<>(null))) {
        flipped.add(id);
      }
    }
    touched.addAll(waited);
    touched.addAll(scope.children(flipped));
    touched.removeAll(quiet);
    spread(stratum, touched);
  }

  /** Judges those of {@code ids} that are in the stratum, and lets the others wait for theirs. */
  private void spread(int stratum, Set<I> ids) {
    List<I> here = ids.stream().filter(id -> scope.stratum(id) == stratum).toList();
    push(here);
    here.forEach(ids::remove);
    await(ids);
  }

  private void sweepPlain() {
    List<I> flipped = new ArrayList<>();
    for (Group<I> group = queue.poll(); group != null; group = queue.poll()) {
      flipped.addAll(decide(group));
    }
    await(scope.children(flipped));
  }

  private void sweepLinked(int stratum) {
    for (Group<I> group = queue.poll(); group != null; group = queue.poll()) {
      Set<I> children = scope.children(decide(group));
      children.removeAll(group.members());
      spread(stratum, children);
    }
  }

  private void await(Collection<I> ids) {
    ids.forEach(
        id -> waiting.computeIfAbsent(scope.stratum(id), stratum -> new LinkedHashSet<>()).add(id));
  }

  private void push(Collection<I> ids) {
    scope.groups.load(ids);
    List<Node<I>> nodes = new ArrayList<>();
    for (I id : ids) {
      Group<I> group = scope.groups.of(id);
      if (queued.add(group)) {
        queue.add(group);
        group.members().forEach(member -> nodes.add(scope.present.alive(member)));
      }
    }
    scope.loadToJudge(nodes);
  }

  /** {@return the members, if they flipped} */
  private List<I> decide(Group<I> group) {
    queued.remove(group);
    Verdict<I> verdict = judge.judge(group);
    List<I> flipped = new ArrayList<>();
    for (I id : group.members()) {
      if (scope.decided.put(id, verdict)) {
        flipped.add(id);
      }
    }
    Set<I> claimants = scope.claimants(flipped);
    claimants.removeAll(group.members());
    scope.present.load(claimants);
    scope.groups.load(claimants);
    claimants.removeIf(id -> scope.groups.of(id).compareTo(group) < 0);
    push(claimants);
    return flipped;
  }
}
