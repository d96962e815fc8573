package dev.blazesync.engine.visible;

import dev.blazesync.spi.Nullable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The groups of one view, found where they are asked for: from a record up through its ancestors in
 * the stratum, each of them once.
 */
final class Groups<I extends Comparable<I>> {
  private final Strata strata;
  private final View<I> view;
  private final Map<I, Group<I>> known = new HashMap<>();

  Groups(Strata strata, View<I> view) {
    this.strata = strata;
    this.view = view;
  }

  /** {@return the group of a record, or null if it is not alive in this view} */
  @Nullable
  Group<I> find(I id) {
    load(List.of(id));
    return known.get(id);
  }

  /** {@return the group of an alive record} */
  Group<I> of(I id) {
    Group<I> group = find(id);
    if (group == null) {
      throw new IllegalStateException("record is not alive");
    }
    return group;
  }

  /**
   * Finds the groups of all {@code ids} that are alive, reading each level of ancestors at once.
   */
  void load(Collection<I> ids) {
    Map<I, Collection<I>> parents = new LinkedHashMap<>();
    Set<I> level = unknown(ids, parents);
    while (!level.isEmpty()) {
      view.load(level);
      List<Node<I>> nodes = new ArrayList<>();
      for (I id : level) {
        Node<I> node = view.node(id);
        if (node != null && strata.linked(strata.of(node.table()))) {
          nodes.add(node);
        } else if (node != null) {
          known.put(id, Group.single(strata.of(node.table()), node));
        }
      }
      Set<I> above = new LinkedHashSet<>();
      loadTargets(nodes);
      for (Node<I> node : nodes) {
        Collection<I> targets = parents(node);
        parents.put(node.id(), targets);
        above.addAll(targets);
      }
      level = unknown(above, parents);
    }
    for (List<I> component :
        Components.of(
            parents.keySet(),
            id ->
                parents.getOrDefault(id, List.of()).stream()
                    .filter(parents::containsKey)
                    .toList())) {
      add(component, parents);
    }
  }

  private Set<I> unknown(Collection<I> ids, Map<I, Collection<I>> found) {
    Set<I> unknown = new LinkedHashSet<>(ids);
    unknown.removeIf(id -> known.containsKey(id) || found.containsKey(id));
    return unknown;
  }

  private void loadTargets(List<Node<I>> nodes) {
    Set<I> ids = new LinkedHashSet<>();
    Set<Claim> claims = new LinkedHashSet<>();
    for (Node<I> node : nodes) {
      for (Reference<I> reference : node.references()) {
        if (!inside(node, reference)) {
          continue;
        }
        if (reference instanceof Reference.ToClaim<I> toClaim) {
          claims.add(toClaim.claim());
        } else if (reference instanceof Reference.ToRecord<I> toRecord) {
          ids.add(toRecord.id());
        }
      }
    }
    view.load(ids);
    view.loadHolders(claims);
  }

  private Set<I> parents(Node<I> node) {
    Set<I> parents = new LinkedHashSet<>();
    for (Reference<I> reference : node.references()) {
      if (inside(node, reference)) {
        parents.addAll(view.targets(reference));
      }
    }
    return parents;
  }

  private boolean inside(Node<I> node, Reference<I> reference) {
    return strata.of(reference.table()) == strata.of(node.table());
  }

  private void add(List<I> component, Map<I, Collection<I>> parents) {
    Set<I> members = new TreeSet<>(component);
    Set<Group<I>> above = Collections.newSetFromMap(new IdentityHashMap<>());
    Rank<I> rank = null;
    int stratum = 0;
    for (I id : members) {
      Node<I> node = view.node(id);
      if (node != null) {
        rank = max(rank, node.rank());
        stratum = strata.of(node.table());
      }
      for (I parent : parents.getOrDefault(id, List.of())) {
        Group<I> group = members.contains(parent) ? null : known.get(parent);
        if (group != null) {
          rank = max(rank, group.rank());
          above.add(group);
        }
      }
    }
    if (rank == null) {
      throw new IllegalStateException("group of records that are not alive");
    }
    int depth = 0;
    for (Group<I> group : above) {
      if (group.rank().equals(rank)) {
        depth = Math.max(depth, group.depth() + 1);
      }
    }
    Set<I> ordered = members.size() == 1 ? Set.of(component.get(0)) : new LinkedHashSet<>(members);
    Group<I> group = new Group<>(stratum, rank, depth, ordered.iterator().next(), ordered);
    members.forEach(id -> known.put(id, group));
  }

  private static <I extends Comparable<I>> Rank<I> max(@Nullable Rank<I> a, Rank<I> b) {
    return a == null || a.compareTo(b) < 0 ? b : a;
  }
}
