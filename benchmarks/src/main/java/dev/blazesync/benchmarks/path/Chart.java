package dev.blazesync.benchmarks.path;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code chart FILE.jsonl OUT.svg}: draws the last line that {@code bench --save} put into a file.
 * A bar for each work, as long as its ratio to the plain database, with its target and the best
 * peer beside it.
 */
public final class Chart {
  private static final int USAGE = 2;
  private static final int CANNOT = 3;
  private static final int WIDTH = 860;
  private static final int LEFT = 300;

  /** Leaves room for a number and a name behind the longest. */
  private static final int BARS = 340;

  private static final int TOP = 84;
  private static final int ROW = 34;
  private static final int THICK = 16;
  private static final int BOTTOM = 56;

  private static final String STYLE =
      """
      <style>
      .ground { fill: #ffffff } .text { fill: #1f2328 } .faint { fill: #59636e }
      .bar { fill: #3178c6 } .plain { stroke: #59636e } .target { stroke: #1a7f37 }
      .peer { fill: #bc4c00 }
      @media (prefers-color-scheme: dark) {
      .ground { fill: #0d1117 } .text { fill: #f0f6fc } .faint { fill: #9198a1 }
      .bar { fill: #4493f8 } .plain { stroke: #9198a1 } .target { stroke: #3fb950 }
      .peer { fill: #f0883e }
      }
      text { font: 13px system-ui, sans-serif }
      </style>
      """;

  private final ResultsLine line;
  private final Map<String, Mark> marks;
  private final double most;
  private final StringBuilder svg = new StringBuilder();

  private Chart(ResultsLine line, Map<String, Mark> marks) {
    this.line = line;
    this.marks = marks;
    double greatest = 1;
    for (Map.Entry<String, Double> ratio : line.ratios().entrySet()) {
      Mark mark = marks.getOrDefault(ratio.getKey(), Mark.NONE);
      greatest = Math.max(greatest, ratio.getValue());
      greatest = Math.max(greatest, Double.isNaN(mark.target()) ? 0 : mark.target());
      greatest = Math.max(greatest, Double.isNaN(mark.bestPeer()) ? 0 : mark.bestPeer());
    }
    this.most = greatest;
  }

  /**
   * Draws.
   *
   * @return the exit code
   */
  public static int run(List<String> arguments, PrintStream out, PrintStream err) {
    if (arguments.size() != 2) {
      err.println("blazesync: expected chart FILE.jsonl OUT.svg");
      return USAGE;
    }
    try {
      return draw(arguments, out, err);
    } catch (IOException e) {
      err.println("blazesync: cannot read or write a file: " + e);
      return CANNOT;
    }
  }

  private static int draw(List<String> arguments, PrintStream out, PrintStream err)
      throws IOException {
    List<String> lines =
        Files.readAllLines(Path.of(arguments.get(0)), StandardCharsets.UTF_8).stream()
            .filter(line -> !line.isBlank())
            .toList();
    if (lines.isEmpty()) {
      err.println("blazesync: " + arguments.get(0) + " holds no results");
      return 1;
    }
    String svg = draw(ResultsLine.parse(lines.get(lines.size() - 1)), Mark.all());
    Files.writeString(Path.of(arguments.get(1)), svg, StandardCharsets.UTF_8);
    out.println(arguments.get(1));
    return 0;
  }

  /** {@return the picture} */
  static String draw(ResultsLine line, Map<String, Mark> marks) {
    return new Chart(line, marks).draw();
  }

  private String draw() {
    int bottom = TOP + ROW * line.ratios().size();
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\">\n",
            WIDTH,
            bottom + BOTTOM));
    svg.append("<title>Time and size as multiples of a plain database</title>\n");
    svg.append(STYLE);
    svg.append(
        String.format(
            Locale.ROOT,
            "<rect class=\"ground\" width=\"%d\" height=\"%d\"/>\n",
            WIDTH,
            bottom + BOTTOM));
    text("text", 16, 24, "As a multiple of the same on a plain database: shorter is better");
    text("faint", 16, 44, line.of());
    text("faint", 16, 64, line.on());
    int y = TOP;
    for (Map.Entry<String, Double> ratio : line.ratios().entrySet()) {
      row(y, ratio.getKey(), ratio.getValue(), marks.getOrDefault(ratio.getKey(), Mark.NONE));
      y += ROW;
    }
    upright("plain", at(1), TOP - 6, bottom);
    legend(bottom + 28);
    return svg.append("</svg>\n").toString();
  }

  private void row(int y, String work, double ratio, Mark mark) {
    text("text", 16, y + 14, work);
    svg.append(
        String.format(
            Locale.ROOT,
            "<rect class=\"bar\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\"/>\n",
            LEFT,
            y + 2,
            at(ratio) - LEFT,
            THICK));
    double end = at(ratio);
    if (!Double.isNaN(mark.target())) {
      upright("target", at(mark.target()), y - 2, y + THICK + 6);
    }
    if (!Double.isNaN(mark.bestPeer())) {
      peer(at(mark.bestPeer()), y + 2 + THICK / 2);
      end = Math.max(end, at(mark.bestPeer()) + 6);
    }
    String value = String.format(Locale.ROOT, "%.2f", ratio);
    text("text", end + 8, y + 14, value);
    if (!Double.isNaN(mark.bestPeer())) {
      text("faint", end + 40, y + 14, mark.peer());
    }
  }

  private void legend(int y) {
    upright("plain", LEFT, y - 12, y + 4);
    text("faint", LEFT + 10, y, "plain");
    upright("target", LEFT + 70, y - 12, y + 4);
    text("faint", LEFT + 80, y, "target");
    peer(LEFT + 146, y - 4);
    text("faint", LEFT + 158, y, "best peer");
  }

  private double at(double ratio) {
    return LEFT + ratio / most * BARS;
  }

  private void peer(double x, int y) {
    svg.append(
        String.format(
            Locale.ROOT, "<path class=\"peer\" d=\"M%.1f %d l6 6 l-6 6 l-6 -6 z\"/>\n", x, y - 6));
  }

  private void upright(String style, double x, int from, int to) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<path class=\"%s\" d=\"M%.1f %d V%d\" stroke-width=\"2\" fill=\"none\"/>\n",
            style,
            x,
            from,
            to));
  }

  private void text(String style, double x, int y, String text) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<text class=\"%s\" x=\"%.1f\" y=\"%d\">%s</text>\n",
            style,
            x,
            y,
            escaped(text)));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
