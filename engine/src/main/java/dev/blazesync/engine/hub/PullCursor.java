package dev.blazesync.engine.hub;

import dev.blazesync.spi.Nullable;
import java.nio.ByteBuffer;

/**
 * A pull's cursor: eight bytes that name the store, so that another store's cursor is not taken for
 * this one's, and eight of the arrival number to go on at.
 */
final class PullCursor {
  private static final int BYTES = 16;

  private PullCursor() {}

  static ByteBuffer of(long store, long nextArrival) {
    return ByteBuffer.allocate(BYTES).putLong(store).putLong(nextArrival).flip().asReadOnlyBuffer();
  }

  /** {@return the arrival number to go on at; -1 = start from what is lacking} */
  static long nextArrival(long store, @Nullable ByteBuffer cursor) {
    if (cursor == null || cursor.remaining() != BYTES) {
      return -1;
    }
    ByteBuffer in = cursor.duplicate();
    return in.getLong() == store ? Math.max(-1, in.getLong()) : -1;
  }
}
