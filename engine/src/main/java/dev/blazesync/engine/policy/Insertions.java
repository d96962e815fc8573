package dev.blazesync.engine.policy;

import dev.blazesync.engine.policy.Lines.Line;
import dev.blazesync.engine.policy.Lines.Run;
import dev.blazesync.engine.policy.Lines.RunId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Stamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What one edit inserts, cut into runs. Not thread-safe. */
final class Insertions {
  private final Stamp stamp;
  private final long tag;
  private final Map<RunId, Run> runs = new TreeMap<>();

  Insertions(Stamp stamp) {
    this.stamp = stamp;
    Claim.Run writer = Claim.Run.of(stamp.time());
    tag = (writer.writer() + writer.packed() * 31) & 0xffffffffL;
  }

  Map<RunId, Run> runs() {
    return runs;
  }

  /**
   * {@return whether there was room for {@code texts} between two places}
   *
   * @param left null = the beginning
   * @param right null = the end
   */
  boolean add(@Nullable Place left, @Nullable Place right, List<String> texts) {
    Place before = left;
    int start = 0;
    while (start < texts.size()) {
      int end = end(texts, start);
      Place place = end == start ? null : Place.between(before, right, tag);
      if (place == null || runs.size() >= TextMerge.MAX_EDITED_RUNS) {
        return false;
      }
      List<Line> lines = new ArrayList<>();
      texts.subList(start, end).forEach(text -> lines.add(new Line(text, true)));
      runs.put(new RunId(stamp, runs.size()), new Run(place, List.copyOf(lines)));
      before = place.line(end - start - 1);
      start = end;
    }
    return true;
  }

  /** {@return where the run that begins at {@code start} ends; {@code start} = a line too long} */
  private static int end(List<String> texts, int start) {
    int chars = 0;
    int end = start;
    while (end < texts.size() && end - start < TextMerge.MAX_RUN_LINES) {
      chars += texts.get(end).length() + 1;
      if (chars > TextMerge.MAX_RUN_CHARS) {
        return end;
      }
      end++;
    }
    return end;
  }
}
