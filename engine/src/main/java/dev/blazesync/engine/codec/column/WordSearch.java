package dev.blazesync.engine.codec.column;

import java.util.Arrays;

/**
 * The different words of texts, where a word is what stands between two spaces, and may be empty. A
 * table of numbers with open addressing, over the bytes themselves. Not thread-safe.
 */
final class WordSearch {
  static final byte SPACE = ' ';

  private static final int SLACK = 64;

  /** Steps from slot to slot that a word may take on average, or hashes were made to collide. */
  private static final int STEPS = 4;

  private static final int FREE_STEPS = 1024;
  private static final int SLOTS = 256;
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final long SPACES = SPACE * ONES;
  private static final long MIX = 0x9e3779b97f4a7c15L;

  /** Of the word in each slot, its number and 1; 0 if the slot is free. */
  private int[] slots = new int[SLOTS];

  private int mask;

  /** The upper bits of a hash, which all of its word have part in, say where to begin. */
  private int shift;

  /** Of each different word: its first eight bytes, where it starts, how many bytes it has. */
  private long[] heads = new long[SLOTS / 2];

  private int[] starts = new int[SLOTS / 2];
  private int[] lengths = new int[SLOTS / 2];
  private int[] hashes = new int[SLOTS / 2];
  private int different;

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
    reset(count);
    int end = 0;
    for (int text = 0; text < count; text++) {
      int from = end;
      end += (int) textLengths[text];
      int before = total;
      if (!find(bytes, from, end)) {
        return false;
      }
      spaces[text] = total - before - 1L;
    }
    return true;
  }

  private boolean find(byte[] bytes, int from, int end) {
    int at = from;
    while (true) {
      long word = Words.little(bytes, at);
      int length = Math.min(Long.numberOfTrailingZeros(spaces(word)) >>> 3, end - at);
      if (length == Long.BYTES) {
        length = wordEnd(bytes, at, end) - at;
      }
      int number = number(bytes, at, length, head(word, length));
      if (number < 0) {
        return false;
      }
      if (total == numbers.length) {
        numbers = Arrays.copyOf(numbers, 2 * total);
      }
      numbers[total++] = number;
      at += length + 1;
      if (at > end) {
        return true;
      }
    }
  }

  private void reset(int count) {
    Arrays.fill(slots, 0, SLOTS, 0);
    mask = SLOTS - 1;
    shift = Integer.numberOfLeadingZeros(mask);
    different = 0;
    total = 0;
    steps = 0;
    if (spaces.length < count) {
      spaces = new long[count + (count >> 2)];
    }
  }

  /** {@return the lowest bit that is set is that of the first space, if there is one} */
  private static long spaces(long word) {
    long others = word ^ SPACES;
    return (others - ONES) & ~others & HIGHS;
  }

  private static int wordEnd(byte[] bytes, int from, int end) {
    for (int at = from; at < end; at += Long.BYTES) {
      long found = spaces(Words.little(bytes, at));
      if (found != 0) {
        return Math.min(end, at + (Long.numberOfTrailingZeros(found) >>> 3));
      }
    }
    return end;
  }

  /** {@return the number of a word, maybe a new one; -1 to give up} */
  private int number(byte[] bytes, int from, int length, long head) {
    long mixed = (head ^ length) * MIX;
    for (int done = Long.BYTES; done < length; done += Long.BYTES) {
      long next = head(Words.little(bytes, from + done), length - done);
      mixed = (mixed ^ (mixed >>> 32) ^ next) * MIX;
    }
    int hash = (int) (mixed >>> 32);
    int slot = hash >>> shift;
    for (int known = slots[slot]; known != 0; known = slots[slot]) {
      if (heads[known - 1] == head
          && lengths[known - 1] == length
          && (length <= Long.BYTES || same(bytes, starts[known - 1], from, length))) {
        return known - 1;
      }
      slot = (slot + 1) & mask;
      steps++;
    }
    boolean hopeless = 2L * different > total + SLACK || steps > (long) STEPS * total + FREE_STEPS;
    return hopeless ? -1 : add(head, from, length, hash, slot);
  }

  /** {@return the first bytes of a word, at most eight, as the uppermost of a number} */
  private static long head(long word, int length) {
    int shift = Long.SIZE - Byte.SIZE * Math.min(length, Long.BYTES);
    return shift == Long.SIZE ? 0 : word << shift;
  }

  private static boolean same(byte[] bytes, int one, int other, int length) {
    return Arrays.equals(bytes, one, one + length, bytes, other, other + length);
  }

  private int add(long head, int from, int length, int hash, int slot) {
    int number = different++;
    heads[number] = head;
    starts[number] = from;
    lengths[number] = length;
    hashes[number] = hash;
    slots[slot] = different;
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
      slots = new int[mask + 1];
      heads = Arrays.copyOf(heads, slots.length / 2);
      starts = Arrays.copyOf(starts, slots.length / 2);
      lengths = Arrays.copyOf(lengths, slots.length / 2);
      hashes = Arrays.copyOf(hashes, slots.length / 2);
    } else {
      Arrays.fill(slots, 0, mask + 1, 0);
    }
    for (int number = 0; number < different; number++) {
      int slot = hashes[number] >>> shift;
      while (slots[slot] != 0) {
        slot = (slot + 1) & mask;
        steps++;
      }
      slots[slot] = number + 1;
    }
  }

  int different() {
    return different;
  }

  int start(int number) {
    return starts[number];
  }

  int length(int number) {
    return lengths[number];
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
    return Math.max(numbers.length, Math.max(slots.length, spaces.length));
  }
}
