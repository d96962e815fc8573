package dev.blazesync.engine.membership;

import dev.blazesync.engine.crypto.Secret;
import dev.blazesync.engine.crypto.X25519KeyPair;
import dev.blazesync.spi.ProtocolException;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * X25519 keys that nobody can wrap a secret to, or that have two byte forms, stay out of a chain:
 * one such device, and no later entry could be made.
 */
final class AgreementKeys {
  /** The prime of RFC 7748, section 4.1. */
  private static final BigInteger PRIME = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));

  private AgreementKeys() {}

  /**
   * @throws ProtocolException if the key is of low order, or not a number below the prime
   */
  static void check(byte[] key) {
    if (number(key).compareTo(PRIME) >= 0) {
      throw new ProtocolException("an X25519 public key is not in its canonical form");
    }
    byte[] any = new byte[Secret.BYTES];
    Arrays.fill(any, (byte) 1);
    try (X25519KeyPair pair = X25519KeyPair.of(Secret.of(any))) {
      pair.agree(key).close();
    }
  }

  private static BigInteger number(byte[] littleEndian) {
    byte[] bigEndian = new byte[littleEndian.length];
    for (int index = 0; index < bigEndian.length; index++) {
      bigEndian[index] = littleEndian[bigEndian.length - 1 - index];
    }
    return new BigInteger(1, bigEndian);
  }
}
