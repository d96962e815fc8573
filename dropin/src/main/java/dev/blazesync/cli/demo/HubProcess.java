package dev.blazesync.cli.demo;

import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.UnavailableException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A hub in a process of its own, that can be killed and started again at the same address and on
 * the same data. Not thread-safe.
 */
public final class HubProcess implements AutoCloseable {
  private static final String LISTENING = "listening on ";
  private static final int PATIENCE_SECONDS = 10;

  private final Command command;
  private final Path folder;
  private final Thread lastResort = new Thread(this::killQuietly, "end the hub with the demo");
  private URI address = URI.create("tcp://127.0.0.1:0");
  private volatile @Nullable Process process;

  /**
   * How to start one.
   *
   * @param main whose main method understands {@code hub}
   */
  public record Command(String classPath, Class<?> main) {}

  /**
   * @param folder for its data and what it logs
   */
  public HubProcess(Command command, Path folder) {
    this.command = command;
    this.folder = folder;
    Runtime.getRuntime().addShutdownHook(lastResort);
  }

  /** {@return where it listens, once it was started} */
  public URI address() {
    return address;
  }

  public long pid() {
    return running().pid();
  }

  /** Returns when it accepts. */
  public void start() {
    List<String> words =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            command.classPath(),
            command.main().getName(),
            "hub",
            "--listen",
            address.toString(),
            "--data",
            folder.resolve("hub").toString());
    Path log = folder.resolve("hub.log");
    try {
      Process started =
          new ProcessBuilder(words)
              .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      process = started;
      // what it prints later is nothing but the end of the stream, so the reader may stay open
      BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8));
      String line = lines.readLine();
      if (line == null || !line.startsWith(LISTENING)) {
        throw new UnavailableException("the hub did not start; " + log + " says why");
      }
      address = URI.create(line.substring(LISTENING.length()));
    } catch (IOException e) {
      throw new UnavailableException("the hub did not start: " + e, e);
    }
  }

  /** SIGTERM, and waits for its end. */
  public void stop() throws InterruptedException {
    Process running = running();
    running.destroy();
    if (!running.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      kill();
      throw new UnavailableException(
          "the hub did not end within " + PATIENCE_SECONDS + " s of SIGTERM");
    }
  }

  /** SIGKILL: no chance to write anything. */
  public void kill() throws InterruptedException {
    running().destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    Process last = process;
    try {
      if (last != null && last.isAlive()) {
        stop();
      }
    } catch (InterruptedException e) {
      killQuietly();
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().removeShutdownHook(lastResort);
  }

  private void killQuietly() {
    Process last = process;
    if (last != null) {
      last.destroyForcibly();
    }
  }

  private Process running() {
    Process running = process;
    if (running == null) {
      throw new IllegalStateException("the hub was not started");
    }
    return running;
  }
}
