package dev.blazesync.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The {@code sqlite3} shell: a writer that knows nothing of BlazeSync. */
final class Shell {
  private Shell() {}

  /** Skips the test, and says so, on a machine without the shell. */
  static void assumeInstalled() {
    boolean installed;
    try {
      installed = new ProcessBuilder("sqlite3", "--version").start().waitFor() == 0;
    } catch (IOException | InterruptedException e) {
      installed = false;
    }
    assumeTrue(installed, "the sqlite3 shell is not installed: apt-get install sqlite3");
  }

  static String run(Path database, String sql) {
    try {
      Process process =
          new ProcessBuilder("sqlite3", "-bail", "-cmd", ".timeout 10000", database.toString())
              .redirectErrorStream(true)
              .start();
      process.getOutputStream().write(sql.getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(sql).isTrue();
      assertThat(process.exitValue()).as("%s%n%s", sql, output).isZero();
      return output.strip();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(sql, e);
    }
  }

  /** {@return the application's tables} */
  static List<String> tables(Path database) {
    return run(
            database,
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE"
                + " '\\' AND name NOT LIKE 'blazesync\\_%' ESCAPE '\\' ORDER BY 1;")
        .lines()
        .toList();
  }

  /** {@return the rows of a table, as {@code .dump} writes them} */
  static Set<String> rows(Path database, String table) {
    return run(database, ".dump '" + table + "'")
        .lines()
        .filter(line -> line.startsWith("INSERT INTO"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** {@return the whole schema, ours included} */
  static String schema(Path database) {
    return run(database, "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY 1, 2;");
  }

  /** Table by table, as {@code .dump} writes them. */
  static void sameRows(Path a, Path b) {
    assertThat(tables(b)).containsExactlyElementsOf(tables(a));
    for (String table : tables(a)) {
      Set<String> onlyInA = rows(a, table);
      Set<String> onlyInB = rows(b, table);
      assertThat(onlyInA).as(table).isNotEmpty();
      Set<String> inBoth = new TreeSet<>(onlyInA);
      inBoth.retainAll(onlyInB);
      onlyInA.removeAll(inBoth);
      onlyInB.removeAll(inBoth);
      // a table may have thousands of rows: three tell what is wrong
      assertThat(onlyInA.size() + onlyInB.size())
          .as(
              "rows of %s that differ, such as%n%s%n%s",
              table, onlyInA.stream().limit(3).toList(), onlyInB.stream().limit(3).toList())
          .isZero();
    }
    assertThat(run(b, "PRAGMA integrity_check;")).isEqualTo("ok");
    assertThat(run(b, "PRAGMA foreign_key_check;")).isEmpty();
  }
}
