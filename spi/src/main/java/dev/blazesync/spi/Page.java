package dev.blazesync.spi;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Some of what a relay holds.
 *
 * @param hasMore whether another pull would bring more
 * @param cursor the relay's own resume hint, opaque; null = none. Correctness never depends on it
 */
public record Page(List<SealedBatch> batches, boolean hasMore, @Nullable ByteBuffer cursor) {
  public Page {
    batches = List.copyOf(batches);
  }
}
