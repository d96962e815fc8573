package dev.blazesync.spi;

/**
 * How concurrent versions of a register become one: a join over versions that may carry opaque
 * state beside their value (a counter: sums per origin; last writer wins: none). Pure and
 * thread-safe: no clock, no randomness, no I/O. Nodes merge the same versions in any order, any
 * grouping and any number of times, and must come to the same version, byte for byte.
 *
 * <p>Every method has to cope with versions without state ({@link Version#NO_STATE}) and with
 * values of any kind, NULL included.
 */
public interface ConflictPolicy {
  /** What one update writes. */
  enum Scope {
    /** The columns it changed. */
    FIELD,
    /**
     * All columns of its record, whatever it changed. Such a policy chooses by stamp (and state)
     * alone, never by value, so that all columns come from the same update.
     */
    RECORD
  }

  Scope scope();

  /**
   * A local edit. The result holds all that its writer saw: merging {@code before} into it changes
   * nothing. Its value may differ from {@code written} (a maximum that was lowered): the engine
   * then writes it back.
   *
   * @param before what was there; null = nothing
   * @param written what the application wrote
   * @param delta accumulated new minus old, when {@link #wantsDeltas} and the application updated;
   *     else null (an insert, a database that cannot tell)
   * @param stamp after {@code before}'s
   */
  Version edit(@Nullable Version before, Value written, @Nullable Value delta, Stamp stamp);

  /**
   * Commutative, associative, idempotent. The engine writes the result back even when it is neither
   * argument.
   */
  Version merge(Version a, Version b);

  /**
   * Which of two concurrent versions lost, for the ledger of conflicts. The default is right for
   * policies that choose: it is the one whose value is not that of {@code merged}, which is that of
   * the other. Nothing else depends on it.
   *
   * @param merged of both
   * @return {@code a} or {@code b}; null = what was written in both is in {@code merged}
   */
  default @Nullable Version beaten(Version a, Version b, Version merged) {
    boolean isA = merged.value().equals(a.value());
    boolean isB = merged.value().equals(b.value());
    return isA == isB ? null : isA ? b : a;
  }

  /**
   * What is left of a version once its record died. Must not depend on when the death becomes
   * known: {@code survivor(merge(a, b))} is the merge of both survivors. The default is right for
   * policies that choose the version of the greatest stamp.
   *
   * @param died greatest death of the record
   * @return null = nothing
   */
  default @Nullable Version survivor(Version version, Stamp died) {
    return version.stamp().isAfter(died) ? version : null;
  }

  /** {@return whether capture has to accumulate new minus old} */
  default boolean wantsDeltas() {
    return false;
  }

  /**
   * {@return whether {@link #edit} looks at the value of what was there: the engine then keeps a
   * copy of every row's value beside its table, since an update leaves nothing of it}
   */
  default boolean wantsBefore() {
    return true;
  }

  /**
   * {@return whether stamps carry an authority (see {@link Stamp}); for the policy of a whole table
   * births and deaths carry one too}
   */
  default boolean wantsAuthority() {
    return false;
  }
}
