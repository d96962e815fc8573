package dev.blazesync.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The built jar, run as people run it: each command a process of its own, in a folder of its own.
 */
final class Jar {
  private static final int PATIENCE_SECONDS = 90;

  private final Path folder;
  private final AtomicInteger runs = new AtomicInteger();

  Jar(Path folder) {
    this.folder = folder;
  }

  /** A command that ended. */
  record Ended(List<String> command, int code, String out, String err) {
    /** {@return itself, when it ended with this exit code and without a stack trace} */
    Ended expect(int expected) {
      assertThat(code).as("%s%n%s%n%s", command, out, err).isEqualTo(expected);
      assertThat(err).as("standard error of %s", command).doesNotContain("\tat ");
      return this;
    }

    /** {@return what it told a person} */
    List<String> told() {
      return err.lines().toList();
    }
  }

  Ended run(String... arguments) {
    return run(Map.of(), "", arguments);
  }

  Ended run(Map<String, String> variables, String input, String... arguments) {
    try (Running running = start(variables, input, arguments)) {
      return running.awaitEnd();
    }
  }

  Running start(String... arguments) {
    return start(Map.of(), "", arguments);
  }

  private Running start(Map<String, String> variables, String input, String... arguments) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // short lives on a small machine
    words.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m"));
    words.addAll(ClassArchive.options());
    words.addAll(List.of("-jar", path().toString()));
    words.addAll(List.of(arguments));
    int run = runs.incrementAndGet();
    Path in = folder.resolve("run-" + run + ".in");
    Path out = folder.resolve("run-" + run + ".out");
    Path err = folder.resolve("run-" + run + ".err");
    try {
      Files.writeString(in, input);
      ProcessBuilder builder =
          new ProcessBuilder(words)
              .directory(folder.toFile())
              .redirectInput(in.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().keySet().removeIf(name -> name.startsWith("BLAZESYNC_"));
      builder.environment().putAll(variables);
      return new Running(List.of(arguments), builder.start(), out, err);
    } catch (IOException e) {
      throw new AssertionError("cannot run " + words, e);
    }
  }

  static Path path() {
    Path jar = Path.of(System.getProperty("blazesync.jar", "target/blazesync.jar"));
    assertThat(jar).as("the built jar (system property blazesync.jar)").isRegularFile();
    return jar;
  }

  /** A command that may still run; closing kills it. */
  static final class Running implements AutoCloseable {
    private final List<String> command;
    private final Process process;
    private final Path out;
    private final Path err;

    private Running(List<String> command, Process process, Path out, Path err) {
      this.command = command;
      this.process = process;
      this.out = out;
      this.err = err;
    }

    long pid() {
      return process.pid();
    }

    boolean alive() {
      return process.isAlive();
    }

    String out() {
      return text(out);
    }

    String err() {
      return text(err);
    }

    Ended awaitEnd() {
      try {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          throw new AssertionError(
              command + " did not end in " + PATIENCE_SECONDS + " s\n" + out() + err());
        }
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      return new Ended(command, process.exitValue(), out(), err());
    }

    /** SIGTERM, and its end. */
    Ended terminate() {
      process.destroy();
      return awaitEnd();
    }

    /** SIGKILL, and its end. */
    void kill() {
      process.destroyForcibly();
      try {
        process.waitFor();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void close() {
      if (process.isAlive()) {
        kill();
      }
    }

    private static String text(Path file) {
      try {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }
}
