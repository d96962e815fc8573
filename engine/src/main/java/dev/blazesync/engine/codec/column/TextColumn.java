package dev.blazesync.engine.codec.column;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
 *        bits as that of the last one takes
 *     3  IntegerColumn of the lengths in bytes; u8 k - 1; k values, 2 to 64, ascending, with all
 *        that the bytes have; the numbers of all bytes among them, packed likewise
 * </pre>
 *
 * <p>Words are what stands between two spaces, maybe nothing: n spaces make n + 1 words. A reader
 * takes any of these; which one is written depends on the texts alone:
 *
 * <ul>
 *   <li>0, or 1 if it is shorter and repeats show early: as soon as more than half of what was
 *       looked at, and 32, is new, it is not considered any more. This alone where 1 has at most a
 *       quarter of the bytes of 0, or 0 less than 256. Where all texts have more than 2^20
 *       characters, 1 if at most half of them differ, else 0;
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

  /** Shorter columns are plain or a dictionary. */
  private static final int LEAST = 256;

  private TextColumn() {}

  /** Writes the texts of a buffer, of which nothing is left there then. */
  public static void write(ByteSink out, TextBuffer texts, Scratch scratch) {
    int count = texts.count();
    int total = texts.encode();
    if (count < 2) {
      writePlain(out, texts, total);
      return;
    }
    byte[] bytes = texts.bytes();
    long[] lengths = texts.lengths();
    IntegerForm form = IntegerForm.of(lengths, count);
    long plain = form.bytes() + total;
    TextRepeats repeats = TextRepeats.find(bytes, lengths, count, scratch);
    long dictionary = repeats == null ? Long.MAX_VALUE : repeats.bytes();
    if (plain >= LEAST
        && dictionary > plain / 4
        && (writeWords(out, texts, total, Math.min(plain / 2 + 1, dictionary), scratch)
            || writePacked(
                out, texts, total, Math.min(plain / 5 * 4, dictionary), form, scratch))) {
      return;
    }
    if (repeats != null && dictionary < plain) {
      repeats.write(out.u8(DICTIONARY), bytes, count, scratch);
    } else {
      writePlain(out.u8(PLAIN), texts, total);
    }
  }

  private static void writePlain(ByteSink out, TextBuffer texts, int total) {
    IntegerColumn.writeUnsigned(out, texts.lengths(), texts.count());
    out.raw(texts.bytes(), 0, total);
  }

  /**
   * Writes texts that are too long for a buffer: form 1 if at most half of them differ, else 0.
   *
   * @param count two or more
   */
  public static void writeLarge(ByteSink out, String[] texts, int count, Scratch scratch) {
    // of the JDK, since it stays fast where someone made all hashes equal
    Map<String, Integer> known = new LinkedHashMap<>();
    long[] numbers = scratch.numbers(count);
    for (int index = 0; index < count; index++) {
      Integer before = known.putIfAbsent(texts[index], known.size());
      numbers[index] = before == null ? known.size() - 1 : before;
    }
    boolean repeats = 2 * known.size() <= count;
    List<String> entries = repeats ? List.copyOf(known.keySet()) : Arrays.asList(texts);
    int different = repeats ? known.size() : count;
    byte[][] encoded = new byte[different][];
    Arrays.setAll(encoded, index -> Wtf8.encode(entries.get(index)));
    if (repeats) {
      BytesColumn.write(out.u8(DICTIONARY).varint(different), encoded, different, scratch);
      IntegerColumn.write(out, numbers, count);
    } else {
      BytesColumn.write(out.u8(PLAIN), encoded, different, scratch);
    }
  }

  /** {@return false if it would have {@code bound} bytes or more; nothing was written then} */
  private static boolean writeWords(
      ByteSink out, TextBuffer texts, int total, long bound, Scratch scratch) {
    int count = texts.count();
    TextWords words = TextWords.find(texts.bytes(), total, texts.lengths(), count, scratch);
    if (words == null || words.bytes() >= bound) {
      return false;
    }
    words.write(out.u8(WORDS), texts.bytes(), count, scratch);
    return true;
  }

  /** {@return false if it would have {@code bound} bytes or more; nothing was written then} */
  private static boolean writePacked(
      ByteSink out, TextBuffer texts, int total, long bound, IntegerForm form, Scratch scratch) {
    byte[] bytes = texts.bytes();
    if (Matches.worthwhile(bytes, total, scratch)) {
      return false;
    }
    TextAlphabet alphabet = TextAlphabet.find(bytes, total, form);
    if (alphabet == null || alphabet.bytes() >= bound) {
      return false;
    }
    alphabet.write(out.u8(PACKED), bytes, total, texts.lengths(), texts.count(), form);
    return true;
  }

  /**
   * {@return the texts, of which equal ones may be one object}
   *
   * @param maxBytes of one text
   * @param scratch used until all are taken
   */
  public static Texts read(ByteSource in, int count, int maxBytes, Scratch scratch) {
    int form = count > 1 ? in.u8() : PLAIN;
    return switch (form) {
      case PLAIN -> readPlain(in, count, maxBytes, scratch);
      case DICTIONARY -> readRepeats(in, count, maxBytes, scratch);
      case WORDS -> TextWords.read(in, count, maxBytes, scratch);
      case PACKED -> TextAlphabet.read(in, count, maxBytes, scratch);
      default -> throw in.bad("a column of texts has the unknown form " + form);
    };
  }

  private static Texts readPlain(ByteSource in, int count, int maxBytes, Scratch scratch) {
    long[] lengths = scratch.longs(count);
    long total = BytesColumn.readLengths(in, lengths, count, maxBytes);
    int from = in.skip(total);
    boolean ascii = Words.ascii(in.array(), from, from + (int) total);
    return new Texts.Slices(in, in.array(), from, lengths, ascii);
  }

  private static Texts readRepeats(ByteSource in, int count, int maxBytes, Scratch scratch) {
    int different = in.count(count);
    if (different > in.remaining() + 1) {
      throw in.bad(different + " texts do not fit in the " + in.remaining() + " bytes left");
    }
    String[] entries = new String[different];
    Texts read = readPlain(in, different, maxBytes, scratch);
    Set<String> known = new HashSet<>();
    for (int number = 0; number < different; number++) {
      entries[number] = read.next();
      if (!known.add(entries[number])) {
        throw in.bad("a text is there twice");
      }
    }
    long[] numbers = scratch.numbers(count);
    IntegerColumn.read(in, numbers, count);
    int used = 0;
    long characters = 0;
    for (int index = 0; index < count; index++) {
      long number = numbers[index];
      if (number < 0 || number > used || number >= different) {
        throw in.bad("text " + number + " of " + different + " is used before its turn");
      }
      used += number == used ? 1 : 0;
      characters += entries[(int) number].length();
    }
    in.repeats(characters);
    if (used < different) {
      throw in.bad((different - used) + " texts are not used");
    }
    return new Texts.Repeated(entries, numbers);
  }
}
