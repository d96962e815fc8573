package dev.blazesync.engine.policy;

import dev.blazesync.engine.codec.WireReader;
import dev.blazesync.engine.codec.WireWriter;
import dev.blazesync.spi.Nullable;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a line stands: a path of steps, compared step by step; a path that goes on stands behind
 * its beginning. The last digit is never 0, so between any two different places there is room for
 * more (Weiss, Urso, Molli, "Logoot", 2009), and nothing has to be kept of lines that are gone.
 */
record Place(List<Step> path) implements Comparable<Place> {
  /** Longest path. */
  static final int MAX_STEPS = 6;

  /** Space between neighbouring lines of a base. */
  static final long BASE_GAP = 1L << 17;

  private static final long END = 1L << 32;

  /** How much room a new line leaves behind it, for those that are typed next. */
  private static final long STRIDE = 1L << 10;

  /**
   * One step.
   *
   * @param digit 32 bits
   * @param tag of the edit, 32 bits; keeps apart what several writers put at one digit
   */
  record Step(long digit, long tag) implements Comparable<Step> {
    @Override
    public int compareTo(Step other) {
      int order = Long.compare(digit, other.digit);
      return order != 0 ? order : Long.compare(tag, other.tag);
    }
  }

  /** {@return the place of a line of a base} */
  static Place ofBaseLine(int index) {
    return new Place(List.of(new Step((index + 1) * BASE_GAP, 0)));
  }

  /**
   * {@return the place of a line of the insertion that begins here} All of them come before the
   * next insertion, so that two at one place do not mix.
   *
   * @param index of the line; 0 = the one that begins it
   */
  Place line(int index) {
    if (index == 0) {
      return this;
    }
    List<Step> longer = new ArrayList<>(path);
    longer.add(new Step(index * STRIDE, 0));
    return new Place(List.copyOf(longer));
  }

  /**
   * {@return a place between two lines; null = it would be too deep}
   *
   * @param left null = the beginning
   * @param right null = the end
   */
  static @Nullable Place between(@Nullable Place left, @Nullable Place right, long tag) {
    List<Step> path = new ArrayList<>();
    boolean bounded = right != null && (left == null || left.compareTo(right) < 0);
    for (int depth = 0; depth < MAX_STEPS; depth++) {
      Step low = left != null && depth < left.path.size() ? left.path.get(depth) : new Step(0, 0);
      long high = bounded && right != null ? right.path.get(depth).digit : END;
      long room = high - low.digit - 1;
      if (room > 0) {
        long space = Math.min(STRIDE, (room - 1) / 2);
        path.add(new Step(low.digit + 1 + space, tag));
        return new Place(List.copyOf(path));
      }
      path.add(low);
      bounded = bounded && right != null && right.path.get(depth).equals(low);
    }
    return null;
  }

  @Override
  public int compareTo(Place other) {
    int common = Math.min(path.size(), other.path.size());
    for (int index = 0; index < common; index++) {
      int order = path.get(index).compareTo(other.path.get(index));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(path.size(), other.path.size());
  }

  void write(WireWriter out) {
    out.u8(path.size());
    for (Step step : path) {
      out.i32((int) step.digit).i32((int) step.tag);
    }
  }

  static Place read(WireReader in) {
    int count = in.u8();
    if (count == 0 || count > MAX_STEPS) {
      throw in.bad("a place has " + count + " steps");
    }
    List<Step> path = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      path.add(new Step(in.i32() & 0xffffffffL, in.i32() & 0xffffffffL));
    }
    if (path.get(count - 1).digit == 0) {
      throw in.bad("there is no room before a place");
    }
    return new Place(List.copyOf(path));
  }
}
