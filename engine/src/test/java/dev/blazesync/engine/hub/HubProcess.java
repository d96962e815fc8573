package dev.blazesync.engine.hub;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A hub in a process of its own, to be killed. */
final class HubProcess {
  private final Process process;
  private final URI uri;

  private HubProcess(Process process, URI uri) {
    this.process = process;
    this.uri = uri;
  }

  /** What runs in the process: prints where it listens, then serves until it is killed. */
  public static void main(String[] arguments) throws InterruptedException {
    HubOptions options =
        new HubOptions(
            List.of(URI.create(arguments[1])),
            Path.of(arguments[0]),
            false,
            SqliteHubLog.UNLIMITED);
    try (HubServer hub = HubServer.start(options)) {
      System.out.println(hub.listening().get(0));
      Thread.currentThread().join();
    }
  }

  static HubProcess start(Path folder) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process process =
        new ProcessBuilder(
                java,
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                HubProcess.class.getName(),
                folder.toString(),
                "tcp://127.0.0.1:0")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = output.readLine();
    if (line == null) {
      throw new IOException("the hub ended before it listened");
    }
    return new HubProcess(process, URI.create(line));
  }

  URI uri() {
    return uri;
  }

  /** SIGKILL. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }
}
