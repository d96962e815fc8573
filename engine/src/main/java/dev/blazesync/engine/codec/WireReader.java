package dev.blazesync.engine.codec;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.codec.column.Wtf8;
import dev.blazesync.spi.ProtocolException;
import java.nio.ByteBuffer;

/**
 * Reads what {@link WireWriter} wrote. Whatever the bytes, a call returns a value or throws {@link
 * ProtocolException}; lengths are checked against what is left and against the caller's bound
 * before anything is allocated. Not thread-safe.
 */
public final class WireReader {
  private final ByteBuffer in;
  private final String what;

  /**
   * @param what names the thing read, for messages: "batch header"
   */
  public WireReader(ByteBuffer source, String what) {
    this.in = source.slice();
    this.what = what;
  }

  public WireReader(byte[] source, String what) {
    this(ByteBuffer.wrap(source), what);
  }

  public int remaining() {
    return in.remaining();
  }

  public int position() {
    return in.position();
  }

  public int u8() {
    need(1);
    return in.get() & 0xff;
  }

  public int u16() {
    need(2);
    return in.getShort() & 0xffff;
  }

  public int i32() {
    need(4);
    return in.getInt();
  }

  public long i64() {
    need(8);
    return in.getLong();
  }

  /** Unsigned LEB128 in its shortest form. */
  public long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
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
    if ((long) value * minBytesEach > in.remaining()) {
      throw bad("a count of " + value + " does not fit in the " + in.remaining() + " bytes left");
    }
    return value;
  }

  public byte[] raw(int length) {
    need(length);
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  /** {@return the next {@code length} bytes as a read-only view} */
  public ByteBuffer view(int length) {
    need(length);
    ByteBuffer view = in.slice(in.position(), length).asReadOnlyBuffer();
    in.position(in.position() + length);
    return view;
  }

  public byte[] sized(int maxBytes) {
    return raw(count(maxBytes, 1));
  }

  /**
   * @param maxBytes greatest encoded length
   */
  public String text(int maxBytes) {
    String text = Wtf8.decode(sized(maxBytes));
    if (text == null) {
      throw bad("a text is not UTF-8");
    }
    return text;
  }

  /** A name: of a table, a column, a key. */
  public String name() {
    String name = text(3 * Limits.NAME_LENGTH);
    if (name.length() > Limits.NAME_LENGTH) {
      throw bad("a name of " + name.length() + " characters is over the limit");
    }
    return name;
  }

  /** Nothing may be left. */
  public void end() {
    if (in.hasRemaining()) {
      throw bad(in.remaining() + " bytes too many");
    }
  }

  public ProtocolException bad(String why) {
    return new ProtocolException("damaged " + what + ": " + why + " (at byte " + position() + ")");
  }

  private void need(int length) {
    if (length < 0 || in.remaining() < length) {
      throw bad(length + " bytes expected, " + in.remaining() + " left");
    }
  }
}
