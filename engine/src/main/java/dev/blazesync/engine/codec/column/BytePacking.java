package dev.blazesync.engine.codec.column;

/** {@link BitPacking} of the numbers that bytes have in an alphabet of at most 64 values. */
final class BytePacking {
  private BytePacking() {}

  /**
   * Writes the number of each byte.
   *
   * @param numbers of each value of a byte; {@code width} bits, at most 6, hold them
   * @param out with 8 bytes to spare behind what is written
   */
  static void pack(byte[] bytes, int count, byte[] numbers, int width, byte[] out, int from) {
    int at = from;
    int index = 0;
    for (; index + Long.BYTES <= count; index += Long.BYTES) {
      long word = Words.little(bytes, index);
      int low = (int) word;
      int high = (int) (word >>> Integer.SIZE);
      long packed = four(low, numbers, width) | (long) four(high, numbers, width) << (4 * width);
      Words.setLittle(out, at, packed);
      at += width;
    }
    long rest = 0;
    for (int next = 0; index + next < count; next++) {
      rest |= (long) numbers[bytes[index + next] & 0xff] << (width * next);
    }
    Words.setLittle(out, at, rest);
  }

  private static int four(int bytes, byte[] numbers, int width) {
    return numbers[bytes & 0xff]
        | numbers[(bytes >>> 8) & 0xff] << width
        | numbers[(bytes >>> 16) & 0xff] << (2 * width)
        | numbers[bytes >>> 24] << (3 * width);
  }
}
