package dev.blazesync.engine.codec.column;

import dev.blazesync.spi.Nullable;

/**
 * The different ones among texts, in the order of first use, and the numbers of all among them
 * ({@link TextColumn} draws it).
 *
 * @param search that found them
 * @param bytes that the column takes, without its form
 */
record TextRepeats(WordSearch search, long bytes) {
  /**
   * {@return what repeats; null as soon as it shows that little does}
   *
   * @param bytes of all texts, and 8 more
   */
  static @Nullable TextRepeats find(byte[] bytes, long[] lengths, int count, Scratch scratch) {
    WordSearch search = scratch.repeats();
    if (!search.findWhole(bytes, lengths, count) || search.different() == count) {
      return null;
    }
    int different = search.different();
    long[] entries = scratch.lengths(different);
    long size = search.lengths(entries);
    size += ByteSink.varintBytes(different) + IntegerColumn.bytesUnsigned(entries, different);
    return new TextRepeats(
        search, size + IntegerColumn.bytes(numbers(search, count, scratch), count));
  }

  private static long[] numbers(WordSearch search, int count, Scratch scratch) {
    long[] numbers = scratch.numbers(count);
    for (int index = 0; index < count; index++) {
      numbers[index] = search.numbers()[index];
    }
    return numbers;
  }

  /**
   * @param texts the bytes in which they were found
   */
  void write(ByteSink out, byte[] texts, int count, Scratch scratch) {
    int different = search.different();
    long[] entries = scratch.lengths(different);
    search.lengths(entries);
    IntegerColumn.writeUnsigned(out.varint(different), entries, different);
    search.write(out, texts);
    IntegerColumn.write(out, numbers(search, count, scratch), count);
  }
}
