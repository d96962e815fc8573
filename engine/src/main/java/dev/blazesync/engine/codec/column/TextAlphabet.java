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
   * {@return the alphabet of texts; null if it has not 2 to 64 values}
   *
   * @param bytes of all texts
   * @param total how many they are
   */
  static @Nullable TextAlphabet find(byte[] bytes, int total, IntegerForm lengths) {
    byte[] seen = new byte[VALUES];
    int first = Math.min(total, FIRST);
    for (int at = 0; at < first; at++) {
      seen[bytes[at] & 0xff] = 1;
    }
    if (count(seen) > MOST) {
      return null;
    }
    for (int at = first; at < total; at++) {
      seen[bytes[at] & 0xff] = 1;
    }
    int count = count(seen);
    if (count < 2 || count > MOST) {
      return null;
    }
    byte[] values = new byte[count];
    int found = 0;
    for (int value = 0; value < VALUES; value++) {
      if (seen[value] != 0) {
        values[found++] = (byte) value;
      }
    }
    long packed = ((long) total * width(count) + 7) / 8;
    return new TextAlphabet(values, lengths.bytes() + 1 + count + packed);
  }

  private static int count(byte[] seen) {
    int count = 0;
    for (byte value : seen) {
      count += value;
    }
    return count;
  }

  /** {@return bits that the numbers of so many take} */
  static int width(int values) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(values - 1);
  }

  void write(
      ByteSink out, byte[] texts, int total, long[] textLengths, int count, IntegerForm form) {
    IntegerColumn.write(out, textLengths, count, form);
    out.u8(values.length - 1).raw(values);
    byte[] numbers = new byte[VALUES];
    for (int number = 0; number < values.length; number++) {
      numbers[values[number] & 0xff] = (byte) number;
    }
    out.packed(texts, total, numbers, width(values.length));
  }

  /** As {@link TextColumn#read}, of two texts or more. */
  static void read(ByteSource in, String[] texts, int count, int maxBytes, Scratch scratch) {
    long[] lengths = scratch.longs(count);
    IntegerColumn.read(in, lengths, count);
    long total = 0;
    long longest = 0;
    for (int index = 0; index < count; index++) {
      long length = lengths[index];
      if (length < 0 || length > maxBytes) {
        throw in.bad("a length of " + length + " is over the limit of " + maxBytes);
      }
      longest = Math.max(longest, length);
      total += length;
    }
    in.repeats(total);
    int different = in.u8() + 1;
    byte[] values = values(in, different);
    int width = width(different);
    int from = in.skip((total * width + 7) / 8);
    if (!BitPacking.endsInZeros(in.array(), from, (int) total, width)) {
      throw in.bad("a bit is set that no character has");
    }
    byte[] text = scratch.text((int) longest + Long.BYTES);
    boolean ascii = values[different - 1] >= 0;
    ByteUnpacking bytes = new ByteUnpacking(in.array(), from, (int) total, values, scratch);
    for (int index = 0; index < count; index++) {
      int length = (int) lengths[index];
      bytes.read(text, length);
      texts[index] = TextColumn.text(in, text, 0, length, ascii);
    }
    if (bytes.used() != -1L >>> (MOST - different)) {
      throw in.bad("the " + different + " values of bytes are not those that are used");
    }
  }

  private static byte[] values(ByteSource in, int different) {
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
