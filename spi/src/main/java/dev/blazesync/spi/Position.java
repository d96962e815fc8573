package dev.blazesync.spi;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * How far an origin's log is held: its newest batch.
 *
 * @param sequence number of the newest batch held, from 1; 0 = nothing held
 * @param hash SHA-256 of that batch's bytes; 32 zero bytes when nothing is held
 */
public record Position(long sequence, byte[] hash) {
  /** Length of a hash. */
  public static final int HASH_BYTES = 32;

  /** Nothing held. */
  public static final Position START = new Position(0, new byte[HASH_BYTES]);

  public Position {
    if (sequence < 0 || hash.length != HASH_BYTES) {
      throw new IllegalArgumentException(
          "a position has a sequence >= 0 and a hash of 32 bytes, not "
              + sequence
              + " and "
              + hash.length);
    }
    hash = hash.clone();
  }

  @Override
  public byte[] hash() {
    return hash.clone();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Position that
        && sequence == that.sequence
        && Arrays.equals(hash, that.hash);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(sequence) * 31 + Arrays.hashCode(hash);
  }

  @Override
  public String toString() {
    return sequence + "@" + HexFormat.of().formatHex(hash, 0, 6);
  }
}
