package dev.blazesync.engine.log;

import dev.blazesync.engine.seal.BatchContents;
import dev.blazesync.spi.SealedBatch;

/**
 * A batch, and what is known of it that only who opens it can see.
 *
 * @param newestTime greatest packed time inside; 0 = none, or not known
 * @param operations how many end in it; 0 = none, or not known
 */
public record Numbered(SealedBatch batch, long newestTime, int operations) {
  /** {@return a batch that nobody here has opened} */
  public static Numbered closed(SealedBatch batch) {
    return new Numbered(batch, 0, 0);
  }

  /** {@return a batch with these contents} */
  public static Numbered of(SealedBatch batch, BatchContents contents) {
    return new Numbered(batch, contents.newestTime(), contents.operations());
  }
}
