package dev.blazesync.engine.policy;

import dev.blazesync.engine.codec.WireReader;
import dev.blazesync.engine.codec.WireWriter;
import dev.blazesync.engine.policy.Elements.Element;
import dev.blazesync.engine.policy.Lines.Base;
import dev.blazesync.engine.policy.Lines.Line;
import dev.blazesync.engine.policy.Lines.Run;
import dev.blazesync.engine.policy.Lines.RunId;
import dev.blazesync.engine.policy.Lines.Spot;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The state of a merged text: which lines there are and where; what is in them is in the value.
 *
 * <pre>
 * stamp    of the last edit
 * 1 byte   1 = there is a base
 * base:    stamp, 16 bytes of its hash, varint lines; if there is one, varint line breaks in it;
 *          marks
 * varint   insertions, in order
 * each:    stamp, varint number, place, varint lines, marks
 * marks:   a bit for each line, the first lowest: 1 = it is there
 * </pre>
 */
final class LinesState {
  private LinesState() {}

  static Value.Bytes write(Lines lines) {
    WireWriter out = new WireWriter();
    Stamps.write(out, lines.touched());
    Base base = lines.base();
    out.u8(base == null ? 0 : 1);
    if (base != null) {
      Stamps.write(out, base.stamp());
      out.i64(base.name().high()).i64(base.name().low());
      writeLines(out, base.lines());
      if (base.lines().size() == 1) {
        out.varint(breaks(base.lines().get(0)));
      }
    }
    out.varint(lines.runs().size());
    lines
        .runs()
        .forEach(
            (id, run) -> {
              Stamps.write(out, id.stamp());
              out.varint(id.number());
              run.place().write(out);
              writeLines(out, run.lines());
            });
    return new Value.Bytes(out.toBytes());
  }

  private static long breaks(Line line) {
    return line.text().chars().filter(unit -> unit == '\n').count();
  }

  private static void writeLines(WireWriter out, List<Line> lines) {
    out.varint(lines.size());
    int marks = 0;
    for (int index = 0; index < lines.size(); index++) {
      marks |= (lines.get(index).there() ? 1 : 0) << (index & 7);
      if ((index & 7) == 7 || index == lines.size() - 1) {
        out.u8(marks);
        marks = 0;
      }
    }
  }

  static Lines read(Value.Bytes state, Value shown) {
    WireReader in = new WireReader(state.value(), "state of a merged text");
    Stamp touched = Stamps.read(in);
    Base base = null;
    int breaks = 0;
    if (in.u8() == 1) {
      Stamp stamp = Stamps.read(in);
      Element name = new Element(in.i64(), in.i64());
      List<Line> lines = readLines(in, TextMerge.MAX_LINES);
      breaks = lines.size() == 1 ? in.count(TextMerge.MAX_CHARS) : 0;
      base = new Base(stamp, name, lines, null);
    }
    Map<RunId, Run> runs = new TreeMap<>();
    for (int left = in.count(Lines.MAX_RUNS, 1); left > 0; left--) {
      RunId id = new RunId(Stamps.read(in), in.count(Integer.MAX_VALUE));
      runs.put(id, new Run(Place.read(in), readLines(in, TextMerge.MAX_RUN_LINES)));
    }
    in.end();
    if (base != null && base.lines().isEmpty() && runs.isEmpty()) {
      return new Lines(new Base(base.stamp(), base.name(), List.of(), shown), runs, touched);
    }
    return filled(new Lines(base, runs, touched), shown, breaks, in);
  }

  private static List<Line> readLines(WireReader in, int most) {
    int count = in.count(most);
    List<Line> lines = new ArrayList<>();
    int marks = 0;
    for (int index = 0; index < count; index++) {
      marks = (index & 7) == 0 ? in.u8() : marks >>> 1;
      lines.add((marks & 1) == 1 ? new Line("", true) : Line.GONE);
    }
    return lines;
  }

  /** Puts the texts into their lines. */
  private static Lines filled(Lines empty, Value shown, int breaks, WireReader in) {
    List<Spot> spots = empty.spots();
    List<String> texts = shown instanceof Value.Text text ? TextMerge.split(text) : List.of();
    Map<RunId, List<Line>> runs = new HashMap<>();
    empty.runs().forEach((id, run) -> runs.put(id, new ArrayList<>(run.lines())));
    Base old = empty.base();
    List<Line> lines = old == null ? new ArrayList<>() : new ArrayList<>(old.lines());
    int next = 0;
    for (Spot spot : spots) {
      int end = next + 1 + (spot.run() == null ? breaks : 0);
      if (end > texts.size()) {
        throw in.bad("it has more lines than its value");
      }
      Line line = new Line(String.join("\n", texts.subList(next, end)), true);
      next = end;
      target(spot, runs, lines).set(spot.index(), line);
    }
    Map<RunId, Run> full = new TreeMap<>();
    empty.runs().forEach((id, run) -> full.put(id, new Run(run.place(), copy(runs.get(id)))));
    Base base = old == null ? null : new Base(old.stamp(), old.name(), List.copyOf(lines), null);
    return new Lines(base, full, empty.touched());
  }

  private static List<Line> target(Spot spot, Map<RunId, List<Line>> runs, List<Line> base) {
    List<Line> lines = spot.run() == null ? base : runs.get(spot.run());
    return lines == null ? base : lines;
  }

  private static List<Line> copy(@Nullable List<Line> lines) {
    return lines == null ? List.of() : List.copyOf(lines);
  }
}
