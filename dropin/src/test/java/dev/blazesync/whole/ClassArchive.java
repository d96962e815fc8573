package dev.blazesync.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The archive of classes that the launcher, too, makes from the jar, so that processes start
 * faster.
 */
final class ClassArchive {
  private static final int PATIENCE_SECONDS = 60;
  private static final Path FILE = madeOf(Jar.path());

  private ClassArchive() {}

  /** {@return what a JVM needs to be told to use it} */
  static List<String> options() {
    return List.of("-Xshare:auto", "-Xlog:disable", "-XX:SharedArchiveFile=" + FILE);
  }

  /** Another JVM may make it at the same moment: the last one wins, and they are equally good. */
  private static Path madeOf(Path jar) {
    Path archive = jar.toAbsolutePath().resolveSibling("tests.jsa");
    Path part = archive.resolveSibling("tests.jsa." + ProcessHandle.current().pid());
    try {
      if (Files.exists(archive)
          && Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(jar)) > 0) {
        return archive;
      }
      Process rehearsal =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:+UseSerialGC",
                  "-Xlog:disable",
                  "-XX:ArchiveClassesAtExit=" + part,
                  "-cp",
                  jar.toString(),
                  "dev.blazesync.cli.Rehearsal")
              .inheritIO()
              .start();
      assertThat(rehearsal.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(rehearsal.exitValue()).as("the rehearsal's exit code").isZero();
      Files.move(part, archive, StandardCopyOption.REPLACE_EXISTING);
      return archive;
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
