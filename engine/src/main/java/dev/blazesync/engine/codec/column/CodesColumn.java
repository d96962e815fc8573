package dev.blazesync.engine.codec.column;

import java.util.Arrays;

/**
 * Small codes, 0 to 15: kinds, booleans and nulls, flags. One alone is a byte; more of them:
 *
 * <pre>
 * u8  0-15  all have this code
 *     128   u16, one bit for each code that occurs; then each code's rank among those, in as few
 *           bits as the greatest needs
 *     129   runs, until there are enough: u8 code, varint how often less 1
 * </pre>
 */
public final class CodesColumn {
  private static final int CODES = 16;
  private static final int PACKED = 0x80;
  private static final int RUNS = 0x81;

  private CodesColumn() {}

  /** {@return one bit for each code that occurs} */
  public static int present(byte[] codes, int count) {
    int present = 0;
    for (int index = 0; index < count; index++) {
      present |= 1 << codes[index];
    }
    return present;
  }

  public static void write(ByteSink out, byte[] codes, int count, Scratch scratch) {
    int present = present(codes, count);
    if (Integer.bitCount(present) == 1) {
      out.u8(codes[0]);
    } else if (count > 0) {
      if (runBytes(codes, count) < packedBytes(present, count)) {
        writeRuns(out, codes, count);
      } else {
        writePacked(out, codes, count, present, scratch);
      }
    }
  }

  private static int width(int present) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(Integer.bitCount(present) - 1);
  }

  private static long packedBytes(int present, int count) {
    return 2L + BitPacking.bytes(count, width(present));
  }

  private static long runBytes(byte[] codes, int count) {
    long bytes = 0;
    int start = 0;
    for (int index = 1; index <= count; index++) {
      if (index == count || codes[index] != codes[start]) {
        bytes += 1 + ByteSink.varintBytes(index - start - 1L);
        start = index;
      }
    }
    return bytes;
  }

  private static void writeRuns(ByteSink out, byte[] codes, int count) {
    out.u8(RUNS);
    int start = 0;
    for (int index = 1; index <= count; index++) {
      if (index == count || codes[index] != codes[start]) {
        out.u8(codes[start]).varint(index - start - 1L);
        start = index;
      }
    }
  }

  private static void writePacked(
      ByteSink out, byte[] codes, int count, int present, Scratch scratch) {
    long[] ranks = scratch.longs(count);
    for (int index = 0; index < count; index++) {
      ranks[index] = Integer.bitCount(present & ((1 << codes[index]) - 1));
    }
    out.u8(PACKED).u16(present).packed(ranks, count, width(present), 0);
  }

  /**
   * {@return one bit for each code that occurs}
   *
   * @param codes takes {@code count} of them
   * @param known greatest code that has a meaning
   */
  public static int read(ByteSource in, byte[] codes, int count, int known, Scratch scratch) {
    if (count == 0) {
      return 0;
    }
    int form = in.u8();
    if (form <= known) {
      Arrays.fill(codes, 0, count, (byte) form);
      return 1 << form;
    } else if (form == PACKED && count > 1) {
      readPacked(in, codes, count, scratch);
    } else if (form == RUNS && count > 1) {
      readRuns(in, codes, count);
    } else {
      throw in.bad("a column of codes has the unknown form " + form);
    }
    int present = present(codes, count);
    if (present >>> known >>> 1 != 0) {
      throw in.bad("an unknown code is there, in " + Integer.toBinaryString(present));
    }
    boolean uniform = Integer.bitCount(present) == 1;
    boolean runs = !uniform && runBytes(codes, count) < packedBytes(present, count);
    if (form != (uniform ? codes[0] : runs ? RUNS : PACKED)) {
      throw in.bad("a column of codes is not in its shortest form");
    }
    return present;
  }

  private static void readPacked(ByteSource in, byte[] codes, int count, Scratch scratch) {
    int present = in.u16();
    int known = Integer.bitCount(present);
    if (known < 2) {
      throw in.bad("packed codes have " + known + " values");
    }
    byte[] palette = new byte[known];
    for (int code = 0, rank = 0; code < CODES; code++) {
      if ((present & 1 << code) != 0) {
        palette[rank++] = (byte) code;
      }
    }
    int width = width(present);
    long[] ranks = scratch.longs(count);
    int from = in.skip(BitPacking.bytes(count, width));
    BitPacking.unpack(in.array(), from, width, 0, ranks, count);
    for (int index = 0; index < count; index++) {
      int rank = (int) ranks[index];
      if (rank >= known) {
        throw in.bad("a packed code has the rank " + rank + " of " + known);
      }
      codes[index] = palette[rank];
    }
    if (present(codes, count) != present
        || !BitPacking.endsInZeros(in.array(), from, count, width)) {
      throw in.bad("packed codes name one that does not occur");
    }
  }

  private static void readRuns(ByteSource in, byte[] codes, int count) {
    int index = 0;
    while (index < count) {
      int code = in.u8();
      int end = index + 1 + in.count(count - index - 1);
      if (code >= CODES || (index > 0 && codes[index - 1] == code)) {
        throw in.bad("a run of code " + code + " is none, or goes on in the next one");
      }
      Arrays.fill(codes, index, end, (byte) code);
      index = end;
    }
  }
}
