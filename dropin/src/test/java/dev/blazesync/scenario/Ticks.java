package dev.blazesync.scenario;

import static org.awaitility.Awaitility.await;

import java.time.Duration;

/** Sees to it that edits of different nodes have different times: all read one clock. */
final class Ticks {
  private static final int STEP_MILLIS = 2;

  private long last;

  /** Returns when the clock shows a later time than at the last call. */
  void next() {
    await("the clock goes on")
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(() -> System.currentTimeMillis() >= last + STEP_MILLIS);
    last = System.currentTimeMillis();
  }
}
