package dev.blazesync.engine.codec.column;

import java.util.Arrays;

/** Texts made of the packed numbers of their words ({@link TextWords} reads them). */
final class WordTexts extends Texts {
  /** Bytes of a word that are copied without asking how many it has. */
  static final int AT_ONCE = 2 * Long.BYTES;

  /** Bytes that hold most texts. */
  private static final int TYPICAL = 1 << 10;

  /**
   * The different words.
   *
   * @param bytes of all, a space behind each, and 16 bytes more
   * @param places of each: 32 bits where it starts, 32 bits how many bytes it has
   * @param count how many there are
   */
  record Entries(byte[] bytes, long[] places, int count) {
    boolean ascii() {
      long last = places[count - 1];
      return Words.ascii(bytes, 0, (int) (last >>> Integer.SIZE) + (int) last);
    }
  }

  private final ByteSource in;
  private final byte[] packed;
  private final int from;
  private final int width;
  private final byte[] entries;
  private final long[] places;
  private final int different;
  private final boolean ascii;
  private final long[] spaces;
  private final int maxBytes;
  private byte[] text;
  private long left;
  private int index;
  private long bit;

  /**
   * @param from where the numbers begin in {@link ByteSource#array}; they are read over already
   * @param spaces words of each text, less 1
   * @param maxBytes of one text
   * @param most bytes of all texts
   */
  WordTexts(
      ByteSource in,
      int from,
      Entries words,
      long[] spaces,
      int maxBytes,
      long most,
      Scratch scratch) {
    this.in = in;
    this.packed = in.array();
    this.from = from;
    this.width = TextAlphabet.width(words.count);
    this.entries = words.bytes;
    this.places = words.places;
    this.different = words.count;
    this.ascii = words.ascii();
    this.spaces = spaces;
    this.maxBytes = maxBytes;
    this.left = most;
    this.text = scratch.text(TYPICAL);
  }

  @Override
  public String next() {
    int length = join(spaces[index++], (int) Math.min(maxBytes, left));
    left -= length;
    in.repeats(length);
    return text(in, text, 0, length, ascii);
  }

  /** {@return how many bytes the next text has} */
  private int join(long words, int most) {
    byte[] to = text;
    int room = room(most);
    long next = bit;
    int at = 0;
    for (long word = words; word >= 0; word--) {
      long bits = BitPacking.word(packed, from + (int) (next >>> 3)) >>> (next & 7);
      next += width;
      int number = (int) bits & ((1 << width) - 1);
      if (number >= different) {
        throw in.bad("word " + number + " of " + different + " is not there");
      }
      long place = places[number];
      int length = (int) place;
      if (length > room - at) {
        to = longer(at, length, most);
        room = room(most);
      }
      copy(entries, (int) (place >>> Integer.SIZE), to, at, length);
      at += length + 1;
    }
    bit = next;
    return at - 1;
  }

  private int room(int most) {
    return Math.min(most, text.length - 2 * AT_ONCE);
  }

  private byte[] longer(int at, int length, int most) {
    if (length > most - at) {
      throw in.bad("words make a text of more than " + most + " bytes, or all of too many");
    }
    text = Arrays.copyOf(text, 2 * (at + length + 2 * AT_ONCE));
    return text;
  }

  /** With the space behind it; up to 16 bytes more are anything. */
  private static void copy(byte[] entries, int from, byte[] text, int at, int length) {
    Words.setLittle(text, at, Words.little(entries, from));
    Words.setLittle(text, at + Long.BYTES, Words.little(entries, from + Long.BYTES));
    if (length >= AT_ONCE) {
      System.arraycopy(entries, from, text, at, length + 1);
    }
  }
}
