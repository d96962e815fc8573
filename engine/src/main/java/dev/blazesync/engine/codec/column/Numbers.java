package dev.blazesync.engine.codec.column;

/**
 * Packed numbers of things, one after the other, where each thing is first used in the order of its
 * number.
 */
final class Numbers {
  private final ByteSource in;
  private final byte[] bytes;
  private final int from;
  private final int width;
  private final int different;
  private long bit;
  private int used;

  /**
   * @param from where the numbers begin in {@link ByteSource#array}; they are read over already
   * @param width 1 to 32 bits
   */
  Numbers(ByteSource in, int from, int width, int different) {
    this.in = in;
    this.bytes = in.array();
    this.from = from;
    this.width = width;
    this.different = different;
  }

  int next() {
    long word = BitPacking.word(bytes, from + (int) (bit >>> 3)) >>> (bit & 7);
    int number = (int) (word & ((1L << width) - 1));
    bit += width;
    if (number >= used) {
      if (number > used || number >= different) {
        throw in.bad("word " + number + " of " + different + " is used before its turn");
      }
      used++;
    }
    return number;
  }

  /** All must have been used. */
  void end() {
    if (used < different) {
      throw in.bad((different - used) + " words are not used");
    }
  }
}
