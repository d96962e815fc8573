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
final class Scratch {
  private record Place(int stratum, Rank<Id> rank, int depth, Id least) {
    boolean before(Place other) {
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
  private final Map<Id, Node<Id>> alive;
  private final Map<Id, Set<Id>> ancestors = new HashMap<>();
  private final Map<Id, Place> places = new HashMap<>();
  private final Map<Id, Verdict<Id>> verdicts = new TreeMap<>();

  private Scratch(Strata strata, Map<Id, Node<Id>> alive) {
    this.strata = strata;
    this.alive = alive;
  }

  static Map<Id, Verdict<Id>> verdicts(Strata strata, Map<Id, Node<Id>> alive) {
    Scratch scratch = new Scratch(strata, alive);
    alive.keySet().forEach(scratch::findAncestors);
    List<Set<Id>> groups =
        new ArrayList<>(new HashSet<>(alive.keySet().stream().map(scratch::group).toList()));
    groups.sort((a, b) -> scratch.place(least(a)).before(scratch.place(least(b))) ? -1 : 1);
    for (Set<Id> group : groups) {
      Verdict<Id> verdict = new Verdict<>(scratch.reason(group));
      group.forEach(id -> scratch.verdicts.put(id, verdict));
    }
    return scratch.verdicts;
  }

  private static Id least(Set<Id> group) {
    return group.iterator().next();
  }

  private Set<Id> targets(Reference<Id> reference) {
    Set<Id> targets = new TreeSet<>();
    for (Node<Id> node : alive.values()) {
      if (reference instanceof Reference.ToClaim<Id> toClaim
          ? node.claims().contains(toClaim.claim())
          : node.id().equals(((Reference.ToRecord<Id>) reference).id())) {
        targets.add(node.id());
      }
    }
    return targets;
  }

  private Set<Id> parentsInside(Id id) {
    Set<Id> parents = new TreeSet<>();
    alive.get(id).references().forEach(reference -> parents.addAll(targets(reference)));
    parents.removeIf(parent -> strata.of(parent.table()) != strata.of(id.table()));
    return parents;
  }

  private void findAncestors(Id id) {
    Set<Id> found = new HashSet<>();
    List<Id> open = new ArrayList<>(parentsInside(id));
    while (!open.isEmpty()) {
      Id next = open.remove(open.size() - 1);
      if (found.add(next)) {
        open.addAll(parentsInside(next));
      }
    }
    ancestors.put(id, found);
  }

  private Set<Id> group(Id id) {
    Set<Id> group = new TreeSet<>(Set.of(id));
    for (Id other : ancestors.get(id)) {
      if (ancestors.get(other).contains(id)) {
        group.add(other);
      }
    }
    return group;
  }

  /** The rank of a group is the greatest of everything above it. */
  private Place place(Id id) {
    Place known = places.get(id);
    if (known == null) {
      Set<Id> group = group(id);
      Rank<Id> rank = alive.get(id).rank();
      for (Collection<Id> all : List.of(group, ancestors.get(id))) {
        for (Id other : all) {
          rank = rank.compareTo(alive.get(other).rank()) < 0 ? alive.get(other).rank() : rank;
        }
      }
      int depth = 0;
      for (Id member : group) {
        for (Id parent : parentsInside(member)) {
          if (!group.contains(parent) && place(parent).rank().equals(rank)) {
            depth = Math.max(depth, place(parent).depth() + 1);
          }
        }
      }
      known = new Place(strata.of(id.table()), rank, depth, least(group));
      places.put(id, known);
    }
    return known;
  }

  private boolean visible(Id id) {
    return verdicts.containsKey(id) && verdicts.get(id).visible();
  }

  private Reason<Id> reason(Set<Id> group) {
    for (Id id : group) {
      for (Reference<Id> reference : alive.get(id).references()) {
        Set<Id> targets = targets(reference);
        boolean isNull = targets.isEmpty() && reference.setNull();
        if (!isNull && targets.stream().noneMatch(to -> group.contains(to) || visible(to))) {
          return new Reason.NoParent<>(id, reference, targets.isEmpty() ? null : least(targets));
        }
      }
    }
    Map<Claim, Id> seen = new HashMap<>();
    for (Id id : group) {
      for (Claim claim : alive.get(id).claims()) {
        if (seen.containsKey(claim)) {
          return new Reason.Taken<>(id, claim, seen.get(claim));
        }
        seen.put(claim, id);
        for (Id holder : targets(new Reference.ToClaim<>(0, claim, false))) {
          if (!group.contains(holder) && visible(holder) && place(holder).before(place(id))) {
            return new Reason.Taken<>(id, claim, holder);
          }
        }
      }
    }
    return group.stream()
        .filter(id -> !alive.get(id).fits())
        .findFirst()
        .map(id -> (Reason<Id>) new Reason.Unfit<>(id))
        .orElse(null);
  }
}
