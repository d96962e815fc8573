package dev.blazesync.cli;

import dev.blazesync.spi.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The word before what can be done with access tokens. */
@Command(
    name = "token",
    description = "Makes, lists and revokes what a hub lets other machines in by.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Works on the hub's folder, whether the hub runs or not, and holds at once.",
      "",
      "Examples:",
      "  blazesync hub token create --expires 90d --data ./blazesync-hub > token",
      "  blazesync hub token list --data ./blazesync-hub"
    })
final class HubTokenCommand implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "say what to do with access tokens");
    }
  }
}
