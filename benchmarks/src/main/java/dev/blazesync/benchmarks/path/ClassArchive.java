package dev.blazesync.benchmarks.path;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * An archive of the classes that commands need, as the launcher makes one, for the processes that
 * are measured.
 */
final class ClassArchive {
  private ClassArchive() {}

  /**
   * What a JVM needs to be told to use an archive made in {@code folder}.
   *
   * @return empty where this Java makes none, or the class path has folders on it, as in tests
   * @throws IOException if the rehearsal fails; it ends by itself
   */
  static List<String> options(Path folder, String java, String classPath)
      throws IOException, InterruptedException {
    for (String entry : classPath.split(File.pathSeparator)) {
      if (Files.isDirectory(Path.of(entry))) {
        return List.of();
      }
    }
    Path archive = folder.resolve("classes.jsa");
    Process rehearsal =
        new ProcessBuilder(
                java,
                "-XX:+UseSerialGC",
                "-XX:ArchiveClassesAtExit=" + archive,
                "-cp",
                classPath,
                "dev.blazesync.cli.Rehearsal")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (rehearsal.waitFor() != 0) {
      throw new IOException(
          "the rehearsal of commands failed: what is measured would not start as usual");
    }
    return Files.exists(archive)
        ? List.of("-Xlog:cds*=off", "-XX:SharedArchiveFile=" + archive)
        : List.of();
  }
}
