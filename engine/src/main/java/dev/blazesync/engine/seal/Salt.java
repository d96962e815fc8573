package dev.blazesync.engine.seal;

import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.engine.crypto.Purpose;
import java.security.SecureRandom;

/**
 * Makes salts that differ when anything differs: HMAC-SHA256 with the device's sealing key over 32
 * random bytes, the header without its salt, and the content. Where a restored backup, a copied
 * database or a broken random generator gives the same 32 bytes again, another content still gets
 * another salt, and so another key; the same content gets the same bytes, which tells nothing new.
 * An HMAC, not a hash: who guesses a content cannot confirm it by the salt.
 */
final class Salt {
  /** Length of a salt. */
  static final int BYTES = 32;

  private static final int RANDOM_BYTES = 32;

  private Salt() {}

  /**
   * @param header with zeros where the salt goes, and what else is bound
   */
  static byte[] of(
      DeviceKeys device, Purpose purpose, SecureRandom random, byte[] header, byte[] content) {
    byte[] fresh = new byte[RANDOM_BYTES];
    random.nextBytes(fresh);
    return device.sealing().authenticate(purpose, fresh, header, content);
  }
}
