package dev.blazesync.engine.crypto;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256, which every Java platform has. */
public final class Sha256 {
  /** Length of a hash. */
  public static final int BYTES = 32;

  private Sha256() {}

  /**
   * @param bytes from position to limit; left as it is
   */
  public static byte[] of(ByteBuffer bytes) {
    MessageDigest digest = start();
    digest.update(bytes.duplicate());
    return digest.digest();
  }

  public static byte[] of(byte[]... parts) {
    MessageDigest digest = start();
    for (byte[] part : parts) {
      digest.update(part);
    }
    return digest.digest();
  }

  private static MessageDigest start() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java platform has no SHA-256", e);
    }
  }
}
