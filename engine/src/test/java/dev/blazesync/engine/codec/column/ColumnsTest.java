package dev.blazesync.engine.codec.column;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.codec.Hostile;
import dev.blazesync.engine.codec.Samples;
import dev.blazesync.engine.codec.TextForms;
import dev.blazesync.spi.ProtocolException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

/** Each kind of column: what comes back, how small it is, the bytes it keeps, and hostile ones. */
class ColumnsTest {
  private static final int RUNS = 400;

  private final Scratch scratch = new Scratch();
  private final Random random = new Random(11);
  private final Samples samples = new Samples(12);

  private static String hex(Consumer<ByteSink> column) {
    ByteSink out = new ByteSink(64);
    column.accept(out);
    return HexFormat.of().formatHex(out.toBytes());
  }

  private static byte[] bytes(Consumer<ByteSink> column) {
    return HexFormat.of().parseHex(hex(column));
  }

  private static ByteSource source(byte[] bytes) {
    return new ByteSource(bytes, 0, bytes.length, "column");
  }

  private static byte[] integers(long... values) {
    return bytes(out -> IntegerColumn.write(out, values.clone(), values.length));
  }

  private static long[] integers(byte[] bytes, int count) {
    long[] values = new long[count];
    ByteSource in = source(bytes);
    IntegerColumn.read(in, values, count);
    in.end();
    return values;
  }

  private static long[] filled(int count, LongUnaryOperator value) {
    long[] values = new long[count];
    Arrays.setAll(values, value::applyAsLong);
    return values;
  }

  private List<long[]> columnsOfIntegers() {
    int count = 2 + random.nextInt(80);
    int width = random.nextInt(65);
    long base = samples.int64();
    long step = samples.int64();
    return List.of(
        filled(count, i -> base + (width == 0 ? 0 : random.nextLong() >>> 64 - width)),
        filled(count, i -> base + i * step + random.nextInt(3)),
        filled(count, i -> base + (i / 10) * step),
        filled(count, i -> random.nextInt(9) == 0 ? random.nextLong() : i),
        filled(count, i -> samples.int64()));
  }

  @Test
  void integersComeBackInTheFormThatTakesLeast() {
    for (int run = 0; run < RUNS; run++) {
      for (long[] values : columnsOfIntegers()) {
        byte[] bytes = integers(values);
        assertThat(integers(bytes, values.length)).isEqualTo(values);
        assertThat(IntegerColumn.bytes(values, values.length)).isEqualTo(bytes.length);
        assertThat(bytes.length).isLessThanOrEqualTo(11 + 8 * values.length);
      }
    }
  }

  @Test
  void everyWidthOfPackedIntegersComesBack() {
    for (int width = 0; width <= 64; width++) {
      long most = width == 0 ? 0 : -1L >>> 64 - width;
      long[] values = filled(37, i -> i == 0 ? 0 : i == 1 ? most : random.nextLong() & most);
      byte[] packed = new byte[37 * 8 + 8];
      BitPacking.pack(values, 37, width, 0, packed, 0);
      byte[] exact = Arrays.copyOf(packed, BitPacking.bytes(37, width));
      long[] back = new long[37];
      BitPacking.unpack(exact, 0, width, 0, back, 37);
      assertThat(back).as("width %s", width).isEqualTo(values);
    }
  }

  @Test
  void integersKeepTheirBytes() {
    assertThat(hex(out -> IntegerColumn.write(out, new long[] {-3}, 1))).isEqualTo("05");
    assertThat(HexFormat.of().formatHex(integers(7, 7, 7))).isEqualTo("000e");
    assertThat(HexFormat.of().formatHex(integers(4, 1, 6, 3))).isEqualTo("03024305");
    assertThat(HexFormat.of().formatHex(integers(filled(300, i -> 1000 + i))))
        .isEqualTo("41d00f02");
    assertThat(HexFormat.of().formatHex(integers(0, 1, 2, 1L << 40, (1L << 40) + 1)))
        .startsWith("83");
    assertThat(HexFormat.of().formatHex(integers(filled(200, i -> i < 100 ? i : (1L << 40) + i))))
        .startsWith("82");
  }

  @Test
  void hostileIntegers() {
    for (int run = 0; run < 30; run++) {
      for (long[] values : columnsOfIntegers()) {
        new Hostile(bytes -> integers(integers(bytes, values.length)))
            .attack(integers(values), run);
      }
    }
  }

