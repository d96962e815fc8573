package dev.blazesync.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which hub a command is about, for commands that take care of one. */
final class HubFolderOption {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder of the hub. Default: ${DEFAULT-VALUE}")
  private Path data = Path.of("blazesync-hub");

  Path path() {
    return data;
  }
}
