package dev.blazesync.engine.visible;

import dev.blazesync.spi.Nullable;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** The state before the changes: the present one, with the old nodes of what changed. */
final class Past<I extends Comparable<I>> implements View<I> {
  private final Present<I> present;
  private final Map<I, Change<I>> changes;
  private final Map<Claim, Set<I>> claimed = new HashMap<>();

  Past(Present<I> present, Map<I, Change<I>> changes) {
    this.present = present;
    this.changes = changes;
    for (Change<I> change : changes.values()) {
      Node<I> before = change.before();
      if (before != null) {
        for (Claim claim : before.claims()) {
          claimed.computeIfAbsent(claim, key -> new LinkedHashSet<>()).add(change.id());
        }
      }
    }
  }

  @Override
  public @Nullable Node<I> node(I id) {
    Change<I> change = changes.get(id);
    return change == null ? present.node(id) : change.before();
  }

  @Override
  public Collection<I> holders(Claim claim) {
    Set<I> holders = new LinkedHashSet<>(present.holders(claim));
    holders.removeIf(changes::containsKey);
    holders.addAll(claimed.getOrDefault(claim, Set.of()));
    return holders;
  }

  @Override
  public void load(Collection<I> ids) {
    present.load(ids.stream().filter(id -> !changes.containsKey(id)).toList());
  }

  @Override
  public void loadHolders(Collection<Claim> claims) {
    present.loadHolders(claims);
  }
}
