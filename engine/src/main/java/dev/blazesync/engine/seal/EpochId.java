package dev.blazesync.engine.seal;

import dev.blazesync.spi.Nullable;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Names a key epoch of a group: the hash of the membership's entry that began it, all 32 bytes of
 * it. Immutable; equality by bytes.
 */
public final class EpochId {
  /** Length of the byte form. */
  public static final int BYTES = 32;

  private final byte[] bytes;

  private EpochId(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * @param bytes exactly {@value #BYTES} bytes; copied
   * @throws IllegalArgumentException on any other length
   */
  public static EpochId of(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("an epoch's id has 32 bytes, not " + bytes.length);
    }
    return new EpochId(bytes.clone());
  }

  public byte[] toBytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EpochId that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Sixty-four hexadecimal digits. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
