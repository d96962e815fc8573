package dev.blazesync.engine.membership;

import dev.blazesync.spi.ProtocolException;
import java.math.BigInteger;
import java.util.Set;

/**
 * X25519 keys that nobody can wrap a secret to, or that have two byte forms, stay out of a chain:
 * one such device, and no later entry could be made.
 */
final class AgreementKeys {
  /** The prime of RFC 7748, section 4.1. */
  private static final BigInteger PRIME = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));

  /**
   * With these every agreement is zero (RFC 7748, section 6.1): the points of low order of the
   * curve and of its twist, from https://cr.yp.to/ecdh.html, less their forms from the prime on.
   */
  private static final Set<BigInteger> LOW_ORDER =
      Set.of(
          BigInteger.ZERO,
          BigInteger.ONE,
          new BigInteger(
              "325606250916557431795983626356110631294008115727848805560023387167927233504"),
          new BigInteger(
              "39382357235489614581723060781553021112529911719440698176882885853963445705823"),
          PRIME.subtract(BigInteger.ONE));

  private AgreementKeys() {}

  /**
   * @throws ProtocolException if the key is of low order, or not a number below the prime
   */
  static void check(byte[] key) {
    BigInteger number = number(key);
    if (number.compareTo(PRIME) >= 0) {
      throw new ProtocolException("an X25519 public key is not in its canonical form");
    }
    if (LOW_ORDER.contains(number)) {
      throw new ProtocolException("an X25519 public key is of low order: distrust its sender");
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
