package dev.blazesync.engine.membership;

import dev.blazesync.spi.Nullable;
import java.util.Arrays;
import java.util.HexFormat;

/** Bytes that never change, equal by content: a hash, a signature, something sealed. No secret. */
public final class Octets {
  private static final int SHOWN_BYTES = 6;

  private final byte[] bytes;

  private Octets(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * @param bytes copied
   */
  public static Octets of(byte[] bytes) {
    return new Octets(bytes.clone());
  }

  /** {@return as many zeros} */
  static Octets zeros(int length) {
    return new Octets(new byte[length]);
  }

  public int length() {
    return bytes.length;
  }

  public byte[] toBytes() {
    return bytes.clone();
  }

  /**
   * @throws IllegalArgumentException on another length
   */
  Octets checked(int length, String what) {
    if (bytes.length != length) {
      throw new IllegalArgumentException(what + " has " + length + " bytes, not " + bytes.length);
    }
    return this;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Octets that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** The first bytes as hexadecimal digits. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes, 0, Math.min(SHOWN_BYTES, bytes.length));
  }
}
