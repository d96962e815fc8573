package dev.blazesync.adapters.tck;

import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.SealedBatch;

/**
 * Makes the batches of one log, each valid for the relay under test: numbered, chained to the one
 * before, sealed and signed as far as the relay looks at it. To the kit they are opaque.
 */
public interface BatchLog {
  OriginLog log();

  /**
   * {@return the next batch of this log}
   *
   * @param bytes about how long it is to be, at most {@link SealedBatch#MAX_BYTES}
   * @param control whether it carries membership or configuration
   */
  SealedBatch next(int bytes, boolean control);

  /**
   * {@return a batch that is no less valid than the last one, with the same number, the same
   * predecessor and other contents} What {@link #next} gives goes on behind the one before.
   */
  SealedBatch fork();
}
