package dev.blazesync.engine.codec.column;

import java.util.Arrays;

/** Reads what {@link BytePacking} wrote, two bytes at a time where that pays. Not thread-safe. */
final class ByteUnpacking {
  /** Marks a pair that occurs. */
  private static final int SEEN = 1 << 16;

  private final byte[] in;
  private final int from;
  private final int width;

  /** Of each number; those behind the alphabet are 0. */
  private final byte[] values;

  /** Both bytes of each pair of numbers, the first one lowest. */
  private final int[] pairs;

  private final boolean paired;
  private long bit;
  private long used;

  /**
   * @param from where the first byte begins
   * @param total how many bytes will be read
   * @param alphabet 2 to 64 values
   */
  ByteUnpacking(byte[] in, int from, int total, byte[] alphabet, Scratch scratch) {
    this.in = in;
    this.from = from;
    width = TextAlphabet.width(alphabet.length);
    values = Arrays.copyOf(alphabet, 1 << width);
    int count = values.length * values.length;
    paired = total > count;
    pairs = scratch.ints(count);
    if (paired) {
      for (int pair = 0; pair < count; pair++) {
        pairs[pair] = low(values[pair & (values.length - 1)]) | low(values[pair >>> width]) << 8;
      }
    }
  }

  private static int low(byte value) {
    return value & 0xff;
  }

  /**
   * Reads some bytes more.
   *
   * @param out with 8 bytes to spare behind what is read
   */
  void read(byte[] out, int count) {
    int index = 0;
    if (paired) {
      for (; index + Long.BYTES <= count; index += Long.BYTES) {
        long packed = word();
        long low = pair(packed) | (long) pair(packed >>> (2 * width)) << 16;
        long high = pair(packed >>> (4 * width)) | (long) pair(packed >>> (6 * width)) << 16;
        Words.setLittle(out, index, low | high << Integer.SIZE);
        bit += (long) Long.BYTES * width;
      }
    }
    while (index < count) {
      long packed = word();
      int end = Math.min(count, index + Long.BYTES);
      bit += (long) (end - index) * width;
      for (; index < end; index++) {
        int number = (int) packed & (values.length - 1);
        used |= 1L << number;
        out[index] = values[number];
        packed >>>= width;
      }
    }
  }

  /** Eight numbers of 6 bits at most, whatever the bit at which they begin. */
  private long word() {
    return BitPacking.word(in, from + (int) (bit >>> 3)) >>> (bit & 7);
  }

  private int pair(long packed) {
    int number = (int) packed & (values.length * values.length - 1);
    int pair = pairs[number];
    pairs[number] = pair | SEEN;
    return pair & 0xffff;
  }

  /** {@return a bit for each number that was there} */
  long used() {
    if (paired) {
      for (int pair = 0; pair < values.length * values.length; pair++) {
        if (pairs[pair] >= SEEN) {
          used |= 1L << (pair & (values.length - 1)) | 1L << (pair >>> width);
        }
      }
    }
    return used;
  }
}
