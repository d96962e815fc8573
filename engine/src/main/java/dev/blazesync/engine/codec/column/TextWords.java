package dev.blazesync.engine.codec.column;

import dev.blazesync.spi.Nullable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Texts as numbers of their words ({@link TextColumn} draws it). What is split at single spaces and
 * joined by them again is the same, however many spaces there are and wherever.
 *
 * @param lengths form of the words' lengths
 * @param spaces form of the numbers of words of the texts
 * @param bytes that the column takes, without its form
 */
record TextWords(IntegerForm lengths, IntegerForm spaces, long bytes) {
  /** Bytes of text that a byte of the column stands for, at most. */
  static final int MOST_FROM_A_BYTE = 64;

  /** Bytes that hold most texts. */
  private static final int TYPICAL = 1 << 12;

  /** Bytes of a word that are copied without asking how many it has. */
  private static final int AT_ONCE = 2 * Long.BYTES;

  /**
   * {@return the words of texts; null if few repeat, or so many that a reader would suspect a trap}
   *
   * @param bytes of all texts, and 8 more
   * @param total how many they are
   */
  static @Nullable TextWords find(
      byte[] bytes, int total, long[] textLengths, int count, Scratch scratch) {
    WordSearch search = scratch.search;
    if (!search.find(bytes, textLengths, count) || search.different() < 2) {
      return null;
    }
    int different = search.different();
    long[] lengths = scratch.lengths(different);
    long entries = lengths(search, lengths);
    IntegerForm form = IntegerForm.of(lengths, different);
    IntegerForm spaces = IntegerForm.of(search.spaces(), count);
    long numbers = ((long) search.total() * TextAlphabet.width(different) + 7) / 8;
    long size = ByteSink.varintBytes(different) + form.bytes() + entries + spaces.bytes() + numbers;
    return total > MOST_FROM_A_BYTE * size ? null : new TextWords(form, spaces, size);
  }

  /** {@return bytes of the different words} */
  private static long lengths(WordSearch search, long[] lengths) {
    long bytes = 0;
    for (int number = 0; number < search.different(); number++) {
      lengths[number] = search.length(number);
      bytes += lengths[number];
    }
    return bytes;
  }

  /**
   * @param search that found them
   * @param bytes in which it did
   */
  void write(ByteSink out, WordSearch search, byte[] bytes, int count, Scratch scratch) {
    int different = search.different();
    long[] wordLengths = scratch.lengths(different);
    lengths(search, wordLengths);
    IntegerColumn.write(out.varint(different), wordLengths, different, lengths);
    for (int number = 0; number < different; number++) {
      out.raw(bytes, search.start(number), search.length(number));
    }
    IntegerColumn.write(out, search.spaces(), count, spaces);
    out.packed(search.numbers(), search.total(), TextAlphabet.width(different));
  }

  /** As {@link TextColumn#read}, of two texts or more. */
  static void read(ByteSource in, String[] texts, int count, int maxBytes, Scratch scratch) {
    int before = in.remaining();
    int different = in.count(before);
    if (different < 2) {
      throw in.bad("a column of words has " + different + " of them");
    }
    // of each word: 32 bits where it starts, 32 bits how many bytes it has
    long[] places = scratch.longs(different);
    BytesColumn.readLengths(in, places, different, maxBytes);
    byte[] entries = entries(in, places, different, scratch);
    int last = different - 1;
    boolean ascii = Words.ascii(entries, 0, start(places[last]) + (int) places[last]);
    long[] spaces = scratch.numbers(count);
    IntegerColumn.read(in, spaces, count);
    int width = TextAlphabet.width(different);
    int total = words(in, spaces, count, width);
    int from = in.skip(((long) total * width + 7) / 8);
    if (!BitPacking.endsInZeros(in.array(), from, total, width)) {
      throw in.bad("a bit is set that no word has");
    }
    long left = (long) MOST_FROM_A_BYTE * (before - in.remaining());
    Numbers numbers = new Numbers(in, from, width, different);
    byte[] text = scratch.text(TYPICAL);
    for (int index = 0; index < count; index++) {
      int most = (int) Math.min(maxBytes, left);
      int at = 0;
      for (long word = spaces[index]; word >= 0; word--) {
        long place = places[numbers.next()];
        int length = (int) place;
        if (length > most - at) {
          throw in.bad("words make a text of more than " + most + " bytes, or all of too many");
        }
        if (at + length + 2 * AT_ONCE > text.length) {
          text = Arrays.copyOf(text, 2 * (at + length + 2 * AT_ONCE));
        }
        copy(entries, start(place), text, at, length);
        at += length + 1;
      }
      at--;
      left -= at;
      in.repeats(at);
      texts[index] = TextColumn.text(in, text, 0, at, ascii);
    }
    numbers.end();
  }

  private static int start(long place) {
    return (int) (place >>> Integer.SIZE);
  }

  /** With the space behind it; up to 16 bytes more are anything. */
  private static void copy(byte[] entries, int from, byte[] text, int at, int length) {
    Words.setLittle(text, at, Words.little(entries, from));
    Words.setLittle(text, at + Long.BYTES, Words.little(entries, from + Long.BYTES));
    if (length >= AT_ONCE) {
      System.arraycopy(entries, from, text, at, length + 1);
    }
  }

  /**
   * {@return the different words, a space behind each, and 16 bytes more}
   *
   * @param places of which the lengths are known
   */
  private static byte[] entries(ByteSource in, long[] places, int different, Scratch scratch) {
    long total = different;
    for (int number = 0; number < different; number++) {
      total += places[number];
    }
    byte[] entries = scratch.bytes(Math.toIntExact(total + AT_ONCE));
    Set<String> known = new HashSet<>(2 * different);
    int at = 0;
    for (int number = 0; number < different; number++) {
      int length = (int) places[number];
      System.arraycopy(in.array(), in.skip(length), entries, at, length);
      String word = new String(entries, at, length, StandardCharsets.ISO_8859_1);
      if (word.indexOf(WordSearch.SPACE) >= 0) {
        throw in.bad("a word has a space in it");
      }
      if (!known.add(word)) {
        throw in.bad("a word is there twice");
      }
      places[number] |= (long) at << Integer.SIZE;
      entries[at + length] = WordSearch.SPACE;
      at += length + 1;
    }
    return entries;
  }

  /** {@return words of all texts, whose numbers are there} */
  private static int words(ByteSource in, long[] spaces, int count, int width) {
    long most = (long) Byte.SIZE * in.remaining() / width;
    long words = 0;
    for (int index = 0; index < count; index++) {
      words += spaces[index] + 1;
      if (spaces[index] < 0 || spaces[index] > most || words > most) {
        throw in.bad(in.remaining() + " bytes do not hold the numbers of so many words");
      }
    }
    return (int) words;
  }
}
