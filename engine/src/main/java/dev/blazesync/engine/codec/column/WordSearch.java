package dev.blazesync.engine.codec.column;

import java.util.Arrays;

/**
 * The different words of texts, where a word is what stands between two spaces, and may be empty.
 * Spaces are found eight bytes at a time and some texts ahead, so that one word need not wait for
 * the one before it; then each is looked for in a table with open addressing. Not thread-safe.
 */
final class WordSearch {
  static final byte SPACE = ' ';

  private static final int SLACK = 64;

  /** Steps from slot to slot that a word may take on average, or hashes were made to collide. */
  private static final int STEPS = 4;

  private static final int FREE_STEPS = 1024;
  private static final int SLOTS = 256;

  /** Words that are found ahead. */
  private static final int AHEAD = 64;

  private static final long SPACES = SPACE * Lanes.ONES;
  private static final long LOWS = ~Lanes.HIGHS;
  private static final long MIX = 0x9e3779b97f4a7c15L;

  /** Of the word in each slot: its number and 1, above that its length; 0 if the slot is free. */
  private long[] slots = new long[SLOTS];

  /** Of the word in each slot, its key. */
  private long[] slotKeys = new long[SLOTS];

  private int mask;

  /** The upper bits of a product, which all of a key and its length have part in, say where. */
  private int shift;

  /** Of each different word: its key, where it starts, how many bytes it has. */
  private long[] keys = new long[SLOTS / 2];

  private int[] starts = new int[SLOTS / 2];
  private int[] lengths = new int[SLOTS / 2];
  private int different;

  /** Of words that were found ahead: twice where they end, and 1 if that is at a space. */
  private int[] ends = new int[4 * AHEAD];

  private int[] numbers = new int[SLOTS];
  private long[] spaces = new long[0];
  private int total;
  private long steps;

  /**
   * @param bytes of all texts, one behind the other, and 8 more
   * @param textLengths bytes of each text
   * @return false as soon as it shows that few words repeat; nothing below means anything then
   */
  boolean find(byte[] bytes, long[] textLengths, int count) {
    reset();
    if (spaces.length < count) {
      spaces = new long[count + (count >> 2)];
    }
    int start = 0;
    int end = 0;
    int ahead = 0;
    for (int text = 0; text < count; text++) {
      int from = end;
      end += (int) textLengths[text];
      int before = ahead;
      ahead = split(bytes, from, end, ahead);
      spaces[text] = ahead - before - 1L;
      if (ahead >= AHEAD || text == count - 1) {
        if (!numberAll(bytes, start, ahead)) {
          return false;
        }
        start = end;
        ahead = 0;
      }
    }
    return true;
  }

  /**
   * As {@link #find}, of texts as they are instead of words.
   *
   * @param bytes of all texts, one behind the other, and 8 more
   */
  boolean findWhole(byte[] bytes, long[] textLengths, int count) {
    reset();
    if (numbers.length < count) {
      numbers = new int[count + (count >> 2)];
    }
    int at = 0;
    for (int text = 0; text < count; text++) {
      int length = (int) textLengths[text];
      int number = number(bytes, at, length);
      if (number < 0) {
        return false;
      }
      numbers[total++] = number;
      at += length;
    }
    return true;
  }

  private void reset() {
    Arrays.fill(slots, 0, SLOTS, 0);
    mask = SLOTS - 1;
    shift = Long.numberOfLeadingZeros(mask);
    different = 0;
    total = 0;
    steps = 0;
  }

  /** {@return words ahead, with those of one text more} */
  private int split(byte[] bytes, int from, int end, int ahead) {
    int found = ahead;
    if (ends.length < found + end - from + 3) {
      ends = Arrays.copyOf(ends, 2 * (found + end - from + 3));
    }
    for (int at = from; at < end; at += Long.BYTES) {
      long others = Words.little(bytes, at) ^ SPACES;
      long here = ~(((others & LOWS) + LOWS) | others | LOWS);
      if (end - at < Long.BYTES) {
        here &= (1L << (Byte.SIZE * (end - at))) - 1;
      }
      // two at least, since asking how many there are takes longer
      long next = here & (here - 1);
      ends[found] = 2 * at + (Long.numberOfTrailingZeros(here) >>> 2);
      ends[found + 1] = 2 * at + (Long.numberOfTrailingZeros(next) >>> 2);
      int after = found + Long.bitCount(here);
      for (found += 2; found < after; found++) {
        next &= next - 1;
        ends[found] = 2 * at + (Long.numberOfTrailingZeros(next) >>> 2);
      }
      found = after;
    }
    ends[found] = 2 * end;
    return found + 1;
  }

