package dev.blazesync.engine.codec.column;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Texts of a column that will be written: their characters one behind the other, then their bytes.
 * Not thread-safe.
 */
public final class TextBuffer {
  /** Characters of several texts, at most. */
  private static final int MOST = 1 << 20;

  private final CharsetEncoder latin = StandardCharsets.ISO_8859_1.newEncoder();
  private CharBuffer chars = CharBuffer.allocate(0);
  private byte[] bytes = {};
  private long[] lengths = {};
  private int count;
  private int characters;

  /** Forgets all texts. */
  public void clear() {
    count = 0;
    characters = 0;
  }

  /** {@return false if it is full, but for one that would be the first} */
  public boolean add(String text) {
    int length = text.length();
    int end = characters + length;
    if (end > chars.capacity()) {
      if (count > 0 && (long) characters + length > MOST) {
        return false;
      }
      char[] more = Arrays.copyOf(chars.array(), Math.max(256, end + (end >> 1)));
      chars = CharBuffer.wrap(more);
    }
    if (count == lengths.length) {
      lengths = Arrays.copyOf(lengths, Math.max(64, 2 * count));
    }
    text.getChars(0, length, chars.array(), characters);
    lengths[count++] = length;
    characters = end;
    return true;
  }

  int count() {
    return count;
  }

  /** {@return of each text; in bytes once {@link #encode} was called} */
  long[] lengths() {
    return lengths;
  }

  /** {@return bytes of all, and 8 more} */
  byte[] bytes() {
    return bytes;
  }

  /** Makes bytes of the characters, and returns how many. */
  int encode() {
    chars.position(0).limit(characters);
    room(characters);
    latin.reset().encode(chars, ByteBuffer.wrap(bytes), true);
    if (!chars.hasRemaining() && Words.ascii(bytes, 0, characters)) {
      return characters;
    }
    room(Math.multiplyExact(Wtf8.MOST_BYTES, characters));
    int from = 0;
    int at = 0;
    for (int index = 0; index < count; index++) {
      int to = from + (int) lengths[index];
      int end = Wtf8.encode(chars.array(), from, to, bytes, at);
      lengths[index] = (long) end - at;
      from = to;
      at = end;
    }
    return at;
  }

  private void room(int least) {
    if (bytes.length < least + Long.BYTES) {
      bytes = new byte[least + (least >> 2) + Long.BYTES];
    }
  }

  /** {@return values in its largest array} */
  int capacity() {
    return Math.max(chars.capacity(), Math.max(bytes.length, lengths.length));
  }
}
