package dev.blazesync.engine.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA256 (RFC 2104), which every Java platform has. */
final class Hmac {
  /** Length of a code. */
  static final int BYTES = 32;

  private static final String ALGORITHM = "HmacSHA256";

  /** HMAC pads a key with zeros: this one is the empty key, which the JDK refuses. */
  private static final byte[] EMPTY_KEY = new byte[1];

  private Hmac() {}

  /**
   * @param key of any length; an empty one too
   */
  static byte[] of(byte[] key, byte[]... parts) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key.length == 0 ? EMPTY_KEY : key, ALGORITHM));
      for (byte[] part : parts) {
        mac.update(part);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java platform has no " + ALGORITHM, e);
    }
  }
}
