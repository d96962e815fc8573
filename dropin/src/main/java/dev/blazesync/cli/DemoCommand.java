package dev.blazesync.cli;

import dev.blazesync.cli.demo.Demo;
import dev.blazesync.cli.demo.HubProcess;
import dev.blazesync.cli.view.ProgressView;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows everything once. */
@Command(
    name = "demo",
    description =
        "Makes a SQLite and an H2 database, syncs them through a hub, breaks things, compares.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Exit code 0 when both end equal, 1 when they differ.",
      "",
      "Example:",
      "  blazesync demo --dir ./demo-files"
    })
final class DemoCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Keep the databases in this folder. Default: a temporary one, removed after")
  private @Nullable Path folder;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "What the made-up data is made from. Default: ${DEFAULT-VALUE}")
  private long seed = 7;

  DemoCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException {
    Path wanted = folder;
    try {
      if (wanted != null) {
        return run(empty(wanted)).code();
      }
      Path temporary = Files.createTempDirectory("blazesync-demo-");
      try {
        return run(temporary).code();
      } finally {
        remove(temporary);
      }
    } catch (IOException e) {
      throw new UnavailableException("the demo's folder cannot be used: " + e, e);
    }
  }

  private Exit run(Path place) throws InterruptedException {
    HubProcess.Command hub =
        new HubProcess.Command(System.getProperty("java.class.path"), Main.class);
    try (ProgressView progress =
        ProgressView.of(ProgressView.Mode.AUTO, surroundings.err(), surroundings.terminal())) {
      boolean equal = new Demo(place, seed, hub, surroundings.out(), progress).run();
      if (folder != null) {
        surroundings.out().println("The files are in " + place);
      }
      return equal ? Exit.DONE : Exit.NO;
    }
  }

  private static Path empty(Path folder) throws IOException {
    Files.createDirectories(folder);
    try (Stream<Path> inside = Files.list(folder)) {
      if (inside.findAny().isPresent()) {
        throw new ConfigurationException(
            "--dir " + folder + " is not empty: name a new folder, the demo removes nothing");
      }
    }
    return folder;
  }

  private static void remove(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.deleteIfExists(path);
    }
  }
}
