package dev.blazesync.engine.codec.column;

import dev.blazesync.spi.Nullable;

/**
 * Texts whose bytes have few different values, as the numbers of these ({@link TextColumn} draws
 * it).
 *
 * @param values ascending, 2 to 64
 * @param bytes that the column takes, without its form
 */
record TextAlphabet(byte[] values, long bytes) {
  static final int MOST = 64;

  private static final int VALUES = 256;

  /** Bytes that are looked at before the rest. */
  private static final int FIRST = 1024;

  /**
   * {@return an alphabet of texts; null if they have not 2 to 64 values}
   *
   * @param bytes of all texts
   * @param total how many they are
   */
  static @Nullable TextAlphabet find(byte[] bytes, int total, IntegerForm lengths) {
    byte[] seen = new byte[VALUES];
    int first = Math.min(total, FIRST);
    see(bytes, 0, first, seen);
    int count = count(seen);
    if (count > MOST) {
      return null;
    }
    byte[] values = range(seen, count);
    if (values == null || !within(bytes, first, total, values)) {
      see(bytes, first, total, seen);
      count = count(seen);
      if (count < 2 || count > MOST) {
        return null;
      }
      values = values(seen, count);
    }
    long packed = ((long) total * width(values.length) + 7) / 8;
    return new TextAlphabet(values, lengths.bytes() + 1 + values.length + packed);
  }

  private static void see(byte[] bytes, int from, int to, byte[] seen) {
    for (int at = from; at < to; at++) {
      seen[bytes[at] & 0xff] = 1;
    }
  }

  private static int count(byte[] seen) {
    int count = 0;
    for (byte value : seen) {
      count += value;
    }
    return count;
  }

  private static byte[] values(byte[] seen, int count) {
    byte[] values = new byte[count];
    int found = 0;
    for (int value = 0; value < VALUES; value++) {
      if (seen[value] != 0) {
        values[found++] = (byte) value;
      }
    }
    return values;
  }

  /** {@return all from the least to the greatest, if they are ASCII and take no more bits} */
  private static byte @Nullable [] range(byte[] seen, int count) {
    int least = 0;
    while (least < VALUES && seen[least] == 0) {
      least++;
    }
    int greatest = VALUES - 1;
    while (greatest > least && seen[greatest] == 0) {
      greatest--;
    }
    int size = greatest - least + 1;
    if (count < 2 || greatest > Byte.MAX_VALUE || width(size) > width(count)) {
      return null;
    }
    byte[] values = new byte[size];
    for (int number = 0; number < size; number++) {
      values[number] = (byte) (least + number);
    }
    return values;
  }

  /** {@return whether the bytes from the first to the last of a range are all there are} */
  private static boolean within(byte[] bytes, int from, int to, byte[] range) {
    long least = range[0] * Lanes.ONES;
    long above = (Byte.MAX_VALUE - range[range.length - 1]) * Lanes.ONES;
    long outside = 0;
    int at = from;
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      long word = Words.little(bytes, at);
      outside |= word | (word + above) | ~((word | Lanes.HIGHS) - least);
    }
    for (; at < to; at++) {
      outside |= bytes[at] < range[0] || bytes[at] > range[range.length - 1] ? Lanes.HIGHS : 0;
    }
    return (outside & Lanes.HIGHS) == 0;
  }

  /** {@return bits that the numbers of so many take} */
  static int width(int values) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(values - 1);
  }

  void write(
      ByteSink out, byte[] texts, int total, long[] textLengths, int count, IntegerForm form) {
    IntegerColumn.write(out, textLengths, count, form);
    out.u8(values.length - 1).raw(values).packed(texts, total, values);
  }

  /** As {@link TextColumn#read}, of two texts or more. */
  static Texts read(ByteSource in, int count, int maxBytes, Scratch scratch) {
    long[] lengths = scratch.longs(count);
    IntegerColumn.read(in, lengths, count);
    long all = 0;
    for (int index = 0; index < count; index++) {
      long length = lengths[index];
      if (length < 0 || length > maxBytes) {
        throw in.bad("a length of " + length + " is over the limit of " + maxBytes);
      }
      all += length;
    }
    in.repeats(all);
    int total = (int) all;
    byte[] values = values(in);
    int width = width(values.length);
    int from = in.skip(BitPacking.bytes(total, width));
    if (!BitPacking.endsInZeros(in.array(), from, total, width)) {
      throw in.bad("a bit is set that no character has");
    }
    byte[] bytes = scratch.bytes(total + Long.BYTES);
    if (!BytePacking.unpack(in.array(), from, total, values, bytes, scratch)) {
      throw in.bad("a number is there that none of the " + values.length + " values has");
    }
    return new Texts.Slices(in, bytes, 0, lengths, values[values.length - 1] >= 0);
  }

  private static byte[] values(ByteSource in) {
    int different = in.u8() + 1;
    if (different < 2 || different > MOST) {
      throw in.bad("an alphabet has " + different + " values");
    }
    byte[] values = in.raw(different);
    for (int number = 1; number < different; number++) {
      if ((values[number] & 0xff) <= (values[number - 1] & 0xff)) {
        throw in.bad("an alphabet is not in ascending order");
      }
    }
    return values;
  }
}
