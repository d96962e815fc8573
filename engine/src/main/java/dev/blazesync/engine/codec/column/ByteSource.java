package dev.blazesync.engine.codec.column;

import dev.blazesync.engine.Limits;
import dev.blazesync.spi.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Reads what {@link ByteSink} wrote, straight from an array. Whatever the bytes, a call returns a
 * value or throws {@link ProtocolException}; lengths are checked against what is left and against
 * the caller's bound before anything is allocated. Not thread-safe.
 */
public final class ByteSource {
  private final byte[] bytes;
  private final int start;
  private final int end;
  private final String what;
  private int at;
  private long repeated;

  /**
   * @param what names the thing read, for messages: "payload"
   */
  public ByteSource(byte[] bytes, int from, int to, String what) {
    this.bytes = bytes;
    this.start = from;
    this.end = to;
    this.what = what;
    this.at = from;
  }

  /** From position to limit, copied only if the buffer has no array to read. */
  public static ByteSource of(ByteBuffer source, String what) {
    if (source.hasArray()) {
      int from = source.arrayOffset() + source.position();
      return new ByteSource(source.array(), from, from + source.remaining(), what);
    }
    byte[] copy = new byte[source.remaining()];
    source.duplicate().get(copy);
    return new ByteSource(copy, 0, copy.length, what);
  }

  public int remaining() {
    return end - at;
  }

  /**
   * A few bytes stand for many.
   *
   * @param characters of texts that are there again and again, all together
   * @throws ProtocolException if everything that was read stands for more than a payload may hold
   */
  void repeats(long characters) {
    repeated += characters;
    if (repeated > Limits.PAYLOAD_BYTES) {
      throw bad("its texts have more than " + Limits.PAYLOAD_BYTES + " characters");
    }
  }

  public int u8() {
    need(1);
    return bytes[at++] & 0xff;
  }

  public int u16() {
    need(2);
    return u8() << 8 | u8();
  }

  public long i64() {
    need(Long.BYTES);
    at += Long.BYTES;
    return Words.big(bytes, at - Long.BYTES);
  }

  /** Unsigned LEB128 in its shortest form. */
  public long varint() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      int next = u8();
      if (shift == 63 && next > 1) {
        throw bad("a varint is longer than 64 bits");
      }
      value |= (long) (next & 0x7f) << shift;
      if ((next & 0x80) == 0) {
        if (next == 0 && shift > 0) {
          throw bad("a varint is not in its shortest form");
        }
        return value;
      }
    }
    throw bad("a varint does not end");
  }

  public long zigzag() {
    long value = varint();
    return (value >>> 1) ^ -(value & 1);
  }

  /**
   * A count or length.
   *
   * @param max greatest allowed, inclusive
   */
  public int count(int max) {
    long value = varint();
    if (value < 0 || value > max) {
      throw bad("a count of " + Long.toUnsignedString(value) + " is over the limit of " + max);
    }
    return (int) value;
  }

  /** A count of things that take at least {@code minBytesEach} bytes each in what is left. */
  public int count(int max, int minBytesEach) {
    int value = count(max);
    if ((long) value * minBytesEach > remaining()) {
      throw bad("a count of " + value + " does not fit in the " + remaining() + " bytes left");
    }
    return value;
  }

  public byte[] raw(int length) {
    int from = skip(length);
    return Arrays.copyOfRange(bytes, from, from + length);
  }

  public byte[] sized(int maxBytes) {
    return raw(count(maxBytes, 1));
  }

  /** Reads over {@code length} bytes and returns where in {@link #array} they are. */
  int skip(long length) {
    need(length);
    int from = at;
    at += (int) length;
    return from;
  }

  byte[] array() {
    return bytes;
  }

  /** Nothing may be left. */
  public void end() {
    if (at < end) {
      throw bad(remaining() + " bytes too many");
    }
  }

  public ProtocolException bad(String why) {
    return new ProtocolException(
        "damaged " + what + ": " + why + " (at byte " + (at - start) + ")");
  }

  private void need(long length) {
    if (length < 0 || end - at < length) {
      throw bad(length + " bytes expected, " + remaining() + " left");
    }
  }
}
