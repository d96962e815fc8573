package dev.blazesync.cli;

import dev.blazesync.HubTokens;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Ends an access token. */
@Command(
    name = "revoke",
    description = "Ends an access token for good; a running hub closes its connections in seconds.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  blazesync hub token revoke 3k7h2m9q --data ./blazesync-hub"})
final class HubTokenRevokeCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Parameters(index = "0", paramLabel = "ID", description = "As 'hub token list' names it.")
  private String id = "";

  @Mixin private HubFolderOption data = new HubFolderOption();

  HubTokenRevokeCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    HubTokens.revoke(data.path(), id);
    surroundings.tell("access token " + id + " is revoked");
    return Exit.DONE.code();
  }
}
