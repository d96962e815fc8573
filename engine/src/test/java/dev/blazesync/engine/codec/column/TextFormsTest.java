package dev.blazesync.engine.codec.column;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.codec.Hostile;
import dev.blazesync.engine.codec.Samples;
import dev.blazesync.engine.codec.TextForms;
import dev.blazesync.spi.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms of a column of texts: which is chosen, what comes back, what is refused. */
class TextFormsTest {
  private static final int PLAIN = 0;
  private static final int DICTIONARY = 1;
  private static final int WORDS = 2;
  private static final int PACKED = 3;
  private static final String LATIN = "abcdefghijklmnopqrstuvwxyz";
  private static final int MAX_BYTES = 1 << 20;

  private final Scratch scratch = new Scratch();
  private final Random random = new Random(21);
  private final Samples samples = new Samples(22);

  private byte[] written(String... texts) {
    ByteSink out = new ByteSink(64);
    write(out, scratch, texts);
    return out.toBytes();
  }

  static void write(ByteSink out, Scratch scratch, String... texts) {
    TextBuffer buffer = new TextBuffer();
    if (Arrays.stream(texts).allMatch(buffer::add)) {
      TextColumn.write(out, buffer, scratch);
    } else {
      TextColumn.writeLarge(out, texts, texts.length, scratch);
    }
  }

  private String[] read(byte[] bytes, int count, int maxBytes) {
    // bytes before and behind it, as in a payload
    byte[] among = new byte[bytes.length + 5];
    Arrays.fill(among, (byte) 0xff);
    System.arraycopy(bytes, 0, among, 3, bytes.length);
    ByteSource in = new ByteSource(among, 3, 3 + bytes.length, "column");
    String[] texts = read(in, count, maxBytes);
    in.end();
    return texts;
  }

  private String[] read(ByteSource in, int count, int maxBytes) {
    Texts texts = TextColumn.read(in, count, maxBytes, scratch);
    return texts(count, index -> texts.next());
  }

  private byte[] comesBack(int form, String... texts) {
    byte[] bytes = written(texts);
    assertThat(bytes[0]).isEqualTo((byte) form);
    assertThat(read(bytes, texts.length, MAX_BYTES)).isEqualTo(texts);
    assertThat(written(texts.clone())).isEqualTo(bytes);
    return bytes;
  }

  private void isRefused(String why, int count, Consumer<ByteSink> column) {
    isRefused(why, count, MAX_BYTES, column);
  }

  private void isRefused(String why, int count, int maxBytes, Consumer<ByteSink> column) {
    ByteSink out = new ByteSink(64);
    column.accept(out);
    assertThatThrownBy(() -> read(out.toBytes(), count, maxBytes))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining(why);
  }

  private static String[] texts(int count, IntFunction<String> text) {
    String[] texts = new String[count];
    Arrays.setAll(texts, text);
    return texts;
  }

  private String letters(String alphabet, int length) {
    StringBuilder text = new StringBuilder();
    for (int index = 0; index < length; index++) {
      int at = random.nextInt(alphabet.codePointCount(0, alphabet.length()));
      text.appendCodePoint(alphabet.codePointAt(alphabet.offsetByCodePoints(0, at)));
    }
    return text.toString();
  }

  private String spaces(int below) {
    return " ".repeat(random.nextInt(below));
  }

  private String sentence(String[] vocabulary, int words) {
    StringBuilder text = new StringBuilder();
    for (int word = 0; word < words; word++) {
      text.append(word == 0 ? "" : " ").append(vocabulary[random.nextInt(vocabulary.length)]);
    }
    return text.toString();
  }

  private static ByteSink packed(ByteSink out, int width, int... numbers) {
    out.packed(numbers, numbers.length, width);
    return out;
  }

  private static Consumer<ByteSink> words(String[] words, long[] spaces, int... numbers) {
    return out -> {
      out.u8(WORDS).varint(words.length);
      long[] lengths = Arrays.stream(words).mapToLong(Wtf8::bytes).toArray();
      IntegerColumn.writeUnsigned(out, lengths, words.length);
      for (String word : words) {
        out.raw(Wtf8.encode(word));
      }
      IntegerColumn.write(out, spaces.clone(), spaces.length);
      packed(out, TextAlphabet.width(words.length), numbers);
    };
  }

