package dev.blazesync.engine.codec.column;

import dev.blazesync.spi.Nullable;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Texts, as UTF-8 ({@link Wtf8}). One alone is a varint of its length in bytes, then the bytes;
 * more of them:
 *
 * <pre>
 * u8  0  {@link IntegerColumn} of the lengths in bytes, then the bytes of all
 *     1  varint number of different texts; these, in the order of first use, as an IntegerColumn of
 *        the lengths and the bytes; IntegerColumn of each text's number among them
 * </pre>
 *
 * <p>The second is used if it is shorter and repeats show early: as soon as more than half of what
 * was looked at, and 32, is new, it is not considered any more.
 */
public final class TextColumn {
  private static final int PLAIN = 0;
  private static final int DICTIONARY = 1;

  /** Longer columns are encoded text by text, so that no more memory is taken twice. */
  private static final int AT_ONCE = 1 << 20;

  private TextColumn() {}

  public static void write(ByteSink out, String[] texts, int count, Scratch scratch) {
    TextRepeats repeats = count > 1 ? repeats(texts, count, scratch) : null;
    if (repeats != null) {
      out.u8(DICTIONARY).varint(repeats.entries().length);
      writePlain(out, repeats.entries(), repeats.entries().length, scratch);
      IntegerColumn.write(out, repeats.numbers(), count);
      return;
    }
    if (count > 1) {
      out.u8(PLAIN);
    }
    writePlain(out, texts, count, scratch);
  }

  /** {@return what repeats; null if it is shorter without} */
  private static @Nullable TextRepeats repeats(String[] texts, int count, Scratch scratch) {
    TextRepeats repeats = TextRepeats.find(texts, count, scratch);
    return repeats != null && repeats.bytes() < plainBytes(texts, count, scratch) ? repeats : null;
  }

  /** {@return bytes that {@link #writePlain} takes} */
  static long plainBytes(String[] texts, int count, Scratch scratch) {
    long[] lengths = scratch.longs(count);
    long total = 0;
    for (int index = 0; index < count; index++) {
      lengths[index] = Wtf8.bytes(texts[index]);
      total += lengths[index];
    }
    return total
        + (count == 1 ? ByteSink.varintBytes(lengths[0]) : IntegerColumn.bytes(lengths, count));
  }

  private static void writePlain(ByteSink out, String[] texts, int count, Scratch scratch) {
    long characters = 0;
    for (int index = 0; index < count; index++) {
      characters += texts[index].length();
    }
    if (characters > AT_ONCE || !writeAscii(out, texts, count, (int) characters, scratch)) {
      byte[][] encoded = new byte[count][];
      for (int index = 0; index < count; index++) {
        encoded[index] = Wtf8.encode(texts[index]);
      }
      BytesColumn.write(out, encoded, count, scratch);
    }
  }

  /** {@return whether it was ASCII alone; if not, nothing was written} */
  private static boolean writeAscii(
      ByteSink out, String[] texts, int count, int characters, Scratch scratch) {
    CharBuffer chars = scratch.chars(characters);
    byte[] bytes = scratch.bytes(characters);
    long[] lengths = scratch.longs(count);
    int at = 0;
    for (int index = 0; index < count; index++) {
      String text = texts[index];
      int length = text.length();
      text.getChars(0, length, chars.array(), at);
      lengths[index] = length;
      at += length;
    }
    chars.limit(characters);
    scratch.latin.reset().encode(chars, ByteBuffer.wrap(bytes), true);
    if (chars.hasRemaining() || !Words.ascii(bytes, 0, characters)) {
      return false;
    }
    IntegerColumn.writeUnsigned(out, lengths, count);
    out.raw(bytes, 0, characters);
    return true;
  }

  /**
   * @param texts takes {@code count} of them; equal ones may be one object
   * @param maxBytes of one text
   */
  public static void read(ByteSource in, String[] texts, int count, int maxBytes, Scratch scratch) {
    int form = count > 1 ? in.u8() : PLAIN;
    int different = 0;
    if (form == PLAIN) {
      readPlain(in, texts, count, maxBytes, scratch);
    } else if (form == DICTIONARY) {
      different = readRepeats(in, texts, count, maxBytes, scratch);
    } else {
      throw in.bad("a column of texts has the unknown form " + form);
    }
    if (count > 1) {
      TextRepeats repeats = repeats(texts, count, scratch);
      if (different != (repeats == null ? 0 : repeats.entries().length)) {
        throw in.bad("a column of texts is not in its shortest form");
      }
    }
  }

  private static void readPlain(
      ByteSource in, String[] texts, int count, int maxBytes, Scratch scratch) {
    long[] lengths = scratch.longs(count);
    BytesColumn.readLengths(in, lengths, count, maxBytes);
    long total = 0;
    for (int index = 0; index < count; index++) {
      total += lengths[index];
    }
    byte[] bytes = in.array();
    int at = in.skip(total);
    boolean ascii = Words.ascii(bytes, at, at + (int) total);
    for (int index = 0; index < count; index++) {
      int length = (int) lengths[index];
      String text =
          ascii
              ? new String(bytes, at, length, StandardCharsets.ISO_8859_1)
              : Wtf8.decode(bytes, at, at + length);
      if (text == null) {
        throw in.bad("a text is not UTF-8");
      }
      texts[index] = text;
      at += length;
    }
  }

  /** {@return how many are different} */
  private static int readRepeats(
      ByteSource in, String[] texts, int count, int maxBytes, Scratch scratch) {
    int different = in.count(count);
    String[] entries = new String[Math.min(different, in.remaining() + 1)];
    if (different > entries.length) {
      throw in.bad(different + " texts do not fit in the " + in.remaining() + " bytes left");
    }
    readPlain(in, entries, different, maxBytes, scratch);
    long[] numbers = scratch.longs(count);
    IntegerColumn.read(in, numbers, count);
    int used = 0;
    for (int index = 0; index < count; index++) {
      long number = numbers[index];
      if (number < 0 || number > used || number >= different) {
        throw in.bad("text " + number + " of " + different + " is used before its turn");
      }
      used += number == used ? 1 : 0;
      texts[index] = entries[(int) number];
      in.repeats(texts[index].length());
    }
    if (used < different) {
      throw in.bad((different - used) + " texts are not used");
    }
    return different;
  }
}
