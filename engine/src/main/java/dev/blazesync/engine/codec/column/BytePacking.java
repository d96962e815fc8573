package dev.blazesync.engine.codec.column;

/**
 * {@link BitPacking} of the numbers that bytes have in an alphabet, eight at a time: computed where
 * its values are neighbours, as letters are, and looked up elsewhere.
 */
final class BytePacking {
  private static final int VALUES = 256;

  /** Marks what has no value. */
  private static final int NONE = 1 << 16;

  private BytePacking() {}

  /** {@return whether each is the one before and 1, and a byte of ASCII} */
  static boolean neighbours(byte[] alphabet) {
    return alphabet[0] >= 0 && alphabet[alphabet.length - 1] - alphabet[0] == alphabet.length - 1;
  }

  /**
   * Writes the number of each byte.
   *
   * @param bytes with 8 bytes behind them, as {@code out}
   * @param alphabet ascending, 2 to 64 values; all that occur
   */
  static void pack(byte[] bytes, int count, byte[] alphabet, byte[] out, int from) {
    int width = TextAlphabet.width(alphabet.length);
    Lanes lanes = Lanes.of(width);
    byte[] numbers = neighbours(alphabet) ? null : numbers(alphabet);
    long first = alphabet[0] * Lanes.ONES;
    int at = from;
    for (int index = 0; index < count; index += Long.BYTES) {
      long word = Words.little(bytes, index);
      long packed = lanes.pack(numbers == null ? word - first : looked(word, numbers));
      int left = count - index;
      Words.setLittle(out, at, left < Long.BYTES ? packed & ((1L << (left * width)) - 1) : packed);
      at += width;
    }
  }

  private static byte[] numbers(byte[] alphabet) {
    byte[] numbers = new byte[VALUES];
    for (int number = 0; number < alphabet.length; number++) {
      numbers[alphabet[number] & 0xff] = (byte) number;
    }
    return numbers;
  }

  private static long looked(long word, byte[] numbers) {
    return four((int) word, numbers)
        | ((long) four((int) (word >>> Integer.SIZE), numbers) << Integer.SIZE);
  }

  private static int four(int bytes, byte[] numbers) {
    return numbers[bytes & 0xff]
        | (numbers[(bytes >>> 8) & 0xff] << 8)
        | (numbers[(bytes >>> 16) & 0xff] << 16)
        | (numbers[bytes >>> 24] << 24);
  }

  /**
   * Reads what {@link #pack} wrote; {@code in} holds all of it.
   *
   * @param out with 8 bytes to spare
   * @return false if a number is there that has no value
   */
  static boolean unpack(
      byte[] in, int from, int count, byte[] alphabet, byte[] out, Scratch scratch) {
    int width = TextAlphabet.width(alphabet.length);
    if (!neighbours(alphabet)) {
      return count < 1 << (2 * width)
          ? lookUpEach(in, from, count, alphabet, out)
          : lookUpPairs(in, from, count, width, pairs(alphabet, width, scratch), out);
    }
    Lanes lanes = Lanes.of(width);
    long first = alphabet[0] * Lanes.ONES;
    long most = (128 - alphabet.length) * Lanes.ONES;
    long over = 0;
    int at = from;
    for (int index = 0; index < count; index += Long.BYTES) {
      long numbers = lanes.unpack(BitPacking.word(in, at));
      int left = count - index;
      if (left < Long.BYTES) {
        numbers &= (1L << (left * Byte.SIZE)) - 1;
      }
      over |= numbers + most;
      Words.setLittle(out, index, numbers + first);
      at += width;
    }
    return (over & Lanes.HIGHS) == 0;
  }

  private static boolean lookUpEach(byte[] in, int from, int count, byte[] alphabet, byte[] out) {
    int width = TextAlphabet.width(alphabet.length);
    for (int index = 0, bit = 0; index < count; index++, bit += width) {
      long word = BitPacking.word(in, from + (bit >>> 3)) >>> (bit & 7);
      int number = (int) word & ((1 << width) - 1);
      if (number >= alphabet.length) {
        return false;
      }
      out[index] = alphabet[number];
    }
    return true;
  }

  /** {@return both bytes of each pair of numbers, the first one lowest} */
  private static int[] pairs(byte[] alphabet, int width, Scratch scratch) {
    int count = 1 << width;
    int[] pairs = scratch.ints(count * count);
    for (int pair = 0; pair < count * count; pair++) {
      int low = pair & (count - 1);
      int high = pair >>> width;
      boolean known = Math.max(low, high) < alphabet.length;
      pairs[pair] = known ? pair(alphabet[low], alphabet[high]) : NONE;
    }
    return pairs;
  }

  private static int pair(byte low, byte high) {
    return (low & 0xff) | ((high & 0xff) << 8);
  }

  private static boolean lookUpPairs(
      byte[] in, int from, int count, int width, int[] pairs, byte[] out) {
    int mask = (1 << (2 * width)) - 1;
    int found = 0;
    int at = from;
    for (int index = 0; index < count; index += Long.BYTES) {
      long packed = BitPacking.word(in, at);
      int left = count - index;
      if (left < Long.BYTES) {
        packed &= (1L << (left * width)) - 1;
      }
      int one = pairs[(int) packed & mask];
      int two = pairs[(int) (packed >>> (2 * width)) & mask];
      int three = pairs[(int) (packed >>> (4 * width)) & mask];
      int four = pairs[(int) (packed >>> (6 * width)) & mask];
      found |= one | two | three | four;
      long low = (one & 0xffff) | ((long) (two & 0xffff) << 16);
      long high = (three & 0xffff) | ((long) (four & 0xffff) << 16);
      Words.setLittle(out, index, low | (high << Integer.SIZE));
      at += width;
    }
    return found < NONE;
  }
}
