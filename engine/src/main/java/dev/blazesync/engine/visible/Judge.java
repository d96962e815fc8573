package dev.blazesync.engine.visible;

import dev.blazesync.spi.Nullable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Decides about one group, when all groups before it are decided. */
final class Judge<I extends Comparable<I>> {
  private final Scope<I> scope;

  Judge(Scope<I> scope) {
    this.scope = scope;
  }

  Verdict<I> judge(Group<I> group) {
    List<Node<I>> nodes = new ArrayList<>();
    group.members().forEach(id -> nodes.add(scope.present.alive(id)));
    for (Node<I> node : nodes) {
      for (Reference<I> reference : node.references()) {
        if (!holds(reference, group)) {
          I parked = scope.present.targets(reference).stream().min(I::compareTo).orElse(null);
          return new Verdict<>(new Reason.NoParent<>(node.id(), reference, parked));
        }
      }
    }
    Reason<I> reason = taken(nodes, group);
    for (Node<I> node : nodes) {
      if (reason == null && !node.fits()) {
        reason = new Reason.Unfit<>(node.id());
      }
    }
    return new Verdict<>(reason);
  }

  private boolean holds(Reference<I> reference, Group<I> group) {
    if (reference instanceof Reference.ToRecord<I> toRecord && holds(toRecord.id(), group)) {
      return true;
    }
    Collection<I> targets = scope.present.targets(reference);
    return targets.isEmpty()
        ? reference.setNull()
        : targets.stream().anyMatch(id -> holds(id, group));
  }

  private boolean holds(I parent, Group<I> group) {
    return group.members().contains(parent) || scope.decided.visible(parent);
  }

  private @Nullable Reason<I> taken(List<Node<I>> nodes, Group<I> group) {
    Map<Claim, I> inside = new HashMap<>();
    for (Node<I> node : nodes) {
      for (Claim claim : node.claims()) {
        I holder = inside.putIfAbsent(claim, node.id());
        if (holder == null) {
          holder = earlier(claim, group);
        }
        if (holder != null) {
          return new Reason.Taken<>(node.id(), claim, holder);
        }
      }
    }
    return null;
  }

  private @Nullable I earlier(Claim claim, Group<I> group) {
    for (I holder : scope.present.holders(claim)) {
      if (!group.members().contains(holder)
          && scope.decided.visible(holder)
          && scope.groups.of(holder).compareTo(group) < 0) {
        return holder;
      }
    }
    return null;
  }
}