  private static Consumer<ByteSink> alphabet(String values, long[] lengths, int... numbers) {
    byte[] bytes = values.getBytes(StandardCharsets.ISO_8859_1);
    return out -> {
      IntegerColumn.write(out.u8(PACKED), lengths.clone(), lengths.length);
      packed(out.u8(bytes.length - 1).raw(bytes), TextAlphabet.width(bytes.length), numbers);
    };
  }

  @Test
  void wordsTakeTheBitsOfTheirNumbers() {
    String[] vocabulary = texts(32, i -> letters(LATIN, 3 + i % 6));
    String[] texts = texts(500, i -> sentence(vocabulary, 8));
    // 5 bits a word, the vocabulary with its lengths, and four heads
    assertThat(comesBack(WORDS, texts)).hasSizeLessThan(500 * 8 * 5 / 8 + 32 * 6 + 32);
  }

  @Test
  void lettersTakeTheBitsOfTheirAlphabet() {
    String[] letters = texts(300, i -> letters(LATIN, 20 + i % 5));
    assertThat(comesBack(PACKED, letters)).hasSizeLessThan(300 * 22 * 5 / 8 + 200);
    String[] hexadecimal = texts(50, i -> letters("0123456789abcdef", 32));
    assertThat(comesBack(PACKED, hexadecimal)).hasSize(1 + 2 + 1 + 16 + 50 * 16);
    String[] digits = texts(400, i -> letters("0123456789", 11));
    assertThat(comesBack(PACKED, digits)).hasSizeLessThan(400 * 6);
    String[] german = texts(100, i -> letters(LATIN + "äöüß", 20));
    assertThat(comesBack(PACKED, german)).hasSizeLessThan(100 * 24 * 5 / 8 + 100);
  }

  @Test
  void theOtherFormsStayWhereTheyAreBetter() {
    comesBack(PLAIN, texts(30, i -> letters("abcdef", 8)));
    comesBack(DICTIONARY, texts(500, i -> "status " + i % 4));
    comesBack(DICTIONARY, texts(500, i -> "a rather long sentence, number " + i % 40));
    // LZ4 finds more in it than bits would save
    comesBack(PLAIN, texts(200, i -> "https://example.org/some/where/" + letters("abcdef", 3)));
    comesBack(PLAIN, texts(90, i -> letters(printable(), 30)));
    String[] vocabulary = texts(300, i -> letters("abcdefghijklm", 7));
    comesBack(
        PLAIN, texts(20, i -> sentence(vocabulary, 5) + " " + sentence(vocabulary, 5) + "é!Q,"));
  }

  private static String printable() {
    StringBuilder all = new StringBuilder();
    for (char next = ' ' + 1; next < 127; next++) {
      all.append(next);
    }
    return all.toString();
  }

  @Test
  void spacesComeBackHoweverManyAndWherever() {
    String[] edges = {"", " ", "  ", " a", "a ", " a ", "a  b", "   a   ", "bolt nut", "a"};
    comesBack(
        WORDS,
        texts(
            400,
            i -> edges[i % 10] + edges[random.nextInt(10)] + edges[random.nextInt(10)] + " bolt"));
    comesBack(WORDS, texts(300, i -> spaces(30) + "longer than eight" + spaces(30)));
    comesBack(
        WORDS, texts(200, i -> "nul \0 \0\0 a a\0 \0a " + edges[random.nextInt(10)] + i % 60));
  }

  @Test
  void wordsOfAllLanguagesComeBack() {
    String[] vocabulary = {
      "größe",
      "日本",
      "слово",
      "\ud83d\ude00",
      "\ud83d",
      "\ude00",
      "a\ude00\ud83d",
      "plain",
      "",
      "a-word-of-sixteen",
      "0123456789abcdef",
      "01234567",
      "0123456789abcdefg",
      "\u00ff\u0100"
    };
    for (int run = 0; run < 30; run++) {
      comesBack(WORDS, texts(120, i -> sentence(vocabulary, 4 + random.nextInt(8))));
    }
  }

  @Test
  void lettersOfAllLanguagesComeBack() {
    comesBack(PACKED, texts(60, i -> letters(LATIN + "äß\ud83d\ude00", 20 + i % 9)));
    comesBack(PACKED, texts(300, i -> letters(LATIN + "\ud83d", random.nextInt(20))));
    comesBack(PACKED, texts(300, i -> i % 3 == 0 ? "" : letters(LATIN + "\0\u007f", 12)));
  }

