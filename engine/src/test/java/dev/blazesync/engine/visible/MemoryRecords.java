package dev.blazesync.engine.visible;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** All records in memory; what was decided is kept; questions and announcements are counted. */
final class MemoryRecords implements Records<Id> {
  final Map<Id, Node<Id>> alive = new TreeMap<>();
  final Map<Id, Verdict<Id>> verdicts = new TreeMap<>();
  int questions;
  int announcements;

  private final Strata strata;
  private final Map<Claim, Set<Id>> holders = new HashMap<>();
  private final Map<Claim, Set<Id>> referrers = new HashMap<>();
  private final Map<Id, Set<Id>> children = new HashMap<>();

  MemoryRecords(Strata strata) {
    this.strata = strata;
  }

  /** Takes over new nodes, null = dead; verdicts stay as they were. */
  List<Change<Id>> put(Map<Id, Node<Id>> nodes) {
    List<Change<Id>> changes = new ArrayList<>();
    nodes.forEach(
        (id, node) -> {
          Node<Id> before = alive.remove(id);
          changes.add(new Change<>(id, before));
          if (before != null) {
            index(before, false);
          }
          if (node != null) {
            alive.put(id, node);
            index(node, true);
          }
        });
    return changes;
  }

  /** Takes over new nodes, and what is decided about them. */
  Evaluation<Id> change(Map<Id, Node<Id>> nodes) {
    Evaluation<Id> evaluation = VisibleSet.evaluate(strata, this, put(nodes));
    keep(evaluation);
    return evaluation;
  }

  Evaluation<Id> change(List<Node<Id>> nodes) {
    Map<Id, Node<Id>> byId = new LinkedHashMap<>();
    nodes.forEach(node -> byId.put(node.id(), node));
    return change(byId);
  }

  Evaluation<Id> kill(Id id) {
    Map<Id, Node<Id>> dead = new HashMap<>();
    dead.put(id, null);
    return change(dead);
  }

  void keep(Evaluation<Id> evaluation) {
    verdicts.putAll(evaluation.verdicts());
    verdicts.keySet().retainAll(alive.keySet());
  }

  Set<Id> visible() {
    Set<Id> visible = new TreeSet<>();
    verdicts.forEach(
        (id, verdict) -> {
          if (verdict.visible()) {
            visible.add(id);
          }
        });
    return visible;
  }

  private void index(Node<Id> node, boolean add) {
    for (Claim claim : node.claims()) {
      put(holders, claim, node.id(), add);
    }
    for (Reference<Id> reference : node.references()) {
      if (reference instanceof Reference.ToClaim<Id> toClaim) {
        put(referrers, toClaim.claim(), node.id(), add);
      } else if (reference instanceof Reference.ToRecord<Id> toRecord) {
        put(children, toRecord.id(), node.id(), add);
      }
    }
  }

  private static <K> void put(Map<K, Set<Id>> index, K key, Id id, boolean add) {
    Set<Id> ids = index.computeIfAbsent(key, any -> new TreeSet<>(Comparator.reverseOrder()));
    if (add) {
      ids.add(id);
    } else {
      ids.remove(id);
    }
  }

  @Override
  public Node<Id> node(Id id) {
    questions++;
    return alive.get(id);
  }

  @Override
  public Collection<Id> holders(Claim claim) {
    questions++;
    return holders.getOrDefault(claim, Set.of());
  }

  @Override
  public Collection<Id> children(Id id) {
    questions++;
    return children.getOrDefault(id, Set.of());
  }

  @Override
  public Collection<Id> referrers(Claim claim) {
    questions++;
    return referrers.getOrDefault(claim, Set.of());
  }

  @Override
  public boolean visible(Id id) {
    questions++;
    Verdict<Id> verdict = verdicts.get(id);
    return verdict != null && verdict.visible();
  }

  @Override
  public void prefetch(Collection<Id> ids) {
    announce(ids);
  }

  @Override
  public void prefetchHolders(Collection<Claim> claims) {
    announce(claims);
  }

  @Override
  public void prefetchChildren(Collection<Id> ids) {
    announce(ids);
  }

  @Override
  public void prefetchReferrers(Collection<Claim> claims) {
    announce(claims);
  }

  @Override
  public void prefetchVisible(Collection<Id> ids) {
    announce(ids);
  }

  private void announce(Collection<?> announced) {
    announced.forEach(Objects::requireNonNull);
    announcements++;
  }
}
