package dev.blazesync.engine.codec;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.codec.column.Wtf8;
import dev.blazesync.spi.RefusedException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A growing byte array with the primitives of the wire: big-endian, LEB128 varints. Not
 * thread-safe.
 */
public final class WireWriter {
  private byte[] bytes;
  private int size;

  public WireWriter() {
    this(256);
  }

  public WireWriter(int expectedBytes) {
    bytes = new byte[Math.max(16, expectedBytes)];
  }

  public int size() {
    return size;
  }

  /** Forgets what was written. */
  public void reset() {
    size = 0;
  }

  /** Takes back everything after {@code newSize}. */
  public void truncate(int newSize) {
    size = Math.min(size, newSize);
  }

  public WireWriter u16(int value) {
    return u8(value >>> 8).u8(value);
  }

  public WireWriter u8(int value) {
    room(1);
    bytes[size++] = (byte) value;
    return this;
  }

  public WireWriter i32(int value) {
    room(4);
    for (int shift = 24; shift >= 0; shift -= 8) {
      bytes[size++] = (byte) (value >>> shift);
    }
    return this;
  }

  public WireWriter i64(long value) {
    room(8);
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes[size++] = (byte) (value >>> shift);
    }
    return this;
  }

  /** Unsigned LEB128, one to ten bytes. */
  public WireWriter varint(long value) {
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
    return Math.max(1, (70 - Long.numberOfLeadingZeros(value)) / 7);
  }

  /** Zig-zag, then LEB128: small for small negative numbers too. */
  public WireWriter zigzag(long value) {
    return varint((value << 1) ^ (value >> 63));
  }

  public WireWriter raw(byte[] source) {
    return raw(source, 0, source.length);
  }

  public WireWriter raw(byte[] source, int offset, int length) {
    room(length);
    System.arraycopy(source, offset, bytes, size, length);
    size += length;
    return this;
  }

  public WireWriter raw(ByteBuffer source) {
    int length = source.remaining();
    room(length);
    source.duplicate().get(bytes, size, length);
    size += length;
    return this;
  }

  /** A varint of the length, then the bytes. */
  public WireWriter sized(byte[] source) {
    return varint(source.length).raw(source);
  }

  /**
   * A varint of the length in bytes, then UTF-8; a lone surrogate takes the three bytes of its code
   * unit (WTF-8).
   */
  public WireWriter text(String value) {
    return sized(Wtf8.encode(value));
  }

  /**
   * A name: of a table, a column, a key.
   *
   * @throws RefusedException over {@link Limits#NAME_LENGTH}
   */
  public WireWriter name(String value) {
    checkName(value);
    return text(value);
  }

  static void checkName(String value) {
    if (value.length() > Limits.NAME_LENGTH) {
      throw new RefusedException(
          "a name of "
              + value.length()
              + " characters is over the limit of "
              + Limits.NAME_LENGTH
              + ": "
              + value.substring(0, 40)
              + "...; rename it, or leave its table out of sync");
    }
  }

  public byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  /** {@return the array written to, valid up to {@link #size}} */
  byte[] bytes() {
    return bytes;
  }

  private void room(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length + (bytes.length >> 1)));
    }
  }
}