  @Test
  void everyAlphabetComesBack() {
    String all = printable();
    for (int size = 2; size <= 64; size++) {
      byte[] alphabet = all.substring(0, size).getBytes(StandardCharsets.US_ASCII);
      for (int count : new int[] {2, 3, 40, 700}) {
        String[] texts =
            texts(
                count, i -> letters(all.substring(0, random.nextInt(alphabet.length) + 1), i % 23));
        texts[0] = all.substring(0, size);
        byte[] bytes = String.join("", texts).getBytes(StandardCharsets.US_ASCII);
        long[] lengths = Arrays.stream(texts).mapToLong(String::length).toArray();
        IntegerForm form = IntegerForm.of(lengths, count);
        byte[] padded = Arrays.copyOf(bytes, bytes.length + 8);
        TextAlphabet found = TextAlphabet.find(padded, bytes.length, form);
        assertThat(found.values()).isEqualTo(alphabet);
        ByteSink out = new ByteSink(64).u8(PACKED);
        found.write(out, padded, bytes.length, lengths, count, form);
        assertThat(out.size() - 1L).isEqualTo(found.bytes());
        assertThat(read(out.toBytes(), count, MAX_BYTES)).isEqualTo(texts);
      }
    }
  }

  private String[] someTexts() {
    int count = 2 + random.nextInt(150);
    String[] vocabulary = texts(1 + random.nextInt(60), i -> samples.text());
    String alphabet = printable().substring(0, 1 + random.nextInt(90));
    int longest = 1 + random.nextInt(40);
    return switch (random.nextInt(5)) {
      case 0 -> texts(count, i -> sentence(vocabulary, 1 + random.nextInt(9)));
      case 1 -> texts(count, i -> letters(alphabet, random.nextInt(longest)));
      case 2 -> texts(count, i -> letters(alphabet + "é ", longest));
      case 3 -> texts(count, i -> samples.text());
      default -> texts(count, i -> sentence(vocabulary, 2) + " " + letters(alphabet, 3));
    };
  }

  @Test
  void whateverTheTextsTheyComeBack() {
    int[] forms = new int[4];
    for (int run = 0; run < 3000; run++) {
      String[] texts = someTexts();
      byte[] bytes = written(texts);
      forms[bytes[0]]++;
      assertThat(read(bytes, texts.length, MAX_BYTES)).isEqualTo(texts);
      assertThat(written(texts)).isEqualTo(bytes);
    }
    assertThat(Arrays.stream(forms)).allMatch(seen -> seen > 50);
  }

  @Test
  void hostileForms() {
    for (int run = 0; run < 12; run++) {
      String[] vocabulary = texts(5, i -> letters("abcdé", i));
      attack(texts(60, i -> sentence(vocabulary, 6)), WORDS, run);
      String[] letters = texts(40, i -> letters("abcdefghijklm", 10 + i % 3));
      attack(letters, PACKED, run);
      attack(texts(50, i -> letters[i % 12]), DICTIONARY, run);
    }
  }

