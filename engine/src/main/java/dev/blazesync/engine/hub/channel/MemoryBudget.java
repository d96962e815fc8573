package dev.blazesync.engine.hub.channel;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes that many connections share. Thread-safe. */
public final class MemoryBudget {
  private final AtomicLong left;

  public MemoryBudget(long bytes) {
    left = new AtomicLong(bytes);
  }

  /** {@return whether there was so much left, which is now taken} */
  boolean take(long bytes) {
    if (left.addAndGet(-bytes) >= 0) {
      return true;
    }
    left.addAndGet(bytes);
    return false;
  }

  void giveBack(long bytes) {
    left.addAndGet(bytes);
  }
}
