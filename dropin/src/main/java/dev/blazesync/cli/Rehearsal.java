package dev.blazesync.cli;

import dev.blazesync.Hub;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Does in one process what the usual commands do in several, on three small databases and a hub of
 * its own in a temporary folder, so that a JVM that is asked to can write the classes it loaded
 * into an archive (class data sharing, JEP 350), from which later processes start faster: {@code
 * java -XX:ArchiveClassesAtExit=blazesync.jsa -cp blazesync.jar dev.blazesync.cli.Rehearsal}, then
 * {@code java -XX:SharedArchiveFile=blazesync.jsa -jar blazesync.jar ...}.
 */
public final class Rehearsal {
  private static final long PATIENCE_MILLIS = 60_000;

  private Rehearsal() {}

  /**
   * Rehearses, and ends.
   *
   * @throws IllegalStateException if a command does not do its work
   */
  public static void main(String[] arguments) throws IOException, SQLException {
    Path folder = Files.createTempDirectory("blazesync-rehearsal");
    // when it is interrupted, too
    Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(folder), "rehearsal-cleanup"));
    Thread watchdog = new Thread(Rehearsal::endLate, "rehearsal-watchdog");
    watchdog.setDaemon(true);
    watchdog.start();
    rehearse(folder);
  }

  private static void endLate() {
    try {
      Thread.sleep(PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      return;
    }
    System.err.println("the rehearsal did not end within " + PATIENCE_MILLIS + " ms");
    Runtime.getRuntime().halt(1);
  }

  private static void rehearse(Path folder) throws SQLException {
    Path one = folder.resolve("one.db");
    Path two = folder.resolve("two.db");
    Path three = folder.resolve("three.mv.db");
    make("jdbc:sqlite:" + one);
    change("jdbc:sqlite:" + one, "INSERT INTO ITEM VALUES (1, 'pen', 2.5), (2, 'ink', 4)");
    make("jdbc:sqlite:" + two);
    make("jdbc:h2:" + folder.resolve("three"));
    Hub.Options options =
        new Hub.Options(List.of(URI.create("tcp://127.0.0.1:0")), folder.resolve("hub"), false, 0);
    try (Hub hub = Hub.start(options)) {
      String code = run("", "group", "create", "--hub", hub.addresses().get(0).toString());
      run(code, "sync", one.toString(), "--once", "--join", "-");
      String invite = run("", "group", "invite", "--uses", "2", one.toString());
      run(invite, "sync", two.toString(), "--once", "--join", "-");
      run(invite, "sync", three.toString(), "--once", "--join", "-");
      change("jdbc:sqlite:" + one, "INSERT INTO ITEM VALUES (3, 'nib', 1), (4, 'pad', 3)");
      change("jdbc:sqlite:" + one, "UPDATE ITEM SET PRICE = PRICE + 1");
      change("jdbc:sqlite:" + two, "UPDATE ITEM SET NAME = 'blue ink', PRICE = 5 WHERE ID = 2");
      change("jdbc:h2:" + folder.resolve("three"), "DELETE FROM ITEM WHERE ID = 1");
      for (Path changed : List.of(one, two, three, one, two)) {
        run("", "sync", changed.toString(), "--once");
      }
      run("", "status", one.toString());
      run("", "group", "members", one.toString());
      run("", "verify", one.toString(), three.toString());
    }
  }

  private static void make(String url) throws SQLException {
    change(
        url,
        "CREATE TABLE ITEM (ID INTEGER PRIMARY KEY, NAME VARCHAR(20), PRICE DOUBLE PRECISION)");
  }

  /** As the application would. */
  private static void change(String url, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url, "sa", "");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** {@return what the command printed} */
  private static String run(String input, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        new Cli(
                new Surroundings(
                    new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                    new PrintStream(out, true, StandardCharsets.UTF_8),
                    new PrintStream(err, true, StandardCharsets.UTF_8),
                    Map.of(),
                    null,
                    EndRequest.byCall()))
            .run(arguments);
    if (code != Exit.DONE.code()) {
      throw new IllegalStateException(
          List.of(arguments) + " ended with " + code + ": " + err.toString(StandardCharsets.UTF_8));
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  /** As far as it can be: it lies where temporary files do. */
  private static void remove(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      System.err.println("cannot remove " + folder + ": " + e);
    }
  }
}
