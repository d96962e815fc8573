package dev.blazesync.engine.codec.column;

/**
 * How a column of two or more integers is written: the cheapest of four forms, the first of equal
 * ones.
 *
 * @param code what the column begins with: form, and width of its packed numbers
 * @param base least value, or least difference; 0 where neither is written
 * @param bytes of the whole column
 */
record IntegerForm(int code, long base, long bytes) {
  /** Least value, then each value less that; the code is the width. */
  static final int VALUES = 0;

  /** First value, least difference, then each difference less that; the code less 65 the width. */
  static final int DIFFERENCES = Long.SIZE + 1;

  /** First value, then runs of equal differences: the difference, how often less 1. */
  static final int RUNS = 2 * DIFFERENCES;

  /** First value, then each difference. */
  static final int VARINTS = RUNS + 1;

  /** What a run takes at least. */
  private static final int RUN_BYTES = 2;

  static IntegerForm of(long[] values, int count) {
    long first = values[0];
    long min = first;
    long max = first;
    long before = first;
    long difference = values[1] - first;
    long least = difference;
    long greatest = difference;
    int runs = 1;
    for (int index = 1; index < count; index++) {
      long value = values[index];
      long step = value - before;
      before = value;
      min = Math.min(min, value);
      max = Math.max(max, value);
      least = Math.min(least, step);
      greatest = Math.max(greatest, step);
      runs += step == difference ? 0 : 1;
      difference = step;
    }
    long head = 1L + ByteSink.zigzagBytes(first);
    IntegerForm form = packed(VALUES, min, max, count, 1);
    form = form.or(packed(DIFFERENCES, least, greatest, count - 1, head));
    // the others are counted only if they can be shorter at all
    if (head + (long) RUN_BYTES * runs < form.bytes) {
      form = form.or(new IntegerForm(RUNS, 0, head + runBytes(values, count)));
    }
    if (head + count - 1 < form.bytes) {
      form = form.or(new IntegerForm(VARINTS, 0, varintBytes(values, count, head, form.bytes)));
    }
    return form;
  }

  private static IntegerForm packed(int form, long least, long greatest, int count, long head) {
    int width = Long.SIZE - Long.numberOfLeadingZeros(greatest - least);
    long bits = (long) count * width;
    return new IntegerForm(
        form + width, least, head + ByteSink.zigzagBytes(least) + (bits + 7) / 8);
  }

  private IntegerForm or(IntegerForm later) {
    return later.bytes < bytes ? later : this;
  }

  private static long runBytes(long[] values, int count) {
    long bytes = 0;
    int start = 1;
    for (int index = 2; index <= count; index++) {
      long difference = values[start] - values[start - 1];
      if (index == count || values[index] - values[index - 1] != difference) {
        bytes += ByteSink.zigzagBytes(difference) + ByteSink.varintBytes(index - start - 1L);
        start = index;
      }
    }
    return bytes;
  }

  /** {@return bytes with those of the head; {@code bound} or more as soon as it is so many} */
  private static long varintBytes(long[] values, int count, long head, long bound) {
    long bytes = head;
    for (int index = 1; index < count && bytes < bound; index++) {
      bytes += ByteSink.zigzagBytes(values[index] - values[index - 1]);
    }
    return bytes;
  }
}
