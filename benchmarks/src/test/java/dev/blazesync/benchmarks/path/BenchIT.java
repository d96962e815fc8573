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

/** What the measurements of the whole path are told, and what they leave behind. */
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
    assertThat(bench("--db", "h2")).isEqualTo(2);
    assertThat(bench("--what")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("--rows takes a number", "not 'h2'", "unknown option '--what'");
    assertThat(out.size()).isZero();
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
