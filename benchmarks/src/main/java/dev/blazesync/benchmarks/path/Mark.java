package dev.blazesync.benchmarks.path;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * What a work's ratio is compared with: a line of {@code marks.tsv}.
 *
 * @param target that was set; NaN = none
 * @param bestPeer ratio of the best other system at the same work; NaN = not known
 * @param peer which that is
 */
record Mark(double target, double bestPeer, String peer) {
  static final Mark NONE = new Mark(Double.NaN, Double.NaN, "");
  private static final int CELLS = 4;

  /** {@return the table, by work} */
  static Map<String, Mark> all() throws IOException {
    Map<String, Mark> marks = new HashMap<>();
    try (InputStream table = Mark.class.getResourceAsStream("marks.tsv")) {
      if (table == null) {
        throw new IOException("marks.tsv is missing beside this class");
      }
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(table, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] cells = line.split("\t", -1);
        if (!line.startsWith("#") && cells.length == CELLS) {
          marks.put(cells[0], new Mark(number(cells[1]), number(cells[2]), cells[3]));
        }
      }
    }
    return marks;
  }

  private static double number(String cell) {
    return cell.equals("-") ? Double.NaN : Double.parseDouble(cell);
  }
}