  private boolean numberAll(byte[] bytes, int start, int ahead) {
    if (numbers.length < total + ahead) {
      numbers = Arrays.copyOf(numbers, 2 * (total + ahead));
    }
    int at = start;
    for (int word = 0; word < ahead; word++) {
      int end = ends[word];
      int number = number(bytes, at, (end >>> 1) - at);
      if (number < 0) {
        return false;
      }
      numbers[total++] = number;
      at = (end >>> 1) + (end & 1);
    }
    return true;
  }

  /** {@return the number of a word, maybe a new one; -1 to give up} */
  private int number(byte[] bytes, int from, int length) {
    long key = key(bytes, from, length);
    int slot = (int) (((key ^ length) * MIX) >>> shift);
    for (long known = slots[slot]; known != 0; known = slots[slot]) {
      int number = (int) known - 1;
      if (slotKeys[slot] == key
          && known >>> Integer.SIZE == length
          && (length <= Long.BYTES || same(bytes, starts[number], from, length))) {
        return number;
      }
      slot = (slot + 1) & mask;
      steps++;
    }
    boolean hopeless = 2L * different > total + SLACK || steps > (long) STEPS * total + FREE_STEPS;
    return hopeless ? -1 : add(key, from, length, slot);
  }

  /** {@return the word itself; of more than eight bytes, something of all} */
  private static long key(byte[] bytes, int from, int length) {
    long word = Words.little(bytes, from);
    if (length > Long.BYTES) {
      return longKey(bytes, from, length, word);
    }
    return head(word, length);
  }

  private static long longKey(byte[] bytes, int from, int length, long head) {
    long mixed = head * MIX;
    for (int done = Long.BYTES; done < length; done += Long.BYTES) {
      long next = Words.little(bytes, from + done);
      int left = length - done;
      mixed = (mixed ^ (mixed >>> 32) ^ (left < Long.BYTES ? head(next, left) : next)) * MIX;
    }
    return mixed;
  }

  /** {@return at most eight bytes of a word} */
  private static long head(long word, int length) {
    return length == 0 ? 0 : word & (-1L >>> (Long.SIZE - Byte.SIZE * length));
  }

  private static boolean same(byte[] bytes, int one, int other, int length) {
    return Arrays.equals(bytes, one, one + length, bytes, other, other + length);
  }

  private int add(long key, int from, int length, int slot) {
    int number = different++;
    keys[number] = key;
    starts[number] = from;
    lengths[number] = length;
    slots[slot] = ((long) length << Integer.SIZE) | different;
    slotKeys[slot] = key;
    if (2 * different > mask) {
      grow();
    }
    return number;
  }

  /** At most half of the slots, and every other number, are in use. */
  private void grow() {
    mask = 2 * mask + 1;
    shift--;
    if (slots.length <= mask) {
      slots = new long[mask + 1];
      slotKeys = new long[mask + 1];
      keys = Arrays.copyOf(keys, slots.length / 2);
      starts = Arrays.copyOf(starts, slots.length / 2);
      lengths = Arrays.copyOf(lengths, slots.length / 2);
    } else {
      Arrays.fill(slots, 0, mask + 1, 0);
    }
    for (int number = 0; number < different; number++) {
      int slot = (int) (((keys[number] ^ lengths[number]) * MIX) >>> shift);
      while (slots[slot] != 0) {
        slot = (slot + 1) & mask;
        steps++;
      }
      slots[slot] = ((long) lengths[number] << Integer.SIZE) | (number + 1);
      slotKeys[slot] = keys[number];
    }
  }

  int different() {
    return different;
  }

  /** {@return bytes of all different ones, and in {@code out} of each} */
  long lengths(long[] out) {
    long bytes = 0;
    for (int number = 0; number < different; number++) {
      out[number] = lengths[number];
      bytes += lengths[number];
    }
    return bytes;
  }

  /**
   * Writes the bytes of all different ones.
   *
   * @param texts in which they were found
   */
  void write(ByteSink out, byte[] texts) {
    for (int number = 0; number < different; number++) {
      out.raw(texts, starts[number], lengths[number]);
    }
  }

  /** {@return words of all texts} */
  int total() {
    return total;
  }

  /** {@return the number of each of them, in the order of first use} */
  int[] numbers() {
    return numbers;
  }

  /** {@return words of each text, less 1} */
  long[] spaces() {
    return spaces;
  }

  /** {@return values in its largest array} */
  int capacity() {
    return Math.max(Math.max(numbers.length, ends.length), Math.max(slots.length, spaces.length));
  }
}
