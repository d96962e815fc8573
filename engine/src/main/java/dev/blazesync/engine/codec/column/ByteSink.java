package dev.blazesync.engine.codec.column;

import java.util.Arrays;

/** A growing array that columns are written to: big-endian, LEB128 varints. Not thread-safe. */
public final class ByteSink {
  private byte[] bytes;
  private int size;

  public ByteSink(int expectedBytes) {
    bytes = new byte[Math.max(64, expectedBytes)];
  }

  public int size() {
    return size;
  }

  int capacity() {
    return bytes.length;
  }

  /** Forgets what was written and keeps the room. */
  public void reset() {
    size = 0;
  }

  public ByteSink u8(int value) {
    room(1);
    bytes[size++] = (byte) value;
    return this;
  }

  public ByteSink u16(int value) {
    return u8(value >>> 8).u8(value);
  }

  public ByteSink i64(long value) {
    room(Long.BYTES);
    Words.setBig(bytes, size, value);
    size += Long.BYTES;
    return this;
  }

  /** Unsigned LEB128, one to ten bytes. */
  public ByteSink varint(long value) {
    room(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
    return this;
  }

  /** {@return bytes that {@link #varint} takes} */
  public static int varintBytes(long value) {
    // of 7 bits each; 37 of 256 is near enough to a seventh
    return ((70 - Long.numberOfLeadingZeros(value | 1)) * 37) >>> 8;
  }

  /** Zig-zag, then LEB128. */
  public ByteSink zigzag(long value) {
    return varint(zigzagged(value));
  }

  /** {@return bytes that {@link #zigzag} takes} */
  public static int zigzagBytes(long value) {
    return varintBytes(zigzagged(value));
  }

  private static long zigzagged(long value) {
    return (value << 1) ^ (value >> 63);
  }

  public ByteSink raw(byte[] source) {
    return raw(source, 0, source.length);
  }

  public ByteSink raw(byte[] source, int offset, int length) {
    room(length);
    System.arraycopy(source, offset, bytes, size, length);
    size += length;
    return this;
  }

  /** A varint of the length, then the bytes. */
  public ByteSink sized(byte[] source) {
    return varint(source.length).raw(source);
  }

  /** {@link BitPacking#pack} of {@code count} values less {@code base}. */
  void packed(long[] values, int count, int width, long base) {
    int length = BitPacking.bytes(count, width);
    room(length + Long.BYTES);
    BitPacking.pack(values, count, width, base, bytes, size);
    size += length;
  }

  /** {@link BytePacking#pack} of {@code count} bytes. */
  void packed(byte[] source, int count, byte[] alphabet) {
    int length = BitPacking.bytes(count, TextAlphabet.width(alphabet.length));
    room(length + Long.BYTES);
    BytePacking.pack(source, count, alphabet, bytes, size);
    size += length;
  }

  /** Numbers packed as {@link BitPacking#pack} does it; at most 32 bits each, none negative. */
  void packed(int[] values, int count, int width) {
    room(BitPacking.bytes(count, width) + Long.BYTES);
    long word = 0;
    int used = 0;
    int at = size;
    for (int index = 0; index < count; index++) {
      word |= (long) values[index] << used;
      used += width;
      Words.setLittle(bytes, at, word);
      at += used >>> 3;
      word >>>= used & ~7;
      used &= 7;
    }
    size = at + (used > 0 ? 1 : 0);
  }

  public byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  private void room(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
    }
  }
}
