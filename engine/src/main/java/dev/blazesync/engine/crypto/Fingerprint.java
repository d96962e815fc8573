package dev.blazesync.engine.crypto;

import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.RefusedException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Locale;

/**
 * 128 bits that stand for a public key, in a form that people compare and type: 28 digits of
 * Crockford's base32 (https://www.crockford.com/base32.html) in groups of four. The last two are
 * check digits, the number modulo 1021, the greatest prime they can hold: any single wrong digit
 * and any two neighbours swapped are noticed. Capitals and a mistyped o, l or i are forgiven.
 *
 * @param id the node id of a device; of a hub, a hash of its key
 */
public record Fingerprint(NodeId id) {
  private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
  private static final int CHECK_MODULUS = 1021;
  private static final int CHECK_BITS = 10;
  private static final int BITS_A_DIGIT = 5;
  private static final int DIGITS_A_GROUP = 4;
  private static final int LENGTH = 28;

  /** Longer texts are not looked at. */
  private static final int MAX_TEXT = 200;

  /** {@return the fingerprint of a hub's X25519 key} */
  public static Fingerprint ofHub(byte[] publicKey) {
    X25519KeyPair.checkLength(publicKey);
    return new Fingerprint(NodeId.of(Arrays.copyOf(Purpose.HUB_KEY.hash(publicKey), NodeId.BYTES)));
  }

  /**
   * @param text as {@link #toString} gave it, or as a person typed it
   * @throws RefusedException if it is none
   */
  public static Fingerprint parse(String text) {
    BigInteger whole = number(text);
    BigInteger bits = whole.shiftRight(CHECK_BITS);
    if (bits.bitLength() > NodeId.BYTES * Byte.SIZE || !whole.equals(withCheck(bits))) {
      throw new RefusedException("the fingerprint has a typo: compare it digit by digit");
    }
    return new Fingerprint(new NodeId(bits.shiftRight(Long.SIZE).longValue(), bits.longValue()));
  }

  private static BigInteger number(String text) {
    BigInteger number = BigInteger.ZERO;
    int digits = 0;
    if (text.length() <= MAX_TEXT) {
      for (char c : text.toLowerCase(Locale.ROOT).toCharArray()) {
        if (c != '-' && !Character.isWhitespace(c)) {
          number = number.shiftLeft(BITS_A_DIGIT).or(BigInteger.valueOf(digit(c)));
          digits++;
        }
      }
    }
    if (digits != LENGTH) {
      throw new RefusedException(
          "a fingerprint has " + LENGTH + " digits in groups of four: copy it again, all of it");
    }
    return number;
  }

  private static int digit(char c) {
    int digit =
        switch (c) {
          case 'o' -> 0;
          case 'i', 'l' -> 1;
          default -> DIGITS.indexOf(c);
        };
    if (digit < 0) {
      throw new RefusedException(
          "the fingerprint has a typo: no fingerprint has the character '" + c + "'");
    }
    return digit;
  }

  private static BigInteger withCheck(BigInteger bits) {
    return bits.shiftLeft(CHECK_BITS).add(bits.mod(BigInteger.valueOf(CHECK_MODULUS)));
  }

  /** Seven groups of four digits. */
  @Override
  public String toString() {
    BigInteger rest = withCheck(new BigInteger(1, id.toBytes()));
    StringBuilder text = new StringBuilder();
    for (int at = LENGTH - 1; at >= 0; at--) {
      int digit = rest.shiftRight(at * BITS_A_DIGIT).intValue() & (DIGITS.length() - 1);
      text.append(DIGITS.charAt(digit)).append(at > 0 && at % DIGITS_A_GROUP == 0 ? "-" : "");
    }
    return text.toString();
  }
}
