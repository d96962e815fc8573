package dev.blazesync.benchmarks.path;

import dev.blazesync.SyncListener;
import dev.blazesync.spi.Nullable;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A hub and nodes as processes of their own, in a temporary folder. Not thread-safe. */
final class Deployment implements AutoCloseable {
  private static final String LISTENING = "listening on ";

  /** As the launcher starts what ends soon. */
  private static final List<String> SOON_ENDS = List.of("-XX:TieredStopAtLevel=1");

  private final Path folder = Files.createTempDirectory("blazesync-benchmark-");
  private final Deque<Process> processes = new ArrayDeque<>();
  private @Nullable Process hub;

  private final String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
  private final List<String> classArchive = ClassArchive.options(folder, java, classPath());

  Deployment() throws IOException, InterruptedException {}

  Path file(String name) {
    return folder.resolve(name);
  }

  /** {@return the address of a hub that is started, with its key} */
  URI hub(String... options) throws IOException {
    hub =
        start(
            List.of(options),
            "hub",
            "--listen",
            "tcp://127.0.0.1:0",
            "--data",
            file("hub").toString());
    processes.push(hub);
    return URI.create(firstLine(hub).substring(LISTENING.length()));
  }

  /** A group of databases, the first of which exists; returns when all sync. */
  void sync(Path... databases) throws IOException, InterruptedException {
    String code = create(hub());
    for (Path database : databases) {
      join(database, code);
      code = invite(databases[0]);
    }
    for (Path database : databases) {
      processes.push(start(List.of(), "sync", database.toString(), "--progress", "none"));
    }
  }

  /** {@return the code of a new group's first device} */
  String create(URI hub) throws IOException, InterruptedException {
    return code("create", "--hub", hub.toString());
  }

  /** {@return a code for one more device} */
  String invite(Path database) throws IOException, InterruptedException {
    return code("invite", database.toString());
  }

  /**
   * Joins and syncs once, in a process of its own.
   *
   * @return most memory it had, in bytes
   */
  long join(Path database, String code, String... options)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(SOON_ENDS);
    all.addAll(List.of(options));
    Process process =
        start(all, "sync", database.toString(), "--once", "--join", code, "--progress", "none");
    long most = 0;
    while (!process.waitFor(5, TimeUnit.MILLISECONDS)) {
      most = Math.max(most, mostMemory(process));
    }
    ended(process);
    return most;
  }

  /** {@return most memory the hub had, in bytes} */
  long hubMemory() {
    return hub == null ? 0 : mostMemory(hub);
  }

  /** {@return 0 where the operating system does not say} */
  private static long mostMemory(Process process) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> 1_024 * Long.parseLong(line.replaceAll("\\D+", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException | UncheckedIOException e) {
      // it has just ended, or this is no Linux
      return 0;
    }
  }

  private String code(String... act) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("group"));
    words.addAll(List.of(act));
    Process process = start(SOON_ENDS, words.toArray(String[]::new));
    String code = firstLine(process);
    ended(process);
    return code;
  }

  /**
   * Syncs once in a process of its own that is started as long-lived ones are.
   *
   * @param heard hears each of its write transactions when it has ended
   */
  void catchUp(Path database, SyncListener heard) throws IOException, InterruptedException {
    Process process = start(CatchUp.class.getName(), List.of(), database.toString());
    processes.push(process);
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      lines.lines().forEach(nanos -> heard.wrote(Duration.ofNanos(Long.parseLong(nanos))));
    }
    ended(process);
  }

  private Process start(List<String> options, String... arguments) throws IOException {
    return start("dev.blazesync.cli.Main", options, arguments);
  }

  /** What a process has to say is shown only when something fails. */
  private Process start(String main, List<String> options, String... arguments) throws IOException {
    List<String> words = new ArrayList<>(List.of(java, "-XX:+UseSerialGC"));
    words.addAll(classArchive);
    words.addAll(options);
    words.addAll(List.of("-cp", classPath(), main));
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
