package dev.blazesync.engine.visible;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The definition, word by word, over all alive records, without any care for time. */
public final class Scratch<I extends Comparable<I>> {
  private record Place<I extends Comparable<I>>(int stratum, Rank<I> rank, int depth, I least) {
    boolean before(Place<I> other) {
      if (stratum != other.stratum) {
        return stratum < other.stratum;
      }
      if (rank.compareTo(other.rank) != 0) {
        return rank.compareTo(other.rank) < 0;
      }
      return depth != other.depth ? depth < other.depth : least.compareTo(other.least) < 0;
    }
  }

  private final Strata strata;
  private final Map<I, Node<I>> alive;
  private final Map<I, Set<I>> ancestors = new HashMap<>();
  private final Map<I, Place<I>> places = new HashMap<>();
  private final Map<I, Verdict<I>> verdicts = new TreeMap<>();

  private Scratch(Strata strata, Map<I, Node<I>> alive) {
    this.strata = strata;
    this.alive = alive;
  }

  /** {@return the verdict of every alive record} */
  public static <I extends Comparable<I>> Map<I, Verdict<I>> verdicts(
      Strata strata, Map<I, Node<I>> alive) {
    Scratch<I> scratch = new Scratch<>(strata, alive);
    alive.keySet().forEach(scratch::findAncestors);
    List<Set<I>> groups =
        new ArrayList<>(new HashSet<>(alive.keySet().stream().map(scratch::group).toList()));
    groups.sort((a, b) -> scratch.place(least(a)).before(scratch.place(least(b))) ? -1 : 1);
    for (Set<I> group : groups) {
      Verdict<I> verdict = new Verdict<>(scratch.reason(group));
      group.forEach(id -> scratch.verdicts.put(id, verdict));
    }
    return scratch.verdicts;
  }

  private static <I> I least(Set<I> group) {
    return group.iterator().next();
  }

  private Set<I> targets(Reference<I> reference) {
    Set<I> targets = new TreeSet<>();
    for (Node<I> node : alive.values()) {
      if (reference instanceof Reference.ToClaim<I> toClaim
          ? node.claims().contains(toClaim.claim())
          : node.id().equals(((Reference.ToRecord<I>) reference).id())) {
        targets.add(node.id());
      }
    }
    return targets;
  }

  private Set<I> parentsInside(I id) {
    Set<I> parents = new TreeSet<>();
    alive.get(id).references().forEach(reference -> parents.addAll(targets(reference)));
    parents.removeIf(parent -> stratum(parent) != stratum(id));
    return parents;
  }

  private void findAncestors(I id) {
    Set<I> found = new HashSet<>();
    List<I> open = new ArrayList<>(parentsInside(id));
    while (!open.isEmpty()) {
      I next = open.remove(open.size() - 1);
      if (found.add(next)) {
        open.addAll(parentsInside(next));
      }
    }
    ancestors.put(id, found);
  }

  private Set<I> group(I id) {
    Set<I> group = new TreeSet<>(Set.of(id));
    for (I other : ancestors.get(id)) {
      if (ancestors.get(other).contains(id)) {
        group.add(other);
      }
    }
    return group;
  }

  /** The rank of a group is the greatest of everything above it. */
  private Place<I> place(I id) {
    Place<I> known = places.get(id);
    if (known == null) {
      Set<I> group = group(id);
      Rank<I> rank = alive.get(id).rank();
      for (Collection<I> all : List.of(group, ancestors.get(id))) {
        for (I other : all) {
          rank = rank.compareTo(alive.get(other).rank()) < 0 ? alive.get(other).rank() : rank;
        }
      }
      int depth = 0;
      for (I member : group) {
        for (I parent : parentsInside(member)) {
          if (!group.contains(parent) && place(parent).rank().equals(rank)) {
            depth = Math.max(depth, place(parent).depth() + 1);
          }
        }
      }
      known = new Place<>(stratum(id), rank, depth, least(group));
      places.put(id, known);
    }
    return known;
  }

  private int stratum(I id) {
    return strata.of(alive.get(id).table());
  }

  private boolean visible(I id) {
    return verdicts.containsKey(id) && verdicts.get(id).visible();
  }

  private Reason<I> reason(Set<I> group) {
    for (I id : group) {
      for (Reference<I> reference : alive.get(id).references()) {
        Set<I> targets = targets(reference);
        boolean isNull = targets.isEmpty() && reference.setNull();
        if (!isNull && targets.stream().noneMatch(to -> group.contains(to) || visible(to))) {
          return new Reason.NoParent<>(id, reference, targets.isEmpty() ? null : least(targets));
        }
      }
    }
    Map<Claim, I> seen = new HashMap<>();
    for (I id : group) {
      for (Claim claim : alive.get(id).claims()) {
        if (seen.containsKey(claim)) {
          return new Reason.Taken<>(id, claim, seen.get(claim));
        }
        seen.put(claim, id);
        for (I holder : targets(new Reference.ToClaim<>(0, claim, false))) {
          if (!group.contains(holder) && visible(holder) && place(holder).before(place(id))) {
            return new Reason.Taken<>(id, claim, holder);
          }
        }
      }
    }
    return group.stream()
        .filter(id -> !alive.get(id).fits())
        .findFirst()
        .map(id -> (Reason<I>) new Reason.Unfit<>(id))
        .orElse(null);
  }
}
