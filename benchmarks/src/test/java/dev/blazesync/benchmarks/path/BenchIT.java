package dev.blazesync.benchmarks.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The measurements of the whole path measure, small; their figures are nobody's business here. */
class BenchIT {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int bench(String... arguments) throws Exception {
    return Bench.run(
        List.of(arguments),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @Test
  void wrongOptionsAreRefused() throws Exception {
    assertThat(bench("--rows", "5")).isEqualTo(2);
    assertThat(bench("--rows")).isEqualTo(2);
    assertThat(bench("--db", "oracle")).isEqualTo(2);
    assertThat(bench("--what")).isEqualTo(2);
    assertThat(bench("--save")).isEqualTo(2);
    assertThat(bench("--save", "no/such/folder.jsonl")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains(
            "--rows takes a number",
            "not 'oracle'",
            "unknown option '--what'",
            "--save takes a value",
            "--save takes a file in a folder that exists");
    assertThat(out.size()).isZero();
  }

  @Test
  void aSmallOneTellsEveryWork(@TempDir Path folder) throws Exception {
    Path saved = folder.resolve("results.jsonl");
    String[] options = {"--rows", "500", "--json", "--commit", "abc", "--save", saved.toString()};
    assertThat(bench(options)).isZero();
    assertThat(saved).hasContent(out.toString(StandardCharsets.UTF_8));
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains(
            "\"commit\":\"abc\",\"machine\":{\"os\":",
            "\"work\":\"captured insert",
            "\"work\":\"empty second node, warm\"",
            "\"work\":\"single-row updates, sync only\"",
            "\"work\":\"a lone update, sender's link\"",
            "\"work\":\"write transactions, catching up, fresh process, most\"",
            "\"work\":\"commit to visible, p99\"",
            "\"work\":\"commit to visible, warm, p50\"");
  }

  @Test
  void aSmallOneOfH2TellsTheSame() throws Exception {
    assertThat(bench("--rows", "500", "--db", "h2")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("captured insert", "ratio", "empty second node, warm", "sync only");
  }

  @Test
  void growthTellsAllOfEachSize() throws Exception {
    PrintStream told = new PrintStream(out, true, StandardCharsets.UTF_8);
    PrintStream refused = new PrintStream(err, true, StandardCharsets.UTF_8);
    assertThat(Growth.run(List.of("--heap"), told, refused)).isEqualTo(2);
    assertThat(Growth.run(List.of("many"), told, refused)).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("'--heap'", "'many'", "expected");
    assertThat(Growth.run(List.of("--heap", "48", "300"), told, refused)).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("300 rows, heaps of 48 MiB", "us/row", "hub");
  }

  @Test
  void whatIsStartedIsAlsoEnded() throws Exception {
    Path database;
    try (Deployment deployment = new Deployment()) {
      database = deployment.file("a.db");
      try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
          Statement statement = connection.createStatement();
          ResultSet one = statement.executeQuery("SELECT 1")) {
        assertThat(one.next()).isTrue();
      }
    }
    assertThat(database.getParent()).doesNotExist();
  }
}
