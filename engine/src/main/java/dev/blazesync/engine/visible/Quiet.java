package dev.blazesync.engine.visible;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Changed records whose verdict shows without their place in the order, so that no ancestor of
 * theirs has to be read: the largest set in which every record is dead, or fits, holds its claims
 * alone and has parents that are visible or in the set; and of which every child inside the
 * stratum, of what it is and of what it was, has changed too.
 *
 * <p>So what is or was in a group with one of them, or ranks by it, does so by way of a changed
 * record outside the set, and is found from there. Judged by themselves, the alive ones are
 * visible; a group that reaches into the set, or a parent that flips, decides anew.
 */
final class Quiet<I extends Comparable<I>> {
  private final Scope<I> scope;
  private final Map<I, Set<I>> children = new LinkedHashMap<>();
  private final Set<I> quiet = new LinkedHashSet<>();
  private final Deque<I> loud = new ArrayDeque<>();

  private Quiet(Scope<I> scope) {
    this.scope = scope;
  }

  /** {@return the quiet ones in a stratum; those before it are decided} */
  static <I extends Comparable<I>> Set<I> of(Scope<I> scope, int stratum) {
    Quiet<I> quiet = new Quiet<>(scope);
    quiet.load(stratum);
    quiet.narrow();
    return quiet.quiet;
  }

  private void load(int stratum) {
    List<Change<I>> candidates = scope.changes(stratum);
    List<Claim> claims = new ArrayList<>();
    candidates.forEach(change -> claims.addAll(scope.claims(change)));
    scope.present.children(candidates.stream().map(Change::id).toList());
    scope.present.referrers(claims);
    scope.loadToJudge(
        candidates.stream()
            .map(change -> scope.present.node(change.id()))
            .filter(Objects::nonNull)
            .toList());
    for (Change<I> change : candidates) {
      I id = change.id();
      quiet.add(id);
      Set<I> inside = scope.present.children(List.of(id));
      inside.addAll(scope.present.referrers(scope.claims(change)));
      inside.removeIf(child -> child.equals(id) || scope.stratum(child) != stratum);
      children.put(id, inside);
    }
  }

  private void narrow() {
    for (Map.Entry<I, Set<I>> candidate : children.entrySet()) {
      I id = candidate.getKey();
      if (!children.keySet().containsAll(candidate.getValue()) || !fitsAlone(id) || !rooted(id)) {
        drop(id);
      }
    }
    for (I id = loud.poll(); id != null; id = loud.poll()) {
      for (I child : children.getOrDefault(id, Set.of())) {
        if (!rooted(child)) {
          drop(child);
        }
      }
    }
  }

  private void drop(I id) {
    if (quiet.remove(id)) {
      loud.add(id);
    }
  }

  private boolean fitsAlone(I id) {
    Node<I> node = scope.present.node(id);
    return node == null
        || (node.fits()
            && node.claims().stream()
                .allMatch(claim -> scope.present.holders(claim).stream().allMatch(id::equals)));
  }

  private boolean rooted(I id) {
    Node<I> node = scope.present.node(id);
    return node == null
        || node.references().stream()
            .allMatch(
                reference -> {
                  var targets = scope.present.targets(reference);
                  return targets.isEmpty()
                      ? reference.setNull()
                      : targets.stream()
                          .anyMatch(
                              parent ->
                                  parent.equals(id)
                                      || quiet.contains(parent)
                                      || scope.decided.visible(parent));
                });
  }
}
