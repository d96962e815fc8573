package dev.blazesync.engine.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * What changed between two lists of lines: a longest common subsequence by dynamic programming,
 * after equal beginnings and ends are set aside. What is too different is replaced as a whole.
 */
final class LineDiff {
  /** Most cells of the table: bounds time and memory. */
  static final int MAX_CELLS = 1_000_000;

  /**
   * Old lines that are replaced by new ones; either may be none.
   *
   * @param oldEnd exclusive
   * @param newEnd exclusive
   */
  record Hunk(int oldStart, int oldEnd, int newStart, int newEnd) {}

  private LineDiff() {}

  static List<Hunk> between(List<String> before, List<String> after) {
    int start = 0;
    int oldEnd = before.size();
    int newEnd = after.size();
    while (start < oldEnd && start < newEnd && before.get(start).equals(after.get(start))) {
      start++;
    }
    while (oldEnd > start
        && newEnd > start
        && before.get(oldEnd - 1).equals(after.get(newEnd - 1))) {
      oldEnd--;
      newEnd--;
    }
    if (start == oldEnd && start == newEnd) {
      return List.of();
    }
    long cells = (oldEnd - start + 1L) * (newEnd - start + 1L);
    return cells > MAX_CELLS
        ? List.of(new Hunk(start, oldEnd, start, newEnd))
        : hunks(before.subList(start, oldEnd), after.subList(start, newEnd), start);
  }

  private static List<Hunk> hunks(List<String> before, List<String> after, int offset) {
    int[][] common = common(before, after);
    List<Hunk> hunks = new ArrayList<>();
    int oldAt = 0;
    int newAt = 0;
    while (oldAt < before.size() || newAt < after.size()) {
      int oldStart = oldAt;
      int newStart = newAt;
      while (!same(before, oldAt, after, newAt)
          && (oldAt < before.size() || newAt < after.size())) {
        boolean removes =
            newAt == after.size()
                || (oldAt < before.size() && common[oldAt + 1][newAt] >= common[oldAt][newAt + 1]);
        oldAt += removes ? 1 : 0;
        newAt += removes ? 0 : 1;
      }
      if (oldAt > oldStart || newAt > newStart) {
        hunks.add(new Hunk(oldStart + offset, oldAt + offset, newStart + offset, newAt + offset));
      }
      while (same(before, oldAt, after, newAt)) {
        oldAt++;
        newAt++;
      }
    }
    return hunks;
  }

  private static boolean same(List<String> before, int oldAt, List<String> after, int newAt) {
    return oldAt < before.size()
        && newAt < after.size()
        && before.get(oldAt).equals(after.get(newAt));
  }

  /** {@return lengths of the longest common subsequences of all pairs of ends} */
  private static int[][] common(List<String> before, List<String> after) {
    int[][] common = new int[before.size() + 1][after.size() + 1];
    for (int oldAt = before.size() - 1; oldAt >= 0; oldAt--) {
      for (int newAt = after.size() - 1; newAt >= 0; newAt--) {
        common[oldAt][newAt] =
            before.get(oldAt).equals(after.get(newAt))
                ? common[oldAt + 1][newAt + 1] + 1
                : Math.max(common[oldAt + 1][newAt], common[oldAt][newAt + 1]);
      }
    }
    return common;
  }
}
