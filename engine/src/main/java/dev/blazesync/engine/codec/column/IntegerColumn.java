package dev.blazesync.engine.codec.column;

/**
 * 64-bit integers. One alone is a zig-zag varint, or a varint where it is {@linkplain
 * #writeUnsigned unsigned}; more of them:
 *
 * <pre>
 * u8  0-64     zigzag least value; each value less that, in so many bits
 *     65-129   zigzag first value, zigzag least difference of neighbours; each difference less
 *              that, in so many bits and 65
 *     130      zigzag first value; then runs: zigzag difference, varint how often less 1
 *     131      zigzag first value; then zigzag each difference
 * </pre>
 *
 * <p>Differences are modulo 2^64, and least as signed numbers.
 */
public final class IntegerColumn {
  private IntegerColumn() {}

  /**
   * @param values that are not needed any more: this may change them
   */
  public static void write(ByteSink out, long[] values, int count) {
    if (count == 1) {
      out.zigzag(values[0]);
    } else if (count > 1) {
      write(out, values, count, IntegerForm.of(values, count));
    }
  }

  /** As {@link #write}, of what is seldom negative. */
  public static void writeUnsigned(ByteSink out, long[] values, int count) {
    if (count == 1) {
      out.varint(values[0]);
    } else {
      write(out, values, count);
    }
  }

  static void write(ByteSink out, long[] values, int count, IntegerForm form) {
    out.u8(form.code());
    if (form.code() < IntegerForm.DIFFERENCES) {
      out.zigzag(form.base()).packed(values, count, form.code(), form.base());
      return;
    }
    out.zigzag(values[0]);
    if (form.code() < IntegerForm.RUNS) {
      int width = form.code() - IntegerForm.DIFFERENCES;
      for (int index = 0; index < count - 1; index++) {
        values[index] = values[index + 1] - values[index];
      }
      out.zigzag(form.base()).packed(values, count - 1, width, form.base());
    } else if (form.code() == IntegerForm.RUNS) {
      writeRuns(out, values, count);
    } else {
      for (int index = 1; index < count; index++) {
        out.zigzag(values[index] - values[index - 1]);
      }
    }
  }

  private static void writeRuns(ByteSink out, long[] values, int count) {
    int start = 1;
    for (int index = 2; index <= count; index++) {
      long difference = values[start] - values[start - 1];
      if (index == count || values[index] - values[index - 1] != difference) {
        out.zigzag(difference).varint(index - start - 1L);
        start = index;
      }
    }
  }

  /** {@return bytes that {@link #write} takes} */
  static long bytes(long[] values, int count) {
    if (count < 2) {
      return count == 0 ? 0 : ByteSink.zigzagBytes(values[0]);
    }
    return IntegerForm.of(values, count).bytes();
  }

  /** {@return bytes that {@link #writeUnsigned} takes} */
  static long bytesUnsigned(long[] values, int count) {
    return count == 1 ? ByteSink.varintBytes(values[0]) : bytes(values, count);
  }

  /**
   * @param values takes {@code count} of them
   */
  public static void read(ByteSource in, long[] values, int count) {
    if (count == 1) {
      values[0] = in.zigzag();
    } else if (count > 1) {
      readMany(in, values, count);
    }
  }

  /** Reads what {@link #writeUnsigned} wrote. */
  public static void readUnsigned(ByteSource in, long[] values, int count) {
    if (count == 1) {
      values[0] = in.varint();
    } else {
      read(in, values, count);
    }
  }

  private static void readMany(ByteSource in, long[] values, int count) {
    int code = in.u8();
    long base = 0;
    if (code < IntegerForm.DIFFERENCES) {
      base = in.zigzag();
      unpack(in, values, count, code, base);
    } else if (code < IntegerForm.RUNS) {
      long first = in.zigzag();
      base = in.zigzag();
      unpack(in, values, count - 1, code - IntegerForm.DIFFERENCES, base);
      addUp(values, count, first);
    } else if (code == IntegerForm.RUNS) {
      readRuns(in, values, count);
    } else if (code == IntegerForm.VARINTS) {
      readVarints(in, values, count);
    } else {
      throw in.bad("a column of integers has the unknown form " + code);
    }
    IntegerForm form = IntegerForm.of(values, count);
    if (form.code() != code || form.base() != base) {
      throw in.bad("a column of integers is not in its shortest form");
    }
  }

  private static void unpack(ByteSource in, long[] values, int count, int width, long base) {
    int from = in.skip(((long) count * width + 7) / 8);
    BitPacking.unpack(in.array(), from, width, base, values, count);
    if (!BitPacking.endsInZeros(in.array(), from, count, width)) {
      throw in.bad("a bit is set that no value has");
    }
  }

  private static void addUp(long[] values, int count, long first) {
    long value = first;
    for (int index = 0; index < count; index++) {
      long difference = index == count - 1 ? 0 : values[index];
      values[index] = value;
      value += difference;
    }
  }

  private static void readRuns(ByteSource in, long[] values, int count) {
    long value = in.zigzag();
    values[0] = value;
    int index = 1;
    long before = 0;
    while (index < count) {
      long difference = in.zigzag();
      int end = index + 1 + in.count(count - index - 1);
      if (index > 1 && difference == before) {
        throw in.bad("a run goes on in the next one");
      }
      before = difference;
      for (; index < end; index++) {
        value += difference;
        values[index] = value;
      }
    }
  }

  private static void readVarints(ByteSource in, long[] values, int count) {
    if (count > in.remaining()) {
      throw in.bad(count + " integers do not fit in the " + in.remaining() + " bytes left");
    }
    values[0] = in.zigzag();
    for (int index = 1; index < count; index++) {
      values[index] = values[index - 1] + in.zigzag();
    }
  }
}
