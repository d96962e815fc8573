package dev.blazesync.spi;

/**
 * How concurrent versions of a register become one: a join over versions that carry opaque state
 * beside their value (a counter: sums per origin; last writer wins: none). Pure and thread-safe: no
 * clock, no randomness, no I/O.
 */
public interface ConflictPolicy {
  /** What a register is. */
  enum Scope {
    FIELD,
    RECORD
  }

  Scope scope();

  /**
   * A local edit. The result holds all that its writer saw: merging {@code before} into it changes
   * nothing.
   *
   * @param before what was there; null = nothing
   * @param written what the application wrote
   * @param delta accumulated change, when {@link #wantsDeltas}; else null
   */
  Version edit(@Nullable Version before, Value written, @Nullable Value delta, Stamp stamp);

  /**
   * Commutative, associative, idempotent. The engine writes the result back even when it is neither
   * argument.
   */
  Version merge(Version a, Version b);

  /** {@return whether capture has to accumulate new minus old} */
  default boolean wantsDeltas() {
    return false;
  }
}