  private void attack(String[] texts, int form, int seed) {
    byte[] good = comesBack(form, texts);
    new Hostile(
            bytes ->
                TextForms.recode(
                    bytes,
                    it -> {
                      ByteSource in = new ByteSource(it, 0, it.length, "column");
                      String[] back = read(in, texts.length, MAX_BYTES);
                      in.end();
                      return List.of(back);
                    },
                    it -> written(it.toArray(new String[0])),
                    it -> true))
        .attack(good, seed);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5, 127, 255})
  void anUnknownFormIsRefused(int form) {
    isRefused("unknown form " + form, 2, out -> out.u8(form).raw(new byte[100]));
  }

  @Test
  void anyWellFormedFormIsTaken() {
    ByteSink out = new ByteSink(64);
    words(new String[] {"a", ""}, new long[] {1, 0, 2}, 0, 1, 1, 0, 0, 1).accept(out);
    assertThat(read(out.toBytes(), 3, 4)).containsExactly("a ", "", "a a ");
    out.reset();
    alphabet("ab", new long[] {2, 1, 0}, 0, 1, 1).accept(out);
    assertThat(read(out.toBytes(), 3, 2)).containsExactly("ab", "b", "");
    out.reset();
    out.u8(DICTIONARY).varint(2).raw(new byte[] {0, 2}).raw(new byte[] {'x', 'y'});
    IntegerColumn.write(out, new long[] {0, 1}, 2);
    assertThat(read(out.toBytes(), 2, 1)).containsExactly("x", "y");
  }

  @Test
  void wordsAreThereThatANumberNames() {
    String[] three = {"a", "b", "c"};
    isRefused("word 3 of 3 is not there", 2, words(three, new long[] {1, 1}, 0, 1, 2, 3));
    isRefused("has 1 of them", 2, words(new String[] {"a"}, new long[] {0, 0}));
    isRefused("has 0 of them", 2, out -> out.u8(WORDS).varint(0).raw(new byte[9]));
  }

  @Test
  void wordsMayBeInAnyOrderTwiceUnusedOrHaveSpaces() {
    ByteSink out = new ByteSink(64);
    words(new String[] {"a b", "", "c", "c", "d"}, new long[] {1, 2}, 3, 0, 2, 1, 3).accept(out);
    assertThat(read(out.toBytes(), 2, 9)).containsExactly("c a b", "c  c");
  }

  @Test
  void numbersOfWordsFillTheirBytes() {
    String[] two = {"a", "b"};
    isRefused("do not hold", 2, words(two, new long[] {4, 6}, 0, 1, 0));
    isRefused("do not hold", 2, words(two, new long[] {-1, 1}, 0, 1, 0));
    isRefused("do not hold", 2, words(two, new long[] {Long.MAX_VALUE, Long.MAX_VALUE}, 0, 1));
    isRefused("a bit is set", 2, words(two, new long[] {0, 0}, 0, 1, 1));
    isRefused("bytes too many", 2, words(two, new long[] {0, 0}, 0, 1, 0, 0, 0, 0, 0, 0, 0));
  }

  @Test
  void brokenWordsAreRefused() {
    isRefused(
        "not UTF-8",
        2,
        out -> {
          out.u8(WORDS).varint(2).raw(new byte[] {0, 2}).raw(new byte[] {'a', (byte) 0xc3});
          IntegerColumn.write(out, new long[] {1, 0}, 2);
          packed(out, 1, 0, 1, 0);
        });
  }

  @Test
  void wordsMakeNoTextOverItsLimit() {
    String[] two = {"aaaa", "bbb"};
    ByteSink out = new ByteSink(64);
    words(two, new long[] {1, 1}, 0, 1, 0, 0).accept(out);
    assertThat(read(out.toBytes(), 2, 9)).containsExactly("aaaa bbb", "aaaa aaaa");
    isRefused("more than 8 bytes", 2, 8, words(two, new long[] {1, 1}, 0, 1, 0, 0));
    isRefused("over the limit of 3", 2, 3, words(two, new long[] {1, 1}, 0, 1, 0, 0));
  }

  @Test
  void fewBytesDoNotStandForManyWords() {
    String[] two = {"x".repeat(1000), "y"};
    long[] spaces = new long[800];
    int[] numbers = new int[800];
    numbers[1] = 1;
    isRefused("or all of too many", 800, words(two, spaces, numbers));
    // such texts are written otherwise
    String[] texts = texts(800, i -> two[0] + " " + i % 300);
    assertThat(read(written(texts), 800, MAX_BYTES)).isEqualTo(texts);
  }

  @Test
  void whatWordsAndLettersStandForIsCounted() {
    ByteSink out = new ByteSink(64);
    words(new String[] {"a", "b"}, new long[] {1, 1}, 0, 1, 0, 0).accept(out);
    ByteSource words = new ByteSource(out.toBytes(), 0, out.size(), "column");
    words.repeats(Limits.PAYLOAD_BYTES - 5);
    assertThatThrownBy(() -> read(words, 2, MAX_BYTES))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("its texts have more than");
    long[] lengths = new long[100];
    Arrays.fill(lengths, MAX_BYTES);
    isRefused("its texts have more than", 100, alphabet("ab", lengths, 0, 1));
  }

  @Test
  void anAlphabetIsAscending() {
    long[] two = {2, 1};
    isRefused("ascending", 2, alphabet("ba", two, 0, 1, 1));
    isRefused("ascending", 2, alphabet("aa", two, 0, 1, 1));
    isRefused("has 1 values", 2, alphabet("a", two));
    isRefused("has 65 values", 2, alphabet(printable().substring(0, 65), two, 0, 1, 2));
    isRefused("not UTF-8", 2, alphabet("a\u00c3", two, 0, 1, 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"abcde", "acegi", "ab\u00a0\u00a1\u00ff"})
  void aNumberHasAValueInItsAlphabet(String values) {
    for (int count : new int[] {3, 8, 17, 400}) {
      int[] numbers = new int[count];
      Arrays.setAll(numbers, index -> index % 2);
      long[] lengths = {count - 1, 1};
      ByteSink out = new ByteSink(64);
      alphabet(values, lengths, numbers).accept(out);
      assertThat(read(out.toBytes(), 2, 400)).hasSize(2);
      for (int at = 0; at < count; at += count / 3) {
        int before = numbers[at];
        for (int none = 5; none < 8; none++) {
          numbers[at] = none;
          isRefused("none of the 5 values", 2, alphabet(values, lengths, numbers));
        }
        numbers[at] = before;
      }
    }
  }

  @Test
  void anAlphabetMayHaveValuesThatNoByteHas() {
    String[] some = texts(200, i -> letters("abcdeghijklnopqrstuvwxyz", 20));
    // all have one length; those between the least and the greatest take no more bits
    assertThat(comesBack(PACKED, some)[3] + 1).isEqualTo(26);
    // what is seen later is looked for exactly
    comesBack(PACKED, texts(200, i -> i < 99 ? some[i] : some[i] + "Z"));
  }

  @Test
  void packedBytesEndInZeros() {
    isRefused("a bit is set", 2, alphabet("ab", new long[] {2, 1}, 0, 1, 1, 1));
    isRefused("bytes expected", 2, alphabet("ab", new long[] {200, 1}, 0, 1, 1, 1));
    isRefused("over the limit of 3", 2, 3, alphabet("ab", new long[] {4, 1}, 0, 1, 1, 1, 1));
    isRefused("over the limit", 2, alphabet("ab", new long[] {-4, 1}, 0, 1, 1, 1, 1));
  }

  @Test
  void aDictionaryHasNoTextTwice() {
    isRefused(
        "a text is there twice",
        2,
        out -> {
          out.u8(DICTIONARY).varint(2).raw(new byte[] {0, 2}).raw(new byte[] {'x', 'x'});
          IntegerColumn.write(out, new long[] {0, 1}, 2);
        });
  }

  @Test
  void thousandsOfWordsComeBack() {
    comesBack(WORDS, texts(3000, i -> ("number-" + i + " ").repeat(5)));
    comesBack(WORDS, texts(2000, i -> ("a-word-of-more-than-sixteen-bytes-" + i + " ").repeat(3)));
  }

  @Test
  void wordsWithOneHashAreNoTrouble() {
    // where a word begins to look is the upper part of a product: here of a small number
    WordSearch search = new WordSearch();
    byte[] colliding = new byte[9 * 4096 + 8];
    long inverse = inverse(0x9e3779b97f4a7c15L);
    int words = 0;
    for (long low = 1; words < 4096; low++) {
      Words.setLittle(colliding, 9 * words, (low * inverse) ^ 8);
      boolean space = false;
      for (int at = 9 * words; at < 9 * words + 8; at++) {
        space |= colliding[at] == ' ';
      }
      colliding[9 * words + 8] = ' ';
      words += space ? 0 : 1;
    }
    long[] all = {9 * 4096};
    assertThat(search.find(colliding, all, 1)).isFalse();
    byte[] twice = new byte[2 * 9 * 4096 + 8];
    for (int word = 0; word < 2 * 4096; word++) {
      System.arraycopy(colliding, 9 * (word / 2), twice, 9 * word, 9);
    }
    assertThat(search.find(twice, new long[] {2 * 9 * 4096}, 1)).isFalse();
  }

  private static long inverse(long odd) {
    long inverse = odd;
    for (int step = 0; step < 6; step++) {
      inverse *= 2 - odd * inverse;
    }
    return inverse;
  }
}
