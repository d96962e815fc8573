package dev.blazesync.adapters.h2;

/** Named maxima. */
final class H2Limits {
  /** Characters or bytes of H2's longest VARCHAR and VARBINARY; before 2.3 it was 1,048,576. */
  static final int MAX_LENGTH = 1_048_576;

  /** Milliseconds that a claim or a write waits for a lock; it may hold others meanwhile. */
  static final int LOCK_MILLIS = 1;

  /** How many wanted keys one statement locks or looks up in a journal. */
  static final int MAX_KEYS = 256;

  /** How many journal entries one statement reads. */
  static final int MAX_ENTRIES = 1_000;

  /** Idle connections that a store of its own keeps open. */
  static final int MAX_IDLE_CONNECTIONS = 4;

  private H2Limits() {}
}
