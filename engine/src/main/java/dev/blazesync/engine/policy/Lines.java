package dev.blazesync.engine.policy;

import dev.blazesync.engine.codec.ValueCodec;
import dev.blazesync.engine.policy.Elements.Element;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a merged text holds.
 *
 * @param base the text that was last written as a whole; null = dead
 * @param runs what was inserted since, all after the base
 * @param touched stamp of the last edit
 */
record Lines(@Nullable Base base, Map<RunId, Run> runs, Stamp touched) {
  /** Most insertions of a version; the latest are kept. */
  static final int MAX_RUNS = 400;

  /**
   * One line.
   *
   * @param text empty when it was removed
   */
  record Line(String text, boolean there) {
    static final Line GONE = new Line("", false);

    private static Line both(Line a, Line b) {
      return a.there && b.there ? (a.text.compareTo(b.text) >= 0 ? a : b) : GONE;
    }
  }

  /**
   * A text written as a whole.
   *
   * @param name a hash of it
   * @param lines empty for what is no text
   * @param whole what is no text, as long as nothing was inserted since; else null
   */
  record Base(Stamp stamp, Element name, List<Line> lines, @Nullable Value whole) {
    private static final Comparator<Base> ORDER =
        Comparator.comparing(Base::stamp).thenComparing(Base::name);
  }

  /**
   * An insertion.
   *
   * @param number among those of its edit
   */
  record RunId(Stamp stamp, int number) implements Comparable<RunId> {
    @Override
    public int compareTo(RunId other) {
      int order = stamp.compareTo(other.stamp);
      return order != 0 ? order : Integer.compare(number, other.number);
    }
  }

  /**
   * Lines that were inserted together.
   *
   * @param place of the first
   */
  record Run(Place place, List<Line> lines) {}

  /**
   * A line that is shown.
   *
   * @param run null = of the base
   */
  record Spot(@Nullable RunId run, int index, Place place, Line line) {
    private static final Comparator<Spot> ORDER =
        Comparator.comparing(Spot::place)
            .thenComparing(spot -> spot.run == null ? new RunId(Stamp.NEVER, 0) : spot.run)
            .thenComparing(Spot::index);
  }

  /**
   * {@return the join} It is one too of what no edit makes: two texts or numbers of lines under one
   * name. A line that the other does not have is gone.
   */
  Lines with(Lines other) {
    Map<RunId, Run> all = new TreeMap<>(runs);
    other.runs.forEach((id, run) -> all.merge(id, run, Lines::both));
    Base greater = both(base, other.base);
    if (greater != null) {
      all.keySet().removeIf(id -> !id.stamp.isAfter(greater.stamp));
    }
    while (all.size() > MAX_RUNS) {
      all.remove(((TreeMap<RunId, Run>) all).firstKey());
    }
    return new Lines(greater, all, Stamp.max(touched, other.touched)).withoutLostWhole();
  }

  private static Run both(Run a, Run b) {
    return new Run(a.place.compareTo(b.place) >= 0 ? a.place : b.place, both(a.lines, b.lines));
  }

  private static @Nullable Base both(@Nullable Base a, @Nullable Base b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    int order = Base.ORDER.compare(a, b);
    return order > 0
        ? a
        : order < 0
            ? b
            : new Base(a.stamp, a.name, both(a.lines, b.lines), greater(a.whole, b.whole));
  }

  /** What was written as a whole loses its value to lines: {@link #withoutLostWhole}. */
  private static @Nullable Value greater(@Nullable Value a, @Nullable Value b) {
    if (a == null || b == null) {
      return null;
    }
    return ValueCodec.compareEncoded(a, b) >= 0 ? a : b;
  }

  private static List<Line> both(List<Line> a, List<Line> b) {
    List<Line> both = new ArrayList<>();
    for (int index = 0; index < Math.max(a.size(), b.size()); index++) {
      boolean shared = index < Math.min(a.size(), b.size());
      both.add(shared ? Line.both(a.get(index), b.get(index)) : Line.GONE);
    }
    return List.copyOf(both);
  }

  /** What is no text cannot be shown among lines, nor kept beside them. */
  private Lines withoutLostWhole() {
    return base == null || base.whole == null || runs.isEmpty()
        ? this
        : new Lines(new Base(base.stamp, base.name, base.lines, null), runs, touched);
  }

  /** {@return what is newer than {@code died}, which is before {@link #touched}} */
  Lines after(Stamp died) {
    Map<RunId, Run> newer = new TreeMap<>(runs);
    newer.keySet().removeIf(id -> !id.stamp.isAfter(died));
    return new Lines(base != null && base.stamp.isAfter(died) ? base : null, newer, touched);
  }

  /** {@return the lines that are there, in order} */
  List<Spot> spots() {
    List<Spot> spots = new ArrayList<>();
    if (base != null) {
      addSpots(spots, null, Place.ofBaseLine(0), base.lines);
    }
    runs.forEach((id, run) -> addSpots(spots, id, run.place, run.lines));
    spots.sort(Spot.ORDER);
    return spots;
  }

  private static void addSpots(
      List<Spot> spots, @Nullable RunId run, Place first, List<Line> lines) {
    for (int index = 0; index < lines.size(); index++) {
      if (lines.get(index).there) {
        Place place = run == null ? Place.ofBaseLine(index) : first.line(index);
        spots.add(new Spot(run, index, place, lines.get(index)));
      }
    }
  }

  Value shown() {
    return base != null && base.whole != null
        ? base.whole
        : new Value.Text(String.join("\n", spots().stream().map(spot -> spot.line.text).toList()));
  }
}
