package dev.blazesync.engine.hub;

import java.util.concurrent.atomic.AtomicLong;

/** How much was stored with one access token. Thread-safe. */
final class TokenAccount {
  private final String id;
  private final long quotaBytes;
  private final AtomicLong usedBytes;
  private final AtomicLong unwrittenBytes = new AtomicLong();

  TokenAccount(IssuedToken token) {
    id = token.id();
    quotaBytes = token.terms().quotaBytes();
    usedBytes = new AtomicLong(token.usedBytes());
  }

  String id() {
    return id;
  }

  /**
   * @param allowance bytes that may be stored above the quota
   */
  boolean isFull(long allowance) {
    return usedBytes.get() - allowance >= quotaBytes;
  }

  void stored(long bytes) {
    usedBytes.addAndGet(bytes);
    unwrittenBytes.addAndGet(bytes);
  }

  /** {@return what is counted here and not on disk; it counts as written from now on} */
  long takeUnwritten() {
    return unwrittenBytes.getAndSet(0);
  }

  /** It was not written after all. */
  void giveBackUnwritten(long bytes) {
    unwrittenBytes.addAndGet(bytes);
  }

  boolean isWritten() {
    return unwrittenBytes.get() == 0;
  }
}
