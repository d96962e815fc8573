package dev.blazesync.engine.codec.column;

import java.util.Arrays;

/** Whether LZ4, which goes over all columns later, would find much in one. */
final class Matches {
  private static final int SAMPLE = 4096;
  private static final int SLOTS = 4096;
  private static final int SLOT_SHIFT = Integer.SIZE - 12;
  private static final int MIX = 0x9e3779b1;

  /** What LZ4 matches at least, and what a match costs. */
  private static final int LEAST = 4;

  private static final int COST = 3;

  /** Part of the bytes that must be won. */
  private static final int WORTHWHILE = 8;

  /** After so many places without a match, as a power of 2, steps get longer, as those of LZ4. */
  private static final int PATIENCE = 6;

  private Matches() {}

  /**
   * {@return whether an eighth of the first bytes would be saved if what was there before were
   * named instead of repeated}
   *
   * @param bytes at least {@code total}, and 8 more
   */
  static boolean worthwhile(byte[] bytes, int total, Scratch scratch) {
    int end = Math.min(total, SAMPLE);
    int[] last = scratch.ints(SLOTS);
    Arrays.fill(last, 0, SLOTS, -1);
    int saved = 0;
    int misses = 0;
    int at = 0;
    while (at + LEAST <= end) {
      int four = (int) Words.little(bytes, at);
      int slot = (four * MIX) >>> SLOT_SHIFT;
      int before = last[slot];
      last[slot] = at;
      if (before >= 0 && (int) Words.little(bytes, before) == four) {
        int length = LEAST;
        while (at + length < end && bytes[before + length] == bytes[at + length]) {
          length++;
        }
        saved += length - COST;
        at += length;
        misses = 0;
      } else {
        at += 1 + (misses++ >>> PATIENCE);
      }
    }
    return (long) saved * WORTHWHILE >= end;
  }
}
