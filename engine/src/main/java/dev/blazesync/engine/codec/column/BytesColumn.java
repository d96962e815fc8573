package dev.blazesync.engine.codec.column;

/**
 * Byte strings. One alone is a varint of its length, then the bytes; more of them are an {@link
 * IntegerColumn} of their lengths, then the bytes of all.
 */
public final class BytesColumn {
  private BytesColumn() {}

  public static void write(ByteSink out, byte[][] values, int count, Scratch scratch) {
    long[] lengths = scratch.longs(count);
    for (int index = 0; index < count; index++) {
      lengths[index] = values[index].length;
    }
    IntegerColumn.writeUnsigned(out, lengths, count);
    for (int index = 0; index < count; index++) {
      out.raw(values[index]);
    }
  }

  /** {@return the values} No memory is taken before all are known to be there. */
  public static byte[][] read(ByteSource in, int count, int maxBytes, Scratch scratch) {
    long[] lengths = scratch.longs(count);
    readLengths(in, lengths, count, maxBytes);
    byte[][] values = new byte[count][];
    for (int index = 0; index < count; index++) {
      values[index] = in.raw((int) lengths[index]);
    }
    return values;
  }

  /** {@return the sum of the lengths that are read, no more than what is left} */
  static long readLengths(ByteSource in, long[] lengths, int count, int maxBytes) {
    IntegerColumn.readUnsigned(in, lengths, count);
    long total = 0;
    for (int index = 0; index < count; index++) {
      long length = lengths[index];
      if (length < 0 || length > maxBytes) {
        throw in.bad("a length of " + length + " is over the limit of " + maxBytes);
      }
      total += length;
    }
    if (total > in.remaining()) {
      throw in.bad(total + " bytes expected, " + in.remaining() + " left");
    }
    return total;
  }
}
