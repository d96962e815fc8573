package dev.blazesync.engine.hub;

import dev.blazesync.engine.membership.Membership;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.PushResult.Reason;
import dev.blazesync.spi.PushResult.Refused;
import java.util.Arrays;

/**
 * Whether a batch may be added to its log: the rule every hub log keeps. Pure.
 *
 * @param append whether it is to be stored; false without a refusal = it is there already
 * @param refusal why not
 */
record Admission(boolean append, @Nullable Refused refusal) {
  private static final Admission APPEND = new Admission(true, null);
  private static final Admission THERE = new Admission(false, null);

  /** Looks up what is stored. */
  @FunctionalInterface
  interface HashOf<X extends Exception> {
    /** {@return the hash of the stored batch of that sequence; null if it is not stored} */
    byte @Nullable [] at(long sequence) throws X;
  }

  /**
   * @param membership of the batch's group; null = never heard of
   * @param held how far the log is held
   * @param stored asked only for sequences up to that of {@code held}
   */
  static <X extends Exception> Admission decide(
      BatchFacts batch, @Nullable Membership membership, Position held, HashOf<X> stored) throws X {
    Reason reason = whoMadeIt(batch, membership);
    if (reason != null) {
      return new Admission(false, new Refused(reason, held));
    }
    if (batch.sequence() > held.sequence() + 1) {
      return new Admission(false, new Refused(Reason.GAP, held));
    }
    if (batch.sequence() == held.sequence() + 1) {
      return Arrays.equals(batch.previousHash(), held.hash()) ? APPEND : fork(held);
    }
    byte[] there = stored.at(batch.sequence());
    return Arrays.equals(there, batch.hash()) ? THERE : fork(held);
  }

  private static @Nullable Reason whoMadeIt(BatchFacts batch, @Nullable Membership membership) {
    return switch (batch.verdict(membership)) {
      case BAD_SIGNATURE -> Reason.BAD_SIGNATURE;
      case UNKNOWN_ORIGIN -> Reason.NOT_MEMBER;
      case SOUND ->
          membership != null && membership.accepts(batch.log(), batch.position())
              ? null
              : Reason.NOT_MEMBER;
    };
  }

  private static Admission fork(Position held) {
    return new Admission(false, new Refused(Reason.FORK, held));
  }
}
