package dev.blazesync.cli;

import dev.blazesync.Groups;
import dev.blazesync.Role;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.Nullable;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes a group; its join code is all that goes to standard output. */
@Command(
    name = "create",
    description = "Makes a group and prints its first join code, one line, on standard output.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "The code lets in one device, which becomes the group's admin; every other",
      "one needs a code of its own, from 'group invite'. Whoever has a code can",
      "join: keep it secret. It says by which key the hub is known; a hub tells its",
      "key when it starts, and '--hub tcp://host:7411?key=KEY' makes sure of it.",
      "A hub that needs an access token: 'tcp://host:7411?key=KEY&token=TOKEN'.",
      "",
      "Example:",
      "  blazesync group create --hub tcp://127.0.0.1:7411 > code",
      "  blazesync sync shop.db --join - < code",
      "  blazesync group invite shop.db > code-of-the-next"
    })
final class GroupCreateCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Option(
      names = "--hub",
      paramLabel = "URI",
      required = true,
      description = "Address of a running hub, such as tcp://host:7411; may be repeated.")
  private List<URI> hubs = new ArrayList<>();

  @Option(
      names = "--recovery",
      paramLabel = "FILE",
      description =
          "Make this file with a key that may do what an admin may, for the day when no admin's"
              + " device is left. Keep it away from all devices. Default: the group has none")
  private @Nullable Path recovery;

  @Option(
      names = "--role",
      paramLabel = "server|client",
      description =
          "What the first device's writes count where a policy is server-wins. Default: client")
  private Role role = Role.CLIENT;

  GroupCreateCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    List<URI> addresses = Addresses.checked("--hub", hubs);
    if (recovery != null && Files.exists(recovery, LinkOption.NOFOLLOW_LINKS)) {
      throw new ConfigurationException(
          "--recovery " + recovery + " is there already: name a new file, a key replaces nothing");
    }
    surroundings.out().println(Groups.create(addresses, role, recovery, this::compare));
    return Exit.DONE.code();
  }

  private void compare(URI hub) {
    surroundings.tell(
        "the hub "
            + Addresses.bare(hub)
            + " shows the key "
            + Addresses.key(hub)
            + ": compare it with the one the hub told when it started; devices will trust no other");
  }
}
