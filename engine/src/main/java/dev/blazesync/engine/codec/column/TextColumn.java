package dev.blazesync.engine.codec.column;

import dev.blazesync.spi.Nullable;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;

/**
 * Texts, as UTF-8 ({@link Wtf8}). One alone is a varint of its length in bytes, then the bytes;
 * more of them:
 *
 * <pre>
 * u8  0  {@link IntegerColumn} of the lengths in bytes, then the bytes of all
 *     1  varint number of different texts; these, in the order of first use, as an IntegerColumn of
 *        the lengths and the bytes; IntegerColumn of each text's number among them
 *     2  varint number of different words, 2 at least; these, likewise; IntegerColumn of the number
 *        of words of each text, less 1; the numbers of all words of all texts, packed in as few
 *        bits as the greatest takes
 *     3  IntegerColumn of the lengths in bytes; u8 k - 1; the k values that the bytes have, 2 to
 *        64, ascending; the numbers of all bytes among them, packed likewise
 * </pre>
 *
 * <p>Words are what stands between two spaces, maybe nothing: n spaces make n + 1 words. A reader
 * takes any of these; which one is written depends on the texts alone:
 *
 * <ul>
 *   <li>0, or 1 if it is shorter and repeats show early: as soon as more than half of what was
 *       looked at, and 32, is new, it is not considered any more. This alone where 1 has at most a
 *       quarter of the bytes of 0, or 0 less than 256, or all texts more than 2^20 characters;
 *   <li>2 if it is shorter than 1, has at most half of the bytes of 0, and words repeat as early;
 *   <li>3 if it is shorter than 1, has less than four fifths of the bytes of 0, and LZ4, which goes
 *       over all columns later and finds nothing in packed bits, would win little ({@link
 *       Matches}).
 * </ul>
 */
public final class TextColumn {
  private static final int PLAIN = 0;
  private static final int DICTIONARY = 1;
  private static final int WORDS = 2;
  private static final int PACKED = 3;

  /** Longer columns are encoded text by text, so that no more memory is taken twice. */
  private static final int AT_ONCE = 1 << 20;

  /** Shorter columns are plain or a dictionary. */
  private static final int LEAST = 256;

  private TextColumn() {}

  public static void write(ByteSink out, String[] texts, int count, Scratch scratch) {
    if (count < 2) {
      writePlain(out, texts, count, scratch);
      return;
    }
    TextRepeats repeats = TextRepeats.find(texts, count, scratch);
    long characters = characters(texts, count);
    if (characters > AT_ONCE) {
      boolean shorter = repeats != null && repeats.bytes() < plainBytes(texts, count, scratch);
      writeWhole(out, shorter ? repeats : null, texts, count, scratch);
      return;
    }
    int total = gather(texts, count, (int) characters, scratch);
    long[] lengths = scratch.longs(count);
    IntegerForm form = IntegerForm.of(lengths, count);
    long plain = form.bytes() + total;
    long dictionary = repeats == null ? Long.MAX_VALUE : repeats.bytes();
    if (plain >= LEAST
        && dictionary > plain / 4
        && (writeWords(out, total, count, Math.min(plain / 2 + 1, dictionary), scratch)
            || writePacked(
                out, total, count, Math.min(plain / 5 * 4, dictionary), form, scratch))) {
      return;
    }
    if (dictionary < plain) {
      writeWhole(out, repeats, texts, count, scratch);
    } else {
      IntegerColumn.write(out.u8(PLAIN), lengths, count, form);
      out.raw(scratch.bytes(total), 0, total);
    }
  }

  /** {@return false if it would have {@code bound} bytes or more; nothing was written then} */
  private static boolean writeWords(
      ByteSink out, int total, int count, long bound, Scratch scratch) {
    byte[] bytes = scratch.bytes(total);
    TextWords words = TextWords.find(bytes, total, scratch.longs(count), count, scratch);
    if (words == null || words.bytes() >= bound) {
      return false;
    }
    words.write(out.u8(WORDS), scratch.search, bytes, count, scratch);
    return true;
  }

