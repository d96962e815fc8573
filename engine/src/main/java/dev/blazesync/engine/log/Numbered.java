package dev.blazesync.engine.log;

import dev.blazesync.engine.seal.BatchContents;
import dev.blazesync.engine.seal.SealedHeader;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.SealedBatch;

/**
 * A batch, where its log stands behind it, and what only who opens it can see.
 *
 * @param position where its log stands behind it
 * @param newestTime greatest packed time inside; 0 = none, or not known
 * @param operations how many end in it; 0 = none, or not known
 */
public record Numbered(SealedBatch batch, Position position, long newestTime, int operations) {
  /** {@return a batch that nobody here has opened} */
  public static Numbered closed(SealedBatch batch) {
    return new Numbered(batch, position(batch), 0, 0);
  }

  /** {@return a batch with these contents} */
  public static Numbered of(SealedBatch batch, BatchContents contents) {
    return new Numbered(batch, position(batch), contents.newestTime(), contents.operations());
  }

  private static Position position(SealedBatch batch) {
    return new Position(batch.sequence(), SealedHeader.hash(batch.bytes()));
  }
}