  private byte[] codes(byte... codes) {
    return bytes(out -> CodesColumn.write(out, codes, codes.length, scratch));
  }

  private byte[] codes(byte[] bytes, int count) {
    byte[] codes = new byte[count];
    ByteSource in = source(bytes);
    CodesColumn.read(in, codes, count, 12, scratch);
    in.end();
    return codes;
  }

  private byte[] someCodes() {
    byte[] codes = new byte[1 + random.nextInt(100)];
    int different = 1 + random.nextInt(13);
    int run = 1 + random.nextInt(20);
    for (int index = 0; index < codes.length; index++) {
      codes[index] = index % run != 0 ? codes[index - 1] : (byte) random.nextInt(different);
    }
    return codes;
  }

  @Test
  void codes() {
    for (int run = 0; run < RUNS; run++) {
      byte[] codes = someCodes();
      assertThat(codes(codes(codes), codes.length)).isEqualTo(codes);
    }
    assertThat(codes((byte) 6)).containsExactly(6);
    assertThat(codes(new byte[1000])).containsExactly(0);
    assertThat(HexFormat.of().formatHex(codes(new byte[] {1, 2, 2, 1, 2, 1, 1, 2, 2})))
        .isEqualTo("8000069601");
    byte[] runs = new byte[100];
    Arrays.fill(runs, 50, 100, (byte) 6);
    assertThat(HexFormat.of().formatHex(codes(runs))).isEqualTo("8100310631");
  }

  @Test
  void hostileCodes() {
    for (int run = 0; run < 100; run++) {
      byte[] codes = someCodes();
      new Hostile(bytes -> codes(codes(bytes, codes.length))).attack(codes(codes), run);
    }
  }

  private byte[] doubles(double... values) {
    return bytes(out -> DoubleColumn.write(out, values, values.length, scratch));
  }

  private double[] doubles(byte[] bytes, int count) {
    double[] values = new double[count];
    ByteSource in = source(bytes);
    DoubleColumn.read(in, values, count, scratch);
    in.end();
    return values;
  }

  private double[] someDoubles() {
    double[] values = new double[1 + random.nextInt(40)];
    int scale = random.nextInt(6);
    for (int index = 0; index < values.length; index++) {
      values[index] =
          scale == 5
              ? random.nextGaussian()
              : BigDecimal.valueOf(random.nextInt(2_000_000) - 1_000_000, scale).doubleValue();
    }
    if (random.nextInt(6) == 0) {
      values[random.nextInt(values.length)] = random.nextBoolean() ? -0.0 : Double.NaN;
    }
    return values;
  }

  @Test
  void doublesComeBackBitForBitAndShortDecimalsAreSmall() {
    for (int run = 0; run < RUNS; run++) {
      double[] values = someDoubles();
      double[] back = doubles(doubles(values), values.length);
      assertThat(Arrays.stream(back).mapToLong(Double::doubleToRawLongBits))
          .containsExactly(
              Arrays.stream(values)
                  .mapToLong(Double::doubleToRawLongBits)
                  .boxed()
                  .toArray(Long[]::new));
    }
    assertThat(HexFormat.of().formatHex(doubles(0.25, 0.5, 10.0)))
        .isEqualTo("02" + HexFormat.of().formatHex(integers(25, 50, 1000)));
    assertThat(doubles(-0.0, 1.0)).hasSize(17).startsWith(255);
    assertThat(doubles(1e300, Double.MIN_VALUE)).hasSize(17).startsWith(255);
    assertThat(doubles(1.0)).containsExactly(0x3f, 0xf0, 0, 0, 0, 0, 0, 0);
  }

  @Test
  void hostileDoubles() {
    for (int run = 0; run < 60; run++) {
      double[] values = someDoubles();
      new Hostile(bytes -> doubles(doubles(bytes, values.length))).attack(doubles(values), run);
    }
  }

  private byte[] texts(String... texts) {
    return bytes(out -> TextFormsTest.write(out, scratch, texts));
  }

  private String[] texts(byte[] bytes, int count) {
    String[] texts = new String[count];
    ByteSource in = source(bytes);
    Texts read = TextColumn.read(in, count, 1 << 20, scratch);
    Arrays.setAll(texts, index -> read.next());
    in.end();
    return texts;
  }

