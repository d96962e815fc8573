package dev.blazesync.engine.join;

import dev.blazesync.engine.Limits;
import dev.blazesync.spi.RefusedException;
import java.io.ByteArrayOutputStream;
import java.util.Locale;

/**
 * Bytes as text that people can read aloud and mail programs may wrap: a prefix of four characters,
 * then Crockford's base32 in groups of five.
 */
final class CodeText {
  private static final String JOIN_CODE = "blz1";
  private static final int PREFIX = 4;
  private static final char VERSION = '1';
  private static final int GROUP = 5;
  private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";

  private CodeText() {}

  static String encode(byte[] bytes) {
    return encode(JOIN_CODE, bytes);
  }

  /**
   * @param prefix four characters
   */
  static String encode(String prefix, byte[] bytes) {
    StringBuilder text = new StringBuilder(prefix);
    int digits = (bytes.length * 8 + 4) / 5;
    for (int digit = 0; digit < digits; digit++) {
      if (digit % GROUP == 0) {
        text.append('-');
      }
      int value = 0;
      for (int bit = digit * 5; bit < digit * 5 + 5; bit++) {
        boolean set = bit < bytes.length * 8 && (bytes[bit / 8] >> (7 - bit % 8) & 1) == 1;
        value = value << 1 | (set ? 1 : 0);
      }
      text.append(DIGITS.charAt(value));
    }
    return text.toString();
  }

  static byte[] decode(String text) {
    if (text.length() > Limits.JOIN_CODE_LENGTH) {
      throw new RefusedException(
          "not a join code: it has " + text.length() + " characters; copy the code alone");
    }
    String digits = plain(text);
    // The prefix went through the same corrections as the rest: its l reads as 1.
    if (digits.length() < PREFIX || !digits.startsWith("b1z")) {
      throw new RefusedException(
          "not a join code: it does not start with blz1-; copy all of what 'group create' printed");
    }
    char version = digits.charAt(PREFIX - 1);
    if (version != VERSION) {
      throw new RefusedException(
          "this join code has version "
              + version
              + "; this program knows version 1: update BlazeSync on this device, or copy the code"
              + " again");
    }
    return bytes("join code", digits.substring(PREFIX));
  }

  /**
   * @param what it is, for messages
   * @throws RefusedException if it does not start with the prefix, or has a typo; the message never
   *     repeats it
   */
  static byte[] decode(String prefix, String what, String text) {
    if (text.length() > Limits.JOIN_CODE_LENGTH) {
      throw new RefusedException(
          "not an " + what + ": it has " + text.length() + " characters; copy it alone");
    }
    String digits = plain(text);
    if (!digits.startsWith(plain(prefix))) {
      throw new RefusedException("not an " + what + ": it does not start with " + prefix + "-");
    }
    return bytes(what, digits.substring(PREFIX));
  }

  /** Without what separates, in lower case, and with the digits that were meant. */
  private static String plain(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    for (char c : text.toLowerCase(Locale.ROOT).toCharArray()) {
      switch (c) {
        case 'o' -> plain.append('0');
        case 'l', 'i' -> plain.append('1');
        default -> {
          if (!separates(c)) {
            plain.append(c);
          }
        }
      }
    }
    return plain.toString();
  }

  private static boolean separates(char c) {
    int type = Character.getType(c);
    return Character.isWhitespace(c)
        || Character.isSpaceChar(c)
        || type == Character.DASH_PUNCTUATION
        || type == Character.FORMAT
        || type == Character.CONTROL;
  }

  private static byte[] bytes(String what, String digits) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(digits.length());
    int buffer = 0;
    int bits = 0;
    for (int index = 0; index < digits.length(); index++) {
      int value = DIGITS.indexOf(digits.charAt(index));
      if (value < 0) {
        throw new RefusedException(
            "the "
                + what
                + " has a typo: no "
                + what
                + " has the character '"
                + digits.charAt(index)
                + "'");
      }
      buffer = buffer << 5 | value;
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        out.write(buffer >> bits);
        buffer &= (1 << bits) - 1;
      }
    }
    // Left over are fewer bits than a digit has, all zero, or a digit is wrong or missing.
    if (bits >= 5 || buffer != 0) {
      throw new RefusedException(
          "the " + what + " has a typo or a part is missing; copy it again, all of it");
    }
    return out.toByteArray();
  }
}
