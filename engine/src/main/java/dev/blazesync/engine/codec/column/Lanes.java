package dev.blazesync.engine.codec.column;

/**
 * Eight bytes in a number, and the same eight in fewer bits each: three steps move all of them,
 * where one by one takes eight. Masks are of the lower and the upper half of what moves together:
 * two bytes, four, eight.
 *
 * @param width bits of each byte that count, 1 to 6
 */
record Lanes(int width, long low2, long high2, long low4, long high4, long low8, long high8) {
  /** The lowest bit of each byte. */
  static final long ONES = 0x0101010101010101L;

  /** The uppermost bit of each byte. */
  static final long HIGHS = 0x8080808080808080L;

  private static final long TWOS = 0x0001000100010001L;
  private static final long FOURS = 0x0000000100000001L;
  private static final Lanes[] OF = new Lanes[7];

  static {
    for (int width = 1; width < OF.length; width++) {
      long low2 = bits(width) * TWOS;
      long low4 = bits(2 * width) * FOURS;
      long low8 = bits(4 * width);
      OF[width] =
          new Lanes(
              width, low2, low2 << width, low4, low4 << (2 * width), low8, low8 << (4 * width));
    }
  }

  static Lanes of(int width) {
    return OF[width];
  }

  private static long bits(int count) {
    return (1L << count) - 1;
  }

  /** {@return eight numbers without the bits between them, the first one lowest} */
  long pack(long bytes) {
    long twos = (bytes & low2) | ((bytes >>> (8 - width)) & high2);
    long fours = (twos & low4) | ((twos >>> (16 - 2 * width)) & high4);
    return (fours & low8) | ((fours >>> (32 - 4 * width)) & high8);
  }

  /** {@return the first eight numbers, each in a byte} */
  long unpack(long packed) {
    long fours = (packed & low8) | ((packed & high8) << (32 - 4 * width));
    long twos = (fours & low4) | ((fours & high4) << (16 - 2 * width));
    return (twos & low2) | ((twos & high2) << (8 - width));
  }
}
