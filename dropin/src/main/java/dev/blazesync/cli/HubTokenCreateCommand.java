package dev.blazesync.cli;

import dev.blazesync.HubTokens;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.Nullable;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes an access token, which is all that goes to standard output. */
@Command(
    name = "create",
    description = "Makes an access token and prints it, one line, on standard output.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "It is shown this once: the hub keeps a hash of it. It goes into the hub's address,",
      "'tcp://host:7411?key=KEY&token=TOKEN', and with that into join codes.",
      "",
      "Example:",
      "  blazesync hub token create --expires 90d --max-devices 20 --data ./blazesync-hub > token"
    })
final class HubTokenCreateCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Option(
      names = "--expires",
      paramLabel = "TIME",
      description = "How long it is good: a number and s, m, h or d. Default: until it is revoked")
  private @Nullable String expires;

  @Option(
      names = "--quota",
      paramLabel = "BYTES",
      description = "How much may be stored with it. Default: no limit")
  private long quotaBytes;

  @Option(
      names = "--max-devices",
      paramLabel = "N",
      description = "How many devices may come with it. Default: no limit")
  private int maxDevices;

  @Mixin private HubFolderOption data = new HubFolderOption();

  HubTokenCreateCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    if (quotaBytes < 0 || maxDevices < 0) {
      throw new ConfigurationException(
          "--quota and --max-devices are numbers from 1, or 0 for no limit");
    }
    Duration life = expires == null ? null : Lifetime.parse("--expires", expires);
    HubTokens.Created token =
        HubTokens.create(data.path(), new HubTokens.Terms(life, quotaBytes, maxDevices));
    surroundings.out().println(token.text());
    surroundings.tell(
        "access token "
            + token.id()
            + " is made; it is shown this once. Put it into the hub's address:"
            + " tcp://host:port?key=KEY&token=TOKEN");
    return Exit.DONE.code();
  }
}
