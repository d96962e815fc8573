package dev.blazesync.benchmarks.path;

import dev.blazesync.benchmarks.path.ItemDatabase.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * What a run of {@code bench} found, and of what.
 *
 * @param date when it ended
 * @param commit of the code that was measured; empty = not said
 */
record Results(
    Instant date, String commit, Machine machine, int rows, Kind kind, List<Figure> figures) {
  /** {@return one line} */
  String json() {
    return "{\"date\":\""
        + date
        + "\",\"commit\":"
        + Machine.quoted(commit)
        + ",\"machine\":"
        + machine.json()
        + ",\"rows\":"
        + rows
        + ",\"db\":\""
        + kind.name().toLowerCase(Locale.ROOT)
        + "\",\"figures\":["
        + String.join(",", figures.stream().map(Figure::json).toList())
        + "]}";
  }

  /** Puts the line behind those that are in a file. */
  void appendTo(Path file) throws IOException {
    Files.writeString(
        file,
        json() + "\n",
        StandardCharsets.UTF_8,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }
}
