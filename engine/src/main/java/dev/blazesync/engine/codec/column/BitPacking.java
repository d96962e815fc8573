package dev.blazesync.engine.codec.column;

import java.util.Arrays;

/** Numbers of one width, 0 to 64 bits, one behind the other, from the lowest bit of a byte up. */
final class BitPacking {
  private BitPacking() {}

  /** {@return bytes that so many values take; at most {@link Integer#MAX_VALUE}} */
  static int bytes(int count, int width) {
    return Math.toIntExact(((long) count * width + 7) >>> 3);
  }

  /**
   * Writes each value less {@code base}, which {@code width} bits hold.
   *
   * @param out with 8 bytes to spare behind what is written
   */
  static void pack(long[] values, int count, int width, long base, byte[] out, int from) {
    if (width == 0) {
      return;
    }
    long word = 0;
    int used = 0;
    int at = from;
    for (int index = 0; index < count; index++) {
      long value = values[index] - base;
      word |= value << used;
      used += width;
      if (used >= Long.SIZE) {
        Words.setLittle(out, at, word);
        at += Long.BYTES;
        used -= Long.SIZE;
        word = used == 0 ? 0 : value >>> (width - used);
      }
    }
    Words.setLittle(out, at, word);
  }

  /** Reads what {@link #pack} wrote; {@code in} holds all of it. */
  static void unpack(byte[] in, int from, int width, long base, long[] out, int count) {
    if (width == 0) {
      Arrays.fill(out, 0, count, base);
      return;
    }
    long mask = -1L >>> (Long.SIZE - width);
    long bit = 0;
    for (int index = 0; index < count; index++) {
      int at = from + (int) (bit >>> 3);
      int shift = (int) (bit & 7);
      long value = word(in, at) >>> shift;
      if (shift + width > Long.SIZE) {
        value |= (in[at + Long.BYTES] & 0xffL) << (Long.SIZE - shift);
      }
      out[index] = base + (value & mask);
      bit += width;
    }
  }

  /** {@return eight bytes, of which those behind the array's end are 0} */
  static long word(byte[] in, int at) {
    if (at + Long.BYTES <= in.length) {
      return Words.little(in, at);
    }
    long word = 0;
    for (int index = in.length - 1; index >= at; index--) {
      word = word << 8 | (in[index] & 0xff);
    }
    return word;
  }

  /** {@return whether the bits of the last byte that no value has are 0} */
  static boolean endsInZeros(byte[] in, int from, int count, int width) {
    long bits = (long) count * width;
    int left = (int) (bits & 7);
    return left == 0 || (in[from + (int) (bits >>> 3)] & 0xff) >>> left == 0;
  }
}
