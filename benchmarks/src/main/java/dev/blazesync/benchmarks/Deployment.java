package dev.blazesync.benchmarks;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/** A hub and nodes as processes of their own, in a temporary folder. Not thread-safe. */
final class Deployment implements AutoCloseable {
  private static final String LISTENING = "listening on ";

  private final Path folder = Files.createTempDirectory("blazesync-benchmark-");
  private final Deque<Process> processes = new ArrayDeque<>();

  Deployment() throws IOException {}

  Path file(String name) {
    return folder.resolve(name);
  }

  /** A group of databases, the first of which exists; returns when all sync. */
  void sync(Path... databases) throws IOException, InterruptedException {
    Process hub = start("hub", "--listen", "tcp://127.0.0.1:0", "--data", file("hub").toString());
    processes.push(hub);
    String address = firstLine(hub).substring(LISTENING.length());
    String code = code("create", "--hub", address);
    for (Path database : databases) {
      ended(start("sync", database.toString(), "--once", "--join", code, "--progress", "none"));
      code = code("invite", databases[0].toString());
    }
    for (Path database : databases) {
      processes.push(start("sync", database.toString(), "--progress", "none"));
    }
  }

  private String code(String... act) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("group"));
    words.addAll(List.of(act));
    Process process = start(words.toArray(String[]::new));
    String code = firstLine(process);
    ended(process);
    return code;
  }

  /** What the command line has to say is shown only when something fails. */
  private Process start(String... arguments) throws IOException {
    List<String> words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                classPath(),
                "dev.blazesync.cli.Main"));
    words.addAll(List.of(arguments));
    return new ProcessBuilder(words)
        .directory(folder.toFile())
        .redirectError(ProcessBuilder.Redirect.appendTo(file("errors").toFile()))
        .start();
  }

  /** Absolute, because the processes work in another folder. */
  private static String classPath() {
    List<String> entries = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      entries.add(Path.of(entry).toAbsolutePath().toString());
    }
    return String.join(File.pathSeparator, entries);
  }

  private String errors() throws IOException {
    return Files.readString(file("errors"));
  }

  private String firstLine(Process process) throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = lines.readLine();
    if (line == null) {
      throw new IOException("the process printed nothing: " + errors());
    }
    return line;
  }

  private void ended(Process process) throws IOException, InterruptedException {
    if (process.waitFor() != 0) {
      throw new IOException("exit code " + process.exitValue() + ": " + errors());
    }
  }

  @Override
  public void close() throws IOException {
    while (!processes.isEmpty()) {
      Process process = processes.pop();
      process.destroy();
      process.onExit().join();
    }
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.deleteIfExists(path);
    }
  }
}
