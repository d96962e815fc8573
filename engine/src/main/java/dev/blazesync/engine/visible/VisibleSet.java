package dev.blazesync.engine.visible;

import dev.blazesync.spi.Nullable;
import java.util.Collection;

/**
 * Which records are visible (decision D7). The definition, over all alive records: groups of
 * records that refer to each other in rings inside a stratum are judged in the order (stratum,
 * rank, depth, least id); a group is visible if and only if every reference out of it leads to a
 * visible record (or to no alive one, where that counts as NULL), no claim is shared inside it or
 * with a visible record before it, and its local checks pass.
 *
 * <p>What is kept between evaluations is who is parked; order and groups are found again where they
 * are needed. The work is in proportion to the changed records, the holders of their claims and
 * their children; ancestors inside a stratum are read only above records that refer to others in
 * their own stratum and do not fit at once, or that have children there.
 */
public final class VisibleSet {
  private VisibleSet() {}

  /**
   * {@return the verdicts as they would be if all records were judged from scratch}
   *
   * @param records the state with the changes; its verdicts are those of the state before
   * @param changes at least every record whose node is another than before, each once
   */
  public static <I extends Comparable<I>> Evaluation<I> evaluate(
      Strata strata, Records<I> records, Collection<Change<I>> changes) {
    Scope<I> scope = new Scope<>(strata, records, changes);
    new Sweep<>(scope).run();
    return scope.decided.evaluation();
  }

  /**
   * {@return {@code evaluation} and what follows when some of its records turn out not to fit, as
   * one step from the verdicts that {@code records} has}
   *
   * @param records as for {@code evaluation}; now says that {@code unfit}, and those of earlier
   *     calls, do not fit
   * @param evaluation the latest one
   */
  public static <I extends Comparable<I>> Evaluation<I> withoutUnfit(
      Strata strata, Records<I> records, Evaluation<I> evaluation, Collection<I> unfit) {
    records.prefetch(unfit);
    Collection<Change<I>> changes =
        unfit.stream().map(id -> new Change<>(id, fitting(records.node(id)))).toList();
    return evaluation.then(evaluate(strata, new After<>(records, evaluation), changes));
  }

  private static <I extends Comparable<I>> @Nullable Node<I> fitting(@Nullable Node<I> node) {
    return node == null ? null : node.withFits(true);
  }
}
