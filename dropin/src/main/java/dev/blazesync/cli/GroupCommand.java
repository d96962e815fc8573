package dev.blazesync.cli;

import dev.blazesync.spi.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The word before what can be done with groups. */
@Command(
    name = "group",
    description =
        "Makes groups (databases that share their data), says who is in them and by which rules.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  blazesync group create --hub tcp://127.0.0.1:7411 > code",
      "  blazesync group invite shop.db > code-of-the-next",
      "  blazesync group members shop.db"
    })
final class GroupCommand implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "say what to do with a group");
    }
  }
}
