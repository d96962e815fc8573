package dev.blazesync.engine.replica;

import java.util.random.RandomGenerator;

/**
 * Lineages of one origin: 16 bits that count its lives, then 48 random bits. A later life is
 * greater, so what it sends again needs no later time to stand: it beats its first copy, and
 * nothing that has beaten that. Copies of one database count alike, and are told apart by the rest.
 */
final class Lineages {
  private static final int RANDOM_BITS = 48;
  private static final long LAST = 0xffff;

  private Lineages() {}

  static long first(RandomGenerator random) {
    return random.nextLong() >>> (Long.SIZE - RANDOM_BITS);
  }

  /** {@return another one, greater than {@code lineage} for the first 65,535 times} */
  static long after(long lineage, RandomGenerator random) {
    long life = Math.min(LAST, (lineage >>> RANDOM_BITS) + 1);
    return (life << RANDOM_BITS) | first(random);
  }
}
