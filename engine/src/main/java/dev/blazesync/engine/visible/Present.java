package dev.blazesync.engine.visible;

import dev.blazesync.spi.Nullable;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The state with the changes; every answer is read once. */
final class Present<I extends Comparable<I>> implements View<I> {
  private final Memo<I, Optional<Node<I>>> nodes;
  private final Memo<Claim, Collection<I>> holders;
  private final Memo<I, Collection<I>> children;
  private final Memo<Claim, Collection<I>> referrers;
  private final Memo<I, Boolean> visible;

  Present(Records<I> records) {
    nodes = new Memo<>(records::prefetch, id -> Optional.ofNullable(records.node(id)));
    holders = new Memo<>(records::prefetchHolders, records::holders);
    children = new Memo<>(records::prefetchChildren, records::children);
    referrers = new Memo<>(records::prefetchReferrers, records::referrers);
    visible = new Memo<>(records::prefetchVisible, records::visible);
  }

  @Override
  public @Nullable Node<I> node(I id) {
    return nodes.get(id).orElse(null);
  }

  /** {@return an alive record} */
  Node<I> alive(I id) {
    return nodes.get(id).orElseThrow(() -> new IllegalStateException("record is not alive"));
  }

  @Override
  public Collection<I> holders(Claim claim) {
    return holders.get(claim);
  }

  @Override
  public void load(Collection<I> ids) {
    nodes.load(ids);
  }

  @Override
  public void loadHolders(Collection<Claim> claims) {
    holders.load(claims);
  }

  /** {@return whether it was visible before the changes} */
  boolean wasVisible(I id) {
    return visible.get(id);
  }

  void loadVisible(Collection<I> ids) {
    visible.load(ids);
  }

  /**
   * {@return alive records that refer to the identity of any of {@code ids}; their nodes are read}
   */
  Set<I> children(Collection<I> ids) {
    children.load(ids);
    return read(ids.stream().map(children::get).toList());
  }

  /** {@return alive records that refer to any of {@code claims}; their nodes are read} */
  Set<I> referrers(Collection<Claim> claims) {
    referrers.load(claims);
    return read(claims.stream().map(referrers::get).toList());
  }

  private Set<I> read(List<Collection<I>> many) {
    Set<I> all = new LinkedHashSet<>();
    many.forEach(all::addAll);
    load(all);
    return all;
  }
}
