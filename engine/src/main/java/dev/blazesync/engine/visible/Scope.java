package dev.blazesync.engine.visible;

import dev.blazesync.spi.Nullable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What one evaluation works on. Only changes that change a node count. */
final class Scope<I extends Comparable<I>> {
  final Strata strata;
  private final Map<Integer, List<Change<I>>> byStratum = new HashMap<>();
  final Present<I> present;
  final Groups<I> groups;
  final Groups<I> pastGroups;
  final Decided<I> decided;

  Scope(Strata strata, Records<I> records, Collection<Change<I>> changed) {
    this.strata = strata;
    this.present = new Present<>(records);
    present.load(changed.stream().map(Change::id).toList());
    Map<I, Change<I>> changes = new LinkedHashMap<>();
    for (Change<I> change : changed) {
      if (!Objects.equals(change.before(), present.node(change.id()))) {
        changes.put(change.id(), change);
        byStratum.computeIfAbsent(stratum(change), key -> new ArrayList<>()).add(change);
      }
    }
    this.groups = new Groups<>(strata, present);
    this.pastGroups = new Groups<>(strata, new Past<>(present, changes));
    this.decided = new Decided<>(present, changes);
  }

  /** {@return the stratum of an alive record} */
  int stratum(I id) {
    return strata.of(present.alive(id).table());
  }

  /** {@return the changes of records in the stratum} */
  List<Change<I>> changes(int stratum) {
    return byStratum.getOrDefault(stratum, List.of());
  }

  /** {@return the strata that have changes} */
  Set<Integer> changedStrata() {
    return byStratum.keySet();
  }

  private int stratum(Change<I> change) {
    Node<I> node = present.node(change.id());
    Node<I> known = node != null ? node : change.before();
    return strata.of(Objects.requireNonNull(known).table());
  }

  boolean holdsBefore(Change<I> change, Claim claim) {
    return holds(change.before(), claim);
  }

  boolean holdsNow(Change<I> change, Claim claim) {
    return holds(present.node(change.id()), claim);
  }

  private boolean holds(@Nullable Node<I> node, Claim claim) {
    return node != null && node.claims().contains(claim);
  }

  /** {@return claims it has or had} */
  Set<Claim> claims(Change<I> change) {
    Set<Claim> claims = new LinkedHashSet<>();
    Node<I> node = present.node(change.id());
    if (node != null) {
      claims.addAll(node.claims());
    }
    Node<I> before = change.before();
    if (before != null) {
      claims.addAll(before.claims());
    }
    return claims;
  }

  /** {@return alive records with the same claims as the alive {@code ids}, and these} */
  Set<I> claimants(Collection<I> ids) {
    List<Claim> claims = new ArrayList<>();
    ids.forEach(id -> claims.addAll(present.alive(id).claims()));
    return holders(claims);
  }

  Set<I> holders(Collection<Claim> claims) {
    present.loadHolders(claims);
    Set<I> holders = new LinkedHashSet<>();
    claims.forEach(claim -> holders.addAll(present.holders(claim)));
    return holders;
  }

  /**
   * {@return alive records that refer to any of the alive {@code ids}, by identity or by claim;
   * their nodes are read}
   */
  Set<I> children(Collection<I> ids) {
    List<Claim> claims = new ArrayList<>();
    ids.forEach(id -> claims.addAll(present.alive(id).claims()));
    Set<I> children = present.children(ids);
    children.addAll(present.referrers(claims));
    return children;
  }

  /** Reads what judging {@code nodes} takes. */
  void loadToJudge(Collection<Node<I>> nodes) {
    Set<I> ids = new LinkedHashSet<>();
    Set<Claim> claims = new LinkedHashSet<>();
    for (Node<I> node : nodes) {
      claims.addAll(node.claims());
      for (Reference<I> reference : node.references()) {
        if (reference instanceof Reference.ToClaim<I> toClaim) {
          claims.add(toClaim.claim());
        } else if (reference instanceof Reference.ToRecord<I> toRecord) {
          ids.add(toRecord.id());
        }
      }
    }
    Set<I> holders = holders(claims);
    nodes.forEach(node -> holders.remove(node.id()));
    holders.addAll(ids);
    decided.load(holders);
    present.load(ids.stream().filter(id -> !decided.visible(id)).toList());
  }
}
