package dev.blazesync.engine.codec.column;

import java.nio.charset.StandardCharsets;

/**
 * Texts of a column that was read, one after the other. They are made when asked for, so that those
 * of a row are near each other in memory; until the last was taken, the {@link Scratch} it was read
 * with may not be used for anything else. Not thread-safe.
 */
public abstract class Texts {
  /**
   * {@return the next one} As often as the column has texts.
   *
   * @throws dev.blazesync.spi.ProtocolException if its bytes are none
   */
  public abstract String next();

  /**
   * {@return the text of some bytes}
   *
   * @param ascii whether it is known that all of them are
   */
  static String text(ByteSource in, byte[] bytes, int from, int to, boolean ascii) {
    String text =
        ascii
            ? new String(bytes, from, to - from, StandardCharsets.ISO_8859_1)
            : Wtf8.decode(bytes, from, to);
    if (text == null) {
      throw in.bad("a text is not UTF-8");
    }
    return text;
  }

  /** Whose bytes stand one behind the other. */
  static final class Slices extends Texts {
    private final ByteSource in;
    private final byte[] bytes;
    private final long[] lengths;
    private final boolean ascii;
    private int text;
    private int at;

    Slices(ByteSource in, byte[] bytes, int from, long[] lengths, boolean ascii) {
      this.in = in;
      this.bytes = bytes;
      this.at = from;
      this.lengths = lengths;
      this.ascii = ascii;
    }

    @Override
    public String next() {
      int from = at;
      at += (int) lengths[text++];
      return text(in, bytes, from, at, ascii);
    }
  }

  /** Which are some of few. */
  static final class Repeated extends Texts {
    private final String[] entries;
    private final long[] numbers;
    private int text;

    Repeated(String[] entries, long[] numbers) {
      this.entries = entries;
      this.numbers = numbers;
    }

    @Override
    public String next() {
      return entries[(int) numbers[text++]];
    }
  }
}
