package dev.blazesync.engine.codec.column;

import dev.blazesync.spi.Nullable;

/**
 * Texts as numbers of their words ({@link TextColumn} draws it). What is split at single spaces and
 * joined by them again is the same, however many spaces there are and wherever.
 *
 * @param search that found them
 * @param lengths form of the words' lengths
 * @param spaces form of the numbers of words of the texts
 * @param bytes that the column takes, without its form
 */
record TextWords(WordSearch search, IntegerForm lengths, IntegerForm spaces, long bytes) {
  /** Bytes of text that a byte of the column stands for, at most. */
  static final int MOST_FROM_A_BYTE = 64;

  /**
   * {@return the words of texts; null if few repeat, or so many that a reader would suspect a trap}
   *
   * @param bytes of all texts, and 8 more
   * @param total how many they are
   */
  static @Nullable TextWords find(
      byte[] bytes, int total, long[] textLengths, int count, Scratch scratch) {
    WordSearch search = scratch.words();
    if (!search.find(bytes, textLengths, count) || search.different() < 2) {
      return null;
    }
    int different = search.different();
    long[] lengths = scratch.lengths(different);
    long entries = search.lengths(lengths);
    IntegerForm form = IntegerForm.of(lengths, different);
    IntegerForm spaces = IntegerForm.of(search.spaces(), count);
    long numbers = ((long) search.total() * TextAlphabet.width(different) + 7) / 8;
    long size = ByteSink.varintBytes(different) + form.bytes() + entries + spaces.bytes() + numbers;
    return total > MOST_FROM_A_BYTE * size ? null : new TextWords(search, form, spaces, size);
  }

  /**
   * @param texts the bytes in which they were found
   */
  void write(ByteSink out, byte[] texts, int count, Scratch scratch) {
    int different = search.different();
    long[] wordLengths = scratch.lengths(different);
    search.lengths(wordLengths);
    IntegerColumn.write(out.varint(different), wordLengths, different, lengths);
    search.write(out, texts);
    IntegerColumn.write(out, search.spaces(), count, spaces);
    out.packed(search.numbers(), search.total(), TextAlphabet.width(different));
  }

  /** As {@link TextColumn#read}, of two texts or more. */
  static Texts read(ByteSource in, int count, int maxBytes, Scratch scratch) {
    int before = in.remaining();
    int different = in.count(before);
    if (different < 2) {
      throw in.bad("a column of words has " + different + " of them");
    }
    long[] places = scratch.longs(different);
    long bytes = BytesColumn.readLengths(in, places, different, maxBytes);
    if (bytes < different - 1L) {
      throw in.bad("more than one word is empty");
    }
    byte[] entries = entries(in, places, different, bytes, scratch);
    long[] spaces = scratch.numbers(count);
    IntegerColumn.read(in, spaces, count);
    int width = TextAlphabet.width(different);
    int total = words(in, spaces, count, width);
    int from = in.skip(((long) total * width + 7) / 8);
    if (!BitPacking.endsInZeros(in.array(), from, total, width)) {
      throw in.bad("a bit is set that no word has");
    }
    WordTexts.Entries words = new WordTexts.Entries(entries, places, different);
    long most = (long) MOST_FROM_A_BYTE * (before - in.remaining());
    return new WordTexts(in, from, words, spaces, maxBytes, most, scratch);
  }

  /**
   * {@return the different words, a space behind each, and 16 bytes more}
   *
   * @param places of which the lengths are known
   */
  private static byte[] entries(
      ByteSource in, long[] places, int different, long bytes, Scratch scratch) {
    byte[] entries = scratch.bytes(Math.toIntExact(bytes + different + WordTexts.AT_ONCE));
    int at = 0;
    for (int number = 0; number < different; number++) {
      int length = (int) places[number];
      System.arraycopy(in.array(), in.skip(length), entries, at, length);
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
