package dev.blazesync.engine.codec.column;

import dev.blazesync.engine.Limits;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Exact decimals. One alone is a zigzag scale and the sized, shortest two's complement of its
 * unscaled number; more of them:
 *
 * <pre>
 * {@link IntegerColumn} of the scales
 * u8  0  IntegerColumn of the unscaled numbers, which all have at most 64 bits
 *     1  {@link BytesColumn} of their two's complements
 * </pre>
 */
public final class DecimalColumn {
  private static final int INTEGERS = 0;
  private static final int BYTES = 1;

  private DecimalColumn() {}

  public static void write(ByteSink out, BigDecimal[] values, int count, Scratch scratch) {
    long[] numbers = scratch.longs(count);
    boolean small = true;
    for (int index = 0; index < count; index++) {
      numbers[index] = values[index].scale();
      small &= isSmall(values[index]);
    }
    IntegerColumn.write(out, numbers, count);
    if (count > 1) {
      out.u8(small ? INTEGERS : BYTES);
    }
    if (count > 1 && small) {
      for (int index = 0; index < count; index++) {
        numbers[index] = values[index].unscaledValue().longValue();
      }
      IntegerColumn.write(out, numbers, count);
    } else {
      byte[][] unscaled = new byte[count][];
      for (int index = 0; index < count; index++) {
        unscaled[index] = values[index].unscaledValue().toByteArray();
      }
      BytesColumn.write(out, unscaled, count, scratch);
    }
  }

  private static boolean isSmall(BigDecimal value) {
    return value.unscaledValue().bitLength() < Long.SIZE;
  }

  /** {@return the values} */
  public static BigDecimal[] read(ByteSource in, int count, Scratch scratch) {
    int[] scales = readScales(in, count, scratch);
    BigDecimal[] values = new BigDecimal[count];
    int form = count > 1 ? in.u8() : BYTES;
    if (form == INTEGERS) {
      long[] numbers = scratch.longs(count);
      IntegerColumn.read(in, numbers, count);
      for (int index = 0; index < count; index++) {
        values[index] = BigDecimal.valueOf(numbers[index], scales[index]);
      }
    } else if (form == BYTES) {
      readLarge(in, values, scales, scratch);
    } else {
      throw in.bad("a column of decimals has the unknown form " + form);
    }
    return values;
  }

  private static int[] readScales(ByteSource in, int count, Scratch scratch) {
    long[] numbers = scratch.longs(count);
    IntegerColumn.read(in, numbers, count);
    int[] scales = new int[count];
    for (int index = 0; index < count; index++) {
      long scale = numbers[index];
      if (scale < -Limits.DECIMAL_SCALE || scale > Limits.DECIMAL_SCALE) {
        throw in.bad("a decimal has the scale " + scale);
      }
      scales[index] = (int) scale;
    }
    return scales;
  }

  private static void readLarge(ByteSource in, BigDecimal[] values, int[] scales, Scratch scratch) {
    byte[][] unscaled = BytesColumn.read(in, scales.length, Limits.DECIMAL_BYTES, scratch);
    boolean small = scales.length > 1;
    for (int index = 0; index < scales.length; index++) {
      if (!shortest(unscaled[index])) {
        throw in.bad("a decimal is not in its shortest form");
      }
      values[index] = new BigDecimal(new BigInteger(unscaled[index]), scales[index]);
      small &= isSmall(values[index]);
    }
    if (small) {
      throw in.bad("a column of decimals is not in its shortest form");
    }
  }

  private static boolean shortest(byte[] unscaled) {
    return unscaled.length == 1
        || (unscaled.length > 1 && unscaled[0] != (byte) (unscaled[1] < 0 ? -1 : 0));
  }
}
