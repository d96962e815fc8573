package dev.blazesync.engine.policy;

import dev.blazesync.engine.policy.Elements.Element;
import dev.blazesync.engine.policy.LineDiff.Hunk;
import dev.blazesync.engine.policy.Lines.Base;
import dev.blazesync.engine.policy.Lines.Line;
import dev.blazesync.engine.policy.Lines.Run;
import dev.blazesync.engine.policy.Lines.RunId;
import dev.blazesync.engine.policy.Lines.Spot;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.Version;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A text as a sequence of lines that several nodes insert and remove (a replicated sequence with
 * dense places, see {@link Place}). Merging three ways, as version control does, would not do: it
 * is not associative, and there is no common ancestor to be had.
 *
 * <p>A text written as a whole (an insert, the first text after NULL, an edit beyond the limits) is
 * a base: the last one wins over older bases and over all lines older than it. Lines inserted after
 * it, by writers who had not seen it, stay, about where they stood. A line that one node changes is
 * removed and another inserted: two nodes that change one line leave both. A removed line stays
 * removed.
 *
 * <p>What is no text, or longer than {@value #MAX_CHARS} characters, is a base without lines: it is
 * shown until a line later than it arrives.
 */
final class TextMerge extends JoinedPolicy<Lines> {
  /** Most characters of a text that has lines. */
  static final int MAX_CHARS = 1 << 21;

  /** Most lines of a base; a longer text is one line. */
  static final int MAX_LINES = 16_384;

  /** Most insertions since the base that an edit leaves; then it begins another base. */
  static final int MAX_EDITED_RUNS = 100;

  /** Most lines of an insertion. */
  static final int MAX_RUN_LINES = 64;

  /** Most characters of an insertion. */
  static final int MAX_RUN_CHARS = 4_096;

  static List<String> split(Value.Text text) {
    return List.of(text.value().split("\n", -1));
  }

  @Override
  public Version edit(@Nullable Version before, Value written, @Nullable Value delta, Stamp stamp) {
    Version whole = Version.of(written, stamp);
    if (before == null || !hasLines(written) || !hasLines(before.value())) {
      return whole;
    }
    Lines seen = read(before);
    List<Spot> spots = seen.spots();
    List<String> texts = split((Value.Text) written);
    if (texts.size() > MAX_LINES) {
      return whole;
    }
    List<Hunk> hunks =
        LineDiff.between(spots.stream().map(spot -> spot.line().text()).toList(), texts);
    if (hunks.isEmpty()) {
      return write(seen);
    }
    Lines edited = edited(seen, spots, hunks, texts, stamp);
    return edited == null ? whole : write(edited);
  }

  private static boolean hasLines(Value value) {
    return value instanceof Value.Text text && text.value().length() <= MAX_CHARS;
  }

  /** {@return null = over a limit} */
  private static @Nullable Lines edited(
      Lines seen, List<Spot> spots, List<Hunk> hunks, List<String> texts, Stamp stamp) {
    Base base = seen.base();
    List<Line> lines = base == null ? new ArrayList<>() : new ArrayList<>(base.lines());
    Map<RunId, Run> runs = new TreeMap<>(seen.runs());
    Insertions inserted = new Insertions(stamp);
    for (Hunk hunk : hunks) {
      for (Spot spot : spots.subList(hunk.oldStart(), hunk.oldEnd())) {
        if (spot.run() == null) {
          lines.set(spot.index(), Line.GONE);
        } else {
          runs.computeIfPresent(spot.run(), (id, run) -> without(run, spot.index()));
        }
      }
      Place left = hunk.oldStart() == 0 ? null : spots.get(hunk.oldStart() - 1).place();
      Place right = hunk.oldStart() == spots.size() ? null : spots.get(hunk.oldStart()).place();
      if (!inserted.add(left, right, texts.subList(hunk.newStart(), hunk.newEnd()))) {
        return null;
      }
    }
    runs.putAll(inserted.runs());
    if (runs.size() > MAX_EDITED_RUNS) {
      return null;
    }
    Base left =
        base == null ? null : new Base(base.stamp(), base.name(), List.copyOf(lines), base.whole());
    return new Lines(left, runs, stamp);
  }

  private static Run without(Run run, int index) {
    List<Line> lines = new ArrayList<>(run.lines());
    lines.set(index, Line.GONE);
    return new Run(run.place(), List.copyOf(lines));
  }

  @Override
  Lines read(Version version) {
    if (version.hasState()) {
      return LinesState.read(version.state(), version.value());
    }
    Value value = version.value();
    ByteBuffer hash = ByteBuffer.wrap(Hashes.of(value));
    Element name = new Element(hash.getLong(), hash.getLong());
    boolean hasLines = hasLines(value);
    List<Line> lines = hasLines ? lines((Value.Text) value) : List.of();
    Base base = new Base(version.stamp(), name, lines, hasLines ? null : value);
    return new Lines(base, Map.of(), version.stamp());
  }

  private static List<Line> lines(Value.Text text) {
    List<String> texts = split(text);
    return texts.size() > MAX_LINES
        ? List.of(new Line(text.value(), true))
        : texts.stream().map(line -> new Line(line, true)).toList();
  }

  @Override
  Version write(Lines lines) {
    Version plain = Version.of(lines.shown(), lines.touched());
    return plainIfEnough(plain, lines, LinesState::write);
  }

  @Override
  Lines join(Lines a, Lines b) {
    return a.with(b);
  }

  @Override
  @Nullable
  Lines later(Lines lines, Stamp died) {
    return lines.after(died);
  }

  @Override
  boolean lost(Lines part, Lines joined) {
    Base base = part.base();
    Base left = joined.base();
    boolean another =
        base != null
            && sameWriter(base.stamp(), part.touched())
            && (left == null
                || !base.name().equals(left.name())
                || !base.stamp().equals(left.stamp()));
    return another
        || part.runs().entrySet().stream()
            .anyMatch(
                run ->
                    run.getValue().lines().stream().anyMatch(Line::there)
                        && !joined.runs().containsKey(run.getKey()));
  }
}
