package dev.blazesync.benchmarks.path;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.benchmarks.path.ItemDatabase.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class ChartTest {
  private static final Results RESULTS =
      new Results(
          Instant.parse("2026-01-02T03:04:05Z"),
          "abc123",
          new Machine("Some \"OS\"", "amd64", 2, "17.0.1 <VM>", 1 << 20),
          1_000,
          Kind.SQLITE,
          List.of(
              new Figure("captured insert, transactions of 1,000", 150, "ms", 100),
              Figure.alone("a lone update", 250, "bytes"),
              new Figure("empty second node, warm", 600, "ms", 100)));
  private static final Map<String, Mark> MARKS =
      Map.of("empty second node, warm", new Mark(4, 8, "a peer"));

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private int chart(String... arguments) throws Exception {
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    return Chart.run(List.of(arguments), stream, stream);
  }

  @Test
  void aFileThatIsNotThereIsSaid() throws Exception {
    assertThat(chart("no/such.jsonl", "out.svg")).isEqualTo(3);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("cannot read or write a file", "no/such.jsonl");
  }

  private static NodeList elements(String svg, String name) throws Exception {
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    return document.getElementsByTagName(name);
  }

  @Test
  void aLineSaysWhatItIsOf() throws Exception {
    ResultsLine line = ResultsLine.parse(RESULTS.json());
    assertThat(line.of()).isEqualTo("1000 rows, sqlite; 2026-01-02T03:04:05Z, commit abc123");
    assertThat(line.on()).isEqualTo("Some \"OS\", amd64, 2 cores, Java 17.0.1 <VM>");
    assertThat(line.ratios())
        .containsExactly(
            Map.entry("captured insert, transactions of 1,000", 1.5),
            Map.entry("empty second node, warm", 6.0));
  }

  @Test
  void barsAreAsLongAsTheirRatios() throws Exception {
    String svg = Chart.draw(ResultsLine.parse(RESULTS.json()), MARKS);
    NodeList bars = elements(svg, "rect");
    double first = width(bars, 1);
    double second = width(bars, 2);
    assertThat(bars.getLength()).as("the ground and two bars").isEqualTo(3);
    assertThat(second / first).isBetween(3.99, 4.01);
    assertThat(svg).contains("a peer", ">6.00<", "prefers-color-scheme: dark", "&lt;VM&gt;");
  }

  private static double width(NodeList bars, int index) {
    return Double.parseDouble(((Element) bars.item(index)).getAttribute("width"));
  }

  @Test
  void theLastLineOfAFileIsDrawn(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("results.jsonl");
    Path svg = folder.resolve("out.svg");
    Files.writeString(file, "{\"commit\":\"earlier\",\"figures\":[]}\n");
    RESULTS.appendTo(file);
    assertThat(chart(file.toString(), svg.toString())).isZero();
    assertThat(svg).content().contains("abc123", "SQLite sessions").doesNotContain("earlier");
  }

  @Test
  void whatCannotBeDrawnIsTold(@TempDir Path folder) throws Exception {
    Path empty = Files.createFile(folder.resolve("empty.jsonl"));
    assertThat(chart("one")).isEqualTo(2);
    assertThat(chart(empty.toString(), "unused.svg")).isEqualTo(1);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("expected chart FILE.jsonl OUT.svg", "holds no results");
  }

  @Test
  void everyMarkOfTheTableIsRead() throws Exception {
    assertThat(Mark.all()).hasSize(5).containsKey("captured single-row transactions");
  }
}
