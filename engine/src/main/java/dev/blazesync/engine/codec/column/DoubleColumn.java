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
      int scale = scale(values, count, scaled);
      out.u8(scale);
      if (scale != RAW) {
        IntegerColumn.write(out, scaled, count);
        return;
      }
    }
    for (int index = 0; index < count; index++) {
      out.i64(Double.doubleToRawLongBits(values[index]));
    }
  }

  /** {@return the power of ten, and in {@code scaled} the numbers; or {@link #RAW}} */
  private static int scale(double[] values, int count, long[] scaled) {
    for (int scale = 0; scale < POWERS.length; scale++) {
      if (fit(values, count, POWERS[scale], scaled)) {
        return IntegerColumn.bytes(scaled, count) <= (long) count * Double.BYTES ? scale : RAW;
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
    if (scale < POWERS.length) {
      long[] scaled = scratch.longs(count);
      IntegerColumn.read(in, scaled, count);
      for (int index = 0; index < count; index++) {
        values[index] = scaled[index] / POWERS[scale];
      }
    } else if (scale == RAW) {
      readRaw(in, values, count);
    } else {
      throw in.bad("a column of doubles has the unknown form " + scale);
    }
    if (count > 1 && scale(values, count, scratch.longs(count)) != scale) {
      throw in.bad("a column of doubles is not in its shortest form");
    }
  }

  private static void readRaw(ByteSource in, double[] values, int count) {
    int from = in.skip((long) count * Double.BYTES);
    for (int index = 0; index < count; index++) {
      values[index] = Double.longBitsToDouble(Words.big(in.array(), from + index * Double.BYTES));
    }
  }
}
