package dev.blazesync.engine.visible;

import dev.blazesync.spi.Nullable;
import java.util.Collection;

/**
 * The present state: merged records, changes included, and the verdicts from before the changes.
 * Answers stay the same during one evaluation, and each is asked for at most once. What is about to
 * be asked is announced first, as far as it is known, so that it can be read in batches; an
 * announcement may be ignored, and a question may come without one.
 */
public interface Records<I extends Comparable<I>> {
  /** {@return the record, or null if it is not alive} */
  @Nullable
  Node<I> node(I id);

  /** {@return all alive records with this claim, visible or parked} */
  Collection<I> holders(Claim claim);

  /** {@return all alive records with a reference to this identity, which may be dead} */
  Collection<I> children(I id);

  /** {@return all alive records with a reference to this claim, which may have no holder} */
  Collection<I> referrers(Claim claim);

  /**
   * {@return whether the record was decided to be visible before the changes} False if it was not
   * alive then.
   */
  boolean visible(I id);

  /** Announces {@link #node}. */
  default void prefetch(Collection<I> ids) {}

  /** Announces {@link #holders}. */
  default void prefetchHolders(Collection<Claim> claims) {}

  /** Announces {@link #children}. */
  default void prefetchChildren(Collection<I> ids) {}

  /** Announces {@link #referrers}. */
  default void prefetchReferrers(Collection<Claim> claims) {}

  /** Announces {@link #visible}. */
  default void prefetchVisible(Collection<I> ids) {}
}
