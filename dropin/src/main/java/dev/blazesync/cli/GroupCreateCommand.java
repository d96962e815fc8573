package dev.blazesync.cli;

import dev.blazesync.Groups;
import java.net.URI;
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
    footer = {
      "",
      "Whoever has the code can join: keep it secret. It says by which key the hub is known; a hub",
      "tells its key when it starts, and '--hub tcp://host:7411?key=KEY' makes sure of it. A hub that",
      "needs an access token: --hub 'tcp://host:7411?key=KEY&token=TOKEN'.",
      "",
      "Example:",
      "  blazesync group create --hub tcp://127.0.0.1:7411 > code",
      "  blazesync sync shop.db --join - < code"
    })
final class GroupCreateCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Option(
      names = "--hub",
      paramLabel = "URI",
      required = true,
      description = "Address of a running hub, such as tcp://host:7411; may be repeated.")
  private List<URI> hubs = new ArrayList<>();

  GroupCreateCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    List<URI> addresses = Addresses.checked("--hub", hubs);
    NotEncrypted.warn(surroundings);
    surroundings.out().println(Groups.create(addresses, this::compare));
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
