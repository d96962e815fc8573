package dev.blazesync.whole;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The archive of classes that the launcher, too, makes from the jar, so that processes start
 * faster. Where it cannot be made they start as they would without one; {@link LauncherIT} tells
 * why.
 */
final class ClassArchive {
  private static final List<String> OPTIONS = madeOf(Jar.path());

  private ClassArchive() {}

  /** {@return what a JVM needs to be told to use it} */
  static List<String> options() {
    return OPTIONS;
  }

  /** Another JVM may make it at the same moment: the last one wins, and they are equally good. */
  private static List<String> madeOf(Path jar) {
    Path archive = jar.toAbsolutePath().resolveSibling("tests.jsa");
    List<String> options = List.of("-Xlog:cds*=off", "-XX:SharedArchiveFile=" + archive);
    Path part = archive.resolveSibling("tests.jsa." + ProcessHandle.current().pid());
    try {
      if (Files.exists(archive)
          && Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(jar)) > 0) {
        return options;
      }
      Process rehearsal =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:+UseSerialGC",
                  "-XX:ArchiveClassesAtExit=" + part,
                  "-cp",
                  jar.toString(),
                  "dev.blazesync.cli.Rehearsal")
              .redirectErrorStream(true)
              .redirectOutput(archive.resolveSibling("tests.jsa.log").toFile())
              .start();
      // it ends by itself
      if (rehearsal.waitFor() == 0 && Files.exists(part)) {
        Files.move(part, archive, StandardCopyOption.REPLACE_EXISTING);
        return options;
      }
      Files.deleteIfExists(part);
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return List.of();
  }
}
