package dev.blazesync.engine.codec.column;

import dev.blazesync.spi.Nullable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Text as bytes: UTF-8, and for a surrogate that has lost its partner the three bytes UTF-8 would
 * give its code unit (the WTF-8 encoding), so that every Java string comes back as it was. A pair
 * always takes four bytes, so one string has one encoding.
 */
public final class Wtf8 {
  /** Of a character, which is two where it takes four. */
  static final int MOST_BYTES = 3;

  private static final int MALFORMED = -1;
  private static final int PLAIN = 0;
  private static final int WITH_SURROGATES = 1;

  private Wtf8() {}

  public static byte[] encode(String text) {
    return hasLoneSurrogate(text) ? encodeUnpaired(text) : text.getBytes(StandardCharsets.UTF_8);
  }

  /** {@return the text, or null if the bytes are not the encoding of any} */
  public static @Nullable String decode(byte[] bytes) {
    return decode(bytes, 0, bytes.length);
  }

  /** {@return the text of some of the bytes, or null if they are not the encoding of any} */
  static @Nullable String decode(byte[] bytes, int from, int to) {
    if (Words.ascii(bytes, from, to)) {
      return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
    return switch (check(bytes, from, to)) {
      case PLAIN -> new String(bytes, from, to - from, StandardCharsets.UTF_8);
      case WITH_SURROGATES -> decodeUnpaired(bytes, from, to);
      default -> null;
    };
  }

  /** {@return bytes that {@link #encode} takes} */
  public static long bytes(String text) {
    int length = text.length();
    long bytes = length;
    for (int index = 0; index < length; index++) {
      char unit = text.charAt(index);
      if (unit >= 0x80) {
        bytes += unit < 0x800 ? 1 : 2;
        if (Character.isHighSurrogate(unit)
            && index + 1 < length
            && Character.isLowSurrogate(text.charAt(index + 1))) {
          index++;
          bytes++;
        }
      }
    }
    return bytes;
  }

  private static boolean hasLoneSurrogate(String text) {
    int length = text.length();
    for (int index = 0; index < length; index++) {
      char unit = text.charAt(index);
      if (Character.isSurrogate(unit)) {
        boolean pair =
            Character.isHighSurrogate(unit)
                && index + 1 < length
                && Character.isLowSurrogate(text.charAt(index + 1));
        if (!pair) {
          return true;
        }
        index++;
      }
    }
    return false;
  }

  private static byte[] encodeUnpaired(String text) {
    byte[] bytes = new byte[Math.multiplyExact(text.length(), MOST_BYTES)];
    return Arrays.copyOf(bytes, encode(text.toCharArray(), 0, text.length(), bytes, 0));
  }

  /**
   * Puts the bytes of some characters into {@code out}, which has room for three of each.
   *
   * @return where they end
   */
  static int encode(char[] chars, int from, int to, byte[] out, int start) {
    int at = start;
    for (int index = from; index < to; index++) {
      char unit = chars[index];
      if (unit < 0x80) {
        out[at++] = (byte) unit;
      } else if (unit < 0x800) {
        out[at++] = (byte) (0xc0 | (unit >>> 6));
        out[at++] = (byte) (0x80 | (unit & 0x3f));
      } else if (index + 1 < to && Character.isSurrogatePair(unit, chars[index + 1])) {
        int codePoint = Character.toCodePoint(unit, chars[++index]);
        out[at++] = (byte) (0xf0 | (codePoint >>> 18));
        out[at++] = (byte) (0x80 | ((codePoint >>> 12) & 0x3f));
        out[at++] = (byte) (0x80 | ((codePoint >>> 6) & 0x3f));
        out[at++] = (byte) (0x80 | (codePoint & 0x3f));
      } else {
        out[at++] = (byte) (0xe0 | (unit >>> 12));
        out[at++] = (byte) (0x80 | ((unit >>> 6) & 0x3f));
        out[at++] = (byte) (0x80 | (unit & 0x3f));
      }
    }
    return at;
  }

  private static String decodeUnpaired(byte[] bytes, int from, int to) {
    StringBuilder text = new StringBuilder(to - from);
    int start = from;
    for (int index = from; index + 2 < to; index++) {
      if (isSurrogate(bytes, index)) {
        text.append(new String(bytes, start, index - start, StandardCharsets.UTF_8));
        int low = ((bytes[index + 1] & 0x3f) << 6) | (bytes[index + 2] & 0x3f);
        text.append((char) (0xd000 | low));
        index += 2;
        start = index + 1;
      }
    }
    text.append(new String(bytes, start, to - start, StandardCharsets.UTF_8));
    return text.toString();
  }

  /** Table 3-7 of the Unicode standard, with the surrogates let through unless they make a pair. */
  private static int check(byte[] bytes, int from, int to) {
    int found = PLAIN;
    int afterHigh = -1;
    int index = from;
    while (index < to) {
      int length = sequenceLength(bytes, index, to);
      if (length == 0) {
        return MALFORMED;
      }
      if (length == 3 && isSurrogate(bytes, index)) {
        boolean low = (bytes[index + 1] & 0x10) != 0;
        if (low && afterHigh == index) {
          return MALFORMED;
        }
        afterHigh = low ? -1 : index + 3;
        found = WITH_SURROGATES;
      }
      index += length;
    }
    return found;
  }

  private static boolean isSurrogate(byte[] bytes, int index) {
    return bytes[index] == (byte) 0xed && (bytes[index + 1] & 0xff) >= 0xa0;
  }

  /** {@return 1 to 4, or 0 if no well-formed sequence starts at {@code index}} */
  private static int sequenceLength(byte[] bytes, int index, int to) {
    int first = bytes[index] & 0xff;
    if (first < 0x80) {
      return 1;
    }
    if (first < 0xc2 || first > 0xf4) {
      return 0;
    }
    int length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (to - index < length) {
      return 0;
    }
    int second = bytes[index + 1] & 0xff;
    int lowest = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    int highest = first == 0xf4 ? 0x8f : 0xbf;
    if (second < lowest || second > highest) {
      return 0;
    }
    for (int next = index + 2; next < index + length; next++) {
      if ((bytes[next] & 0xc0) != 0x80) {
        return 0;
      }
    }
    return length;
  }
}
