package dev.blazesync.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.engine.join.JoinCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands in synced tables, and how they are called, stays with the devices of the group. */
class CanaryIT {
  private static final String WORD = "yellowhammer";
  private static final String TABLE =
      "CREATE TABLE YELLOWHAMMER_NEST (ID INT PRIMARY KEY, V VARCHAR(90))";

  @TempDir private Path folder;
  private final List<String> codes = new ArrayList<>();

  @Test
  void neitherTheHubNorTheWireNorALogHasIt() throws IOException {
    Path a = folder.resolve("a.db");
    Path b = folder.resolve("b.mv.db");
    Path c = folder.resolve("c.db");
    Path late = folder.resolve("late.mv.db");
    Rows.run(a, TABLE, "INSERT INTO YELLOWHAMMER_NEST VALUES (1, 'yellowhammer of a')");
    try (Site site = new Site(folder, "--verbose");
        Recorder wire = new Recorder(site.address())) {
      join(site, site.jar.run("group", "create", "--hub", wire.address(), "--verbose"), a);
      join(site, invite(site, a), b);
      join(site, invite(site, a), c);
      Rows.run(b, "INSERT INTO YELLOWHAMMER_NEST VALUES (2, 'yellowhammer of b')");
      Rows.run(a, "UPDATE YELLOWHAMMER_NEST SET V = 'yellowhammer again' WHERE ID = 1");
      sync(site, a, b, c, a);
      site.jar.run("group", "rotate", a.toString(), "--verbose").expect(0);
      // what a status says of tables is no log
      String device = Devices.of(new Jar(Files.createDirectory(folder.resolve("asked"))), c);
      site.jar.run("group", "remove", a.toString(), device, "--verbose").expect(0);
      Rows.run(b, "INSERT INTO YELLOWHAMMER_NEST VALUES (3, 'last yellowhammer of b')");
      sync(site, b, a);
      join(site, invite(site, a), late);
      assertThat(site.jar.run("sync", c.toString(), "--once", "--verbose").code()).isEqualTo(4);

      for (Path database : List.of(a, b, late)) {
        assertThat(Rows.of(database, "SELECT V FROM YELLOWHAMMER_NEST ORDER BY ID"))
            .containsExactly("yellowhammer again", "yellowhammer of b", "last yellowhammer of b");
      }
      assertThat(holds(Files.readAllBytes(a), WORD)).isTrue();
      List<byte[]> streams = wire.streams();
      assertThat(streams.stream().mapToLong(stream -> stream.length).sum()).isGreaterThan(10_000);
      streams.forEach(stream -> assertNothingIn(stream, "the wire"));
      nothingInFiles("hub/");
      site.hub().terminate().expect(0);
    }
    nothingInFiles("hub/");
    nothingInFiles("run-");
  }

  private void join(Site site, Jar.Ended made, Path database) {
    String code = made.expect(0).out().strip();
    codes.add(code);
    site.joinBy(code, database, "--verbose").expect(0);
  }

  private static Jar.Ended invite(Site site, Path from) {
    return site.jar.run("group", "invite", from.toString(), "--verbose");
  }

  private static void sync(Site site, Path... databases) {
    for (Path database : databases) {
      site.jar.run("sync", database.toString(), "--once", "--verbose").expect(0);
    }
  }

  /** Of those in this test's folder whose name begins like this. */
  private void nothingInFiles(String prefix) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      List<Path> files =
          walk.filter(Files::isRegularFile)
              .filter(file -> folder.relativize(file).toString().startsWith(prefix))
              .toList();
      assertThat(files).as("files %s", prefix).hasSizeGreaterThan(1);
      for (Path file : files) {
        byte[] bytes = bytes(file);
        assertNothingIn(bytes, file.toString());
        if (prefix.equals("hub/")) {
          codes.forEach(
              code -> {
                assertThat(holds(bytes, code)).as("a join code in %s", file).isFalse();
                assertThat(at(bytes, JoinCode.parse(code).seed()))
                    .as("a seed in %s", file)
                    .isNegative();
              });
        }
      }
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void assertNothingIn(byte[] bytes, String what) {
    assertThat(holds(bytes, WORD)).as("the word in %s", what).isFalse();
  }

  /** {@return whether a text is there, in any case and any usual encoding} */
  private static boolean holds(byte[] bytes, String text) {
    byte[] lower = bytes.clone();
    for (int i = 0; i < lower.length; i++) {
      if (lower[i] >= 'A' && lower[i] <= 'Z') {
        lower[i] += 'a' - 'A';
      }
    }
    return Stream.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)
        .anyMatch(charset -> at(lower, text.getBytes(charset)) >= 0);
  }

  private static int at(byte[] bytes, byte[] part) {
    for (int from = 0; from <= bytes.length - part.length; from++) {
      int same = 0;
      while (same < part.length && bytes[from + same] == part[same]) {
        same++;
      }
      if (same == part.length) {
        return from;
      }
    }
    return -1;
  }
}
