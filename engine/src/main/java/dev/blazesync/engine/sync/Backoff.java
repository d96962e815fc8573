package dev.blazesync.engine.sync;

import java.util.random.RandomGenerator;

/** Exponential backoff with full jitter: when to try again after the n-th failure in a row. */
final class Backoff {
  private static final long FIRST_MILLIS = 200;
  private static final long MOST_MILLIS = 30_000;

  private final RandomGenerator random;
  private int failures;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  void succeeded() {
    failures = 0;
  }

  /** {@return how long to wait, in milliseconds; never 0} */
  long failed() {
    long most = Math.min(MOST_MILLIS, FIRST_MILLIS << Math.min(failures, 16));
    failures++;
    return 1 + most / 2 + (long) (random.nextDouble() * most / 2);
  }
}
