package dev.blazesync.engine.hub;

import io.netty.util.internal.PlatformDependent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A hub in a process of its own, to be killed. */
final class HubProcess {
  private final Process process;
  private final URI uri;
  private final BufferedReader output;

  private HubProcess(Process process, URI uri, BufferedReader output) {
    this.process = process;
    this.uri = uri;
    this.output = output;
  }

  /**
   * What runs in the process: prints where it listens, then serves until it is killed. Each line it
   * reads is a question how many bytes its heap holds, and how many it has outside.
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    HubOptions options =
        new HubOptions(
            List.of(URI.create(arguments[1])),
            Path.of(arguments[0]),
            false,
            SqliteHubLog.UNLIMITED);
    try (HubServer hub = HubServer.start(options)) {
      System.out.println(hub.listening().get(0));
      BufferedReader questions =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      while (questions.readLine() != null) {
        System.gc();
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        System.out.println(heap + " " + PlatformDependent.usedDirectMemory());
      }
      Thread.currentThread().join();
    }
  }

  static HubProcess start(Path folder) throws IOException {
    return start(folder, 256);
  }

  static HubProcess start(Path folder, int heapMegabytes) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process process =
        new ProcessBuilder(
                java,
                "-Xmx" + heapMegabytes + "m",
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
    return new HubProcess(process, URI.create(line), output);
  }

  URI uri() {
    return uri;
  }

  /** {@return bytes that live in its heap, and those of Netty outside of it} */
  long[] memory() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
    return Stream.of(output.readLine().split(" ")).mapToLong(Long::parseLong).toArray();
  }

  /** SIGKILL. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }
}
