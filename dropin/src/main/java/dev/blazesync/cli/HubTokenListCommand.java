package dev.blazesync.cli;

import dev.blazesync.HubTokens;
import dev.blazesync.cli.view.Json;
import dev.blazesync.cli.view.TextTable;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The access tokens of a hub, without their secrets. */
@Command(
    name = "list",
    description = "Lists access tokens, oldest first; never the tokens themselves.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  blazesync hub token list --data ./blazesync-hub"})
final class HubTokenListCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private HubFolderOption data = new HubFolderOption();

  @Option(names = "--json", description = "One JSON document.")
  private boolean json;

  HubTokenListCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    List<HubTokens.Token> tokens = HubTokens.list(data.path());
    if (json) {
      surroundings.out().println(Json.tokens(tokens));
    } else if (tokens.isEmpty()) {
      surroundings.tell("there are no access tokens in " + data.path());
    } else {
      print(tokens);
    }
    return Exit.DONE.code();
  }

  private void print(List<HubTokens.Token> tokens) {
    TextTable table =
        new TextTable("id", "state", "created", "expires", "used", "quota", "devices", "at most");
    for (HubTokens.Token token : tokens) {
      table.row(
          token.id(),
          Json.lower(token.state()),
          token.created(),
          token.expires() == null ? "never" : token.expires(),
          token.usedBytes(),
          token.quotaBytes() == 0 ? "-" : token.quotaBytes(),
          token.devices().size(),
          token.maxDevices() == 0 ? "-" : token.maxDevices());
    }
    table.print(surroundings.out());
  }
}