  /** {@return false if it would have {@code bound} bytes or more; nothing was written then} */
  private static boolean writePacked(
      ByteSink out, int total, int count, long bound, IntegerForm form, Scratch scratch) {
    byte[] bytes = scratch.bytes(total);
    if (Matches.worthwhile(bytes, total, scratch)) {
      return false;
    }
    TextAlphabet alphabet = TextAlphabet.find(bytes, total, form);
    if (alphabet == null || alphabet.bytes() >= bound) {
      return false;
    }
    alphabet.write(out.u8(PACKED), bytes, total, scratch.longs(count), count, form);
    return true;
  }

  private static void writeWhole(
      ByteSink out, @Nullable TextRepeats repeats, String[] texts, int count, Scratch scratch) {
    if (repeats == null) {
      writePlain(out.u8(PLAIN), texts, count, scratch);
      return;
    }
    out.u8(DICTIONARY).varint(repeats.entries().length);
    writePlain(out, repeats.entries(), repeats.entries().length, scratch);
    IntegerColumn.write(out, repeats.numbers(), count);
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

  private static long characters(String[] texts, int count) {
    long characters = 0;
    for (int index = 0; index < count; index++) {
      characters += texts[index].length();
    }
    return characters;
  }

  private static void writePlain(ByteSink out, String[] texts, int count, Scratch scratch) {
    long characters = characters(texts, count);
    if (characters > AT_ONCE) {
      byte[][] encoded = new byte[count][];
      for (int index = 0; index < count; index++) {
        encoded[index] = Wtf8.encode(texts[index]);
      }
      BytesColumn.write(out, encoded, count, scratch);
      return;
    }
    int total = gather(texts, count, (int) characters, scratch);
    IntegerColumn.writeUnsigned(out, scratch.longs(count), count);
    out.raw(scratch.bytes(total), 0, total);
  }

  /**
   * Puts the bytes of all texts into {@link Scratch#bytes}, where 8 more are, and their lengths
   * into {@link Scratch#longs}.
   *
   * @return bytes of all
   */
  private static int gather(String[] texts, int count, int characters, Scratch scratch) {
    if (gatherAscii(texts, count, characters, scratch)) {
      return characters;
    }
    byte[][] encoded = new byte[count][];
    long[] lengths = scratch.longs(count);
    int total = 0;
    for (int index = 0; index < count; index++) {
      encoded[index] = Wtf8.encode(texts[index]);
      lengths[index] = encoded[index].length;
      total += encoded[index].length;
    }
    byte[] bytes = scratch.bytes(total + Long.BYTES);
    int at = 0;
    for (byte[] text : encoded) {
      System.arraycopy(text, 0, bytes, at, text.length);
      at += text.length;
    }
    return total;
  }

  /** {@return whether it is ASCII alone; if not, nothing is there} */
  private static boolean gatherAscii(String[] texts, int count, int characters, Scratch scratch) {
    CharBuffer chars = scratch.chars(characters);
    byte[] bytes = scratch.bytes(characters + Long.BYTES);
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
    return !chars.hasRemaining() && Words.ascii(bytes, 0, characters);
  }

  /**
   * @param texts takes {@code count} of them; equal ones may be one object
   * @param maxBytes of one text
   */
  public static void read(ByteSource in, String[] texts, int count, int maxBytes, Scratch scratch) {
    int form = count > 1 ? in.u8() : PLAIN;
    switch (form) {
      case PLAIN -> readPlain(in, texts, count, maxBytes, scratch);
      case DICTIONARY -> readRepeats(in, texts, count, maxBytes, scratch);
      case WORDS -> TextWords.read(in, texts, count, maxBytes, scratch);
      case PACKED -> TextAlphabet.read(in, texts, count, maxBytes, scratch);
      default -> throw in.bad("a column of texts has the unknown form " + form);
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
      texts[index] = text(in, bytes, at, at + length, ascii);
      at += length;
    }
  }

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

  private static void readRepeats(
      ByteSource in, String[] texts, int count, int maxBytes, Scratch scratch) {
    int different = in.count(count);
    String[] entries = new String[Math.min(different, in.remaining() + 1)];
    if (different > entries.length) {
      throw in.bad(different + " texts do not fit in the " + in.remaining() + " bytes left");
    }
    readPlain(in, entries, different, maxBytes, scratch);
    if (new HashSet<>(Arrays.asList(entries)).size() < different) {
      throw in.bad("a text is there twice");
    }
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
  }
}
