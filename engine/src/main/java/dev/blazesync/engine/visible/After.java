package dev.blazesync.engine.visible;

import dev.blazesync.spi.Nullable;
import java.util.Collection;

/** The same records, with the verdicts of an evaluation. */
record After<I extends Comparable<I>>(Records<I> records, Evaluation<I> evaluation)
    implements Records<I> {
  @Override
  public boolean visible(I id) {
    Verdict<I> verdict = evaluation.verdicts().get(id);
    if (verdict != null) {
      return verdict.visible();
    }
    return !evaluation.vanished().contains(id) && records.visible(id);
  }

  @Override
  public @Nullable Node<I> node(I id) {
    return records.node(id);
  }

  @Override
  public Collection<I> holders(Claim claim) {
    return records.holders(claim);
  }

  @Override
  public Collection<I> children(I id) {
    return records.children(id);
  }

  @Override
  public Collection<I> referrers(Claim claim) {
    return records.referrers(claim);
  }

  @Override
  public void prefetch(Collection<I> ids) {
    records.prefetch(ids);
  }

  @Override
  public void prefetchHolders(Collection<Claim> claims) {
    records.prefetchHolders(claims);
  }

  @Override
  public void prefetchChildren(Collection<I> ids) {
    records.prefetchChildren(ids);
  }

  @Override
  public void prefetchReferrers(Collection<Claim> claims) {
    records.prefetchReferrers(claims);
  }

  @Override
  public void prefetchVisible(Collection<I> ids) {
    records.prefetchVisible(ids);
  }
}
