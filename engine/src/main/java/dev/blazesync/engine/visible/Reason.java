package dev.blazesync.engine.visible;

import dev.blazesync.spi.Nullable;

/**
 * Why a record is parked: the first reason in a fixed order, so that it is the same on every node.
 * Records that refer to each other in a ring are parked together, with the reason of one of them.
 */
public sealed interface Reason<I> {
  /** {@return the record that does not fit: the parked one, or another in its ring} */
  I record();

  /**
   * No record that {@code reference} leads to is visible.
   *
   * @param parked the least alive one it leads to; null if there is none
   */
  record NoParent<I>(I record, Reference<I> reference, @Nullable I parked) implements Reason<I> {}

  /**
   * A record before it has the same value.
   *
   * @param holder visible, or in the same ring
   */
  record Taken<I>(I record, Claim claim, I holder) implements Reason<I> {}

  /** Local checks do not pass. */
  record Unfit<I>(I record) implements Reason<I> {}
}
