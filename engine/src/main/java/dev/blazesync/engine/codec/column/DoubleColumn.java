package dev.blazesync.engine.codec.column;

/**
 * Doubles, bit for bit. One alone is its 8 bytes; more of them:
 *
 * <pre>
 * u8  0-4  each is a whole number, at most 2^50, divided by 10 to this power, the least that
 *          will do: {@link IntegerColumn} of these numbers
 *     255  8 bytes each; if some is not such a number, or this is shorter
 * </pre>
 */
public final class DoubleColumn {
  private static final double[] POWERS = {1, 10, 100, 1_000, 10_000};
  private static final int RAW = 255;

  /** Up to here each number gives another double, at every power. */
  private static final long LARGEST = 1L << 50;

  private DoubleColumn() {}

  public static void write(ByteSink out, double[] values, int count, Scratch scratch) {
    if (count > 1) {
      long[] scaled = scratch.longs(count);
      int scale = scale(values, count, scaled, POWERS.length);
      IntegerForm form = scale == RAW ? null : IntegerForm.of(scaled, count);
      if (form != null && form.bytes() <= (long) count * Double.BYTES) {
        IntegerColumn.write(out.u8(scale), scaled, count, form);
        return;
      }
      out.u8(RAW);
    }
    for (int index = 0; index < count; index++) {
      out.i64(Double.doubleToRawLongBits(values[index]));
    }
  }

  /**
   * {@return the power of ten, and in {@code scaled} the numbers; or {@link #RAW}}
   *
   * @param end power before which to end
   */
  private static int scale(double[] values, int count, long[] scaled, int end) {
    for (int scale = 0; scale < end; scale++) {
      if (fit(values, count, POWERS[scale], scaled)) {
        return scale;
      }
    }
    return RAW;
  }

  private static boolean fit(double[] values, int count, double power, long[] scaled) {
    for (int index = 0; index < count; index++) {
      double value = values[index];
      long whole = (long) Math.rint(value * power);
      boolean same = Double.doubleToRawLongBits(whole / power) == Double.doubleToRawLongBits(value);
      if (!same || whole > LARGEST || whole < -LARGEST) {
        return false;
      }
      scaled[index] = whole;
    }
    return true;
  }

  /**
   * @param values takes {@code count} of them
   */
  public static void read(ByteSource in, double[] values, int count, Scratch scratch) {
    int scale = count > 1 ? in.u8() : RAW;
    boolean shortest;
    if (scale < POWERS.length) {
      shortest = readScaled(in, scale, values, count, scratch);
    } else if (scale == RAW) {
      readRaw(in, values, count);
      shortest = count < 2 || rawIsShortest(values, count, scratch.longs(count));
    } else {
      throw in.bad("a column of doubles has the unknown form " + scale);
    }
    if (!shortest) {
      throw in.bad("a column of doubles is not in its shortest form");
    }
  }

  /** {@return whether they are so small, and so few bytes, and no lower power would do} */
  private static boolean readScaled(
      ByteSource in, int scale, double[] values, int count, Scratch scratch) {
    long[] scaled = scratch.longs(count);
    int before = in.remaining();
    IntegerColumn.read(in, scaled, count);
    boolean shortest = before - in.remaining() <= (long) count * Double.BYTES;
    double power = POWERS[scale];
    for (int index = 0; index < count; index++) {
      long whole = scaled[index];
      shortest &= whole <= LARGEST && whole >= -LARGEST;
      values[index] = whole / power;
    }
    return shortest && scale(values, count, scaled, scale) == RAW;
  }

  private static boolean rawIsShortest(double[] values, int count, long[] scaled) {
    return scale(values, count, scaled, POWERS.length) == RAW
        || IntegerColumn.bytes(scaled, count) > (long) count * Double.BYTES;
  }

  private static void readRaw(ByteSource in, double[] values, int count) {
    int from = in.skip((long) count * Double.BYTES);
    for (int index = 0; index < count; index++) {
      values[index] = Double.longBitsToDouble(Words.big(in.array(), from + index * Double.BYTES));
    }
  }
}
