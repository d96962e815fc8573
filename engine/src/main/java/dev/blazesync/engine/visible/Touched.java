package dev.blazesync.engine.visible;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The records that the changes themselves reach: the changed ones and what was in a group with
 * them, those with the same claims as they have or had, those that referred to something else
 * before, and those that rank otherwise now. What a flip reaches comes later.
 */
final class Touched<I extends Comparable<I>> {
  private final Scope<I> scope;
  private final int stratum;
  private final Set<I> quiet;
  private final Set<I> touched = new LinkedHashSet<>();

  private Touched(Scope<I> scope, int stratum, Set<I> quiet) {
    this.scope = scope;
    this.stratum = stratum;
    this.quiet = quiet;
  }

  /** {@return alive records that the changes in a stratum reach, without {@code quiet} ones} */
  static <I extends Comparable<I>> Set<I> by(Scope<I> scope, int stratum, Set<I> quiet) {
    Touched<I> touched = new Touched<>(scope, stratum, quiet);
    Set<I> top = touched.addChildren();
    touched.addClaimants();
    if (scope.strata.linked(stratum)) {
      top.addAll(touched.addGroups());
      if (scope.strata.contested(stratum)) {
        touched.addReordered(top);
      }
    }
    scope.present.load(touched.touched);
    touched.touched.removeIf(id -> quiet.contains(id) || scope.present.node(id) == null);
    return touched.touched;
  }

  /** {@return those that referred to a record or claim that came or went} */
  private Set<I> addChildren() {
    List<I> parents = new ArrayList<>();
    List<Claim> referred = new ArrayList<>();
    for (Change<I> change : scope.changes(stratum)) {
      boolean alive = scope.present.node(change.id()) != null;
      if (alive != (change.before() != null)) {
        parents.add(change.id());
      }
      scope.claims(change).stream()
          .filter(claim -> scope.holdsBefore(change, claim) != scope.holdsNow(change, claim))
          .forEach(referred::add);
    }
    Set<I> children = scope.present.children(parents);
    children.addAll(scope.present.referrers(referred));
    touched.addAll(children);
    return children;
  }

  private void addClaimants() {
    List<Claim> claims = new ArrayList<>();
    for (Change<I> change : scope.changes(stratum)) {
      touched.add(change.id());
      claims.addAll(scope.claims(change));
    }
    touched.addAll(scope.holders(claims));
  }

  /** {@return what is or was in a group with a changed record that is not quiet} */
  private Set<I> addGroups() {
    List<I> loud = new ArrayList<>();
    for (Change<I> change : scope.changes(stratum)) {
      if (!quiet.contains(change.id())) {
        loud.add(change.id());
      }
    }
    scope.pastGroups.load(loud);
    scope.groups.load(loud);
    Set<Group<I>> groups = Collections.newSetFromMap(new IdentityHashMap<>());
    for (I id : loud) {
      Stream.of(scope.pastGroups, scope.groups)
          .map(view -> view.find(id))
          .filter(Objects::nonNull)
          .forEach(groups::add);
    }
    Set<I> members = new LinkedHashSet<>(loud);
    groups.forEach(group -> members.addAll(group.members()));
    touched.addAll(members);
    scope.present.load(members);
    return members;
  }

  /** From the records of {@code top} down, as far as the order changes. */
  private void addReordered(Set<I> top) {
    Set<I> seen = new HashSet<>(top);
    Collection<I> level = top;
    while (!level.isEmpty()) {
      List<I> ranked = level.stream().filter(this::ranked).toList();
      scope.pastGroups.load(ranked);
      scope.groups.load(ranked);
      List<I> reordered = ranked.stream().filter(this::reordered).toList();
      touched.addAll(scope.claimants(reordered));
      level = scope.children(reordered).stream().filter(seen::add).toList();
    }
  }

  private boolean ranked(I id) {
    return !quiet.contains(id) && scope.present.node(id) != null && scope.stratum(id) == stratum;
  }

  private boolean reordered(I id) {
    Group<I> before = scope.pastGroups.find(id);
    return before == null || before.compareTo(scope.groups.of(id)) != 0;
  }
}