  private String[] someTexts() {
    String[] texts = new String[1 + random.nextInt(90)];
    int different = 1 + random.nextInt(60);
    boolean ascii = random.nextBoolean();
    for (int index = 0; index < texts.length; index++) {
      texts[index] = ascii ? "t" + random.nextInt(different) : samples.text();
    }
    return texts;
  }

  @Test
  void texts() {
    for (int run = 0; run < RUNS; run++) {
      String[] texts = someTexts();
      assertThat(texts(texts(texts), texts.length)).isEqualTo(texts);
    }
    assertThat(hex(out -> TextFormsTest.write(out, scratch, "hi"))).isEqualTo("026869");
    assertThat(HexFormat.of().formatHex(texts("ab", "c"))).isEqualTo("000102" + "01" + "616263");
    String[] same = new String[1000];
    Arrays.fill(same, "always the same");
    assertThat(texts(same)).hasSize(1 + 1 + 16 + 2);
  }

  @Test
  void fewBytesDoNotStandForMoreTextThanAPayloadHolds() {
    String[] same = new String[1000];
    Arrays.fill(same, "x".repeat(Limits.PAYLOAD_BYTES / 1000));
    assertThat(texts(texts(same), 1000)).isEqualTo(same);
    Arrays.fill(same, "x".repeat(Limits.PAYLOAD_BYTES / 1000 + 1));
    byte[] bomb = texts(same);
    assertThatThrownBy(() -> texts(bomb, 1000))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("its texts have more than");
  }

  @Test
  void aTextBeyondOneChunkOfMemoryIsWrittenToo() {
    String large = "x".repeat(700_000);
    String[] texts = {large, "é", large + "y"};
    assertThat(texts(texts(texts), 3)).isEqualTo(texts);
  }

  @Test
  void textsWithOneHashAreNoTrouble() {
    String[] texts = new String[4096];
    for (int index = 0; index < texts.length; index++) {
      StringBuilder text = new StringBuilder();
      for (int bit = 0; bit < 11; bit++) {
        text.append((index >> bit & 1) == 0 ? "Aa" : "BB");
      }
      texts[index] = text.toString();
    }
    assertThat(texts(texts(texts), texts.length)).isEqualTo(texts);
  }

  @Test
  void hostileTexts() {
    for (int run = 0; run < 60; run++) {
      String[] texts = someTexts();
      new Hostile(
              bytes ->
                  TextForms.recode(
                      bytes,
                      it -> List.of(texts(it, texts.length)),
                      it -> texts(it.toArray(new String[0])),
                      it -> it.size() > 1))
          .attack(texts(texts), run);
    }
  }

  private byte[] decimals(BigDecimal... values) {
    return bytes(out -> DecimalColumn.write(out, values, values.length, scratch));
  }

  private BigDecimal[] decimals(byte[] bytes, int count) {
    ByteSource in = source(bytes);
    BigDecimal[] values = DecimalColumn.read(in, count, scratch);
    in.end();
    return values;
  }

  private BigDecimal[] someDecimals() {
    BigDecimal[] values = new BigDecimal[1 + random.nextInt(20)];
    boolean small = random.nextBoolean();
    for (int index = 0; index < values.length; index++) {
      values[index] =
          small
              ? BigDecimal.valueOf(random.nextLong() >> random.nextInt(64), 2)
              : new BigDecimal(new java.math.BigInteger(random.nextInt(90), random), 3).negate();
    }
    return values;
  }

  @Test
  void decimals() {
    for (int run = 0; run < RUNS; run++) {
      BigDecimal[] values = someDecimals();
      assertThat(decimals(decimals(values), values.length)).isEqualTo(values);
    }
    assertThat(decimals(new BigDecimal("-1.00"))).containsExactly(4, 1, 0x9c);
  }

  @Test
  void hostileDecimals() {
    for (int run = 0; run < 60; run++) {
      BigDecimal[] values = someDecimals();
      new Hostile(bytes -> decimals(decimals(bytes, values.length))).attack(decimals(values), run);
    }
  }

  @Test
  void lengthsThatLieTakeNoMemory() {
    ByteSink out = new ByteSink(64);
    IntegerColumn.write(out, filled(1000, i -> 1 << 20), 1000);
    byte[] lying = out.toBytes();
    assertThatThrownBy(() -> BytesColumn.read(source(lying), 1000, 1 << 20, scratch))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("bytes expected");
  }
}
