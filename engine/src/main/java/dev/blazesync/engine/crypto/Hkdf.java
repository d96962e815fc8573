package dev.blazesync.engine.crypto;

import java.util.Arrays;

/** HKDF with HMAC-SHA256 (RFC 5869): many keys from one secret. */
public final class Hkdf {
  /** Most bytes that one {@link #expand} makes. */
  public static final int MAX_BYTES = 255 * Hmac.BYTES;

  private Hkdf() {}

  /**
   * RFC 5869, section 2.2.
   *
   * @param salt need not be secret; may be empty
   * @param material what the keys are to come from
   * @return 32 bytes, as random as the material is
   */
  public static byte[] extract(byte[] salt, byte[] material) {
    return Hmac.of(salt, material);
  }

  /**
   * RFC 5869, section 2.3.
   *
   * @param pseudorandom from {@link #extract}, or a key that is as good as random
   * @param info what the result is for: another info, another key
   * @param length 0 to {@link #MAX_BYTES} bytes
   * @throws IllegalArgumentException on another length
   */
  public static byte[] expand(byte[] pseudorandom, byte[] info, int length) {
    if (length < 0 || length > MAX_BYTES) {
      throw new IllegalArgumentException("HKDF makes 0 to " + MAX_BYTES + " bytes, not " + length);
    }
    byte[] result = new byte[length];
    byte[] block = new byte[0];
    for (int from = 0; from < length; from += Hmac.BYTES) {
      byte[] counter = {(byte) (from / Hmac.BYTES + 1)};
      byte[] next = Hmac.of(pseudorandom, block, info, counter);
      Arrays.fill(block, (byte) 0);
      block = next;
      System.arraycopy(block, 0, result, from, Math.min(Hmac.BYTES, length - from));
    }
    Arrays.fill(block, (byte) 0);
    return result;
  }
}
