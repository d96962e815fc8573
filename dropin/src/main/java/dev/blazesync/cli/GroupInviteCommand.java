package dev.blazesync.cli;

import dev.blazesync.GroupAdmin;
import dev.blazesync.Role;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a join code; it is all that goes to standard output. */
@Command(
    name = "invite",
    description = "Prints a join code for the group of a database, one line, on standard output.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Whoever has the code can join: keep it secret. The database's device has to",
      "be an admin, and the group's first hub has to be there.",
      "",
      "Examples:",
      "  blazesync group invite shop.db > code",
      "  blazesync group invite shop.db --expires 7d --uses 20 > code"
    })
final class GroupInviteCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private ActingArgument acting = new ActingArgument();

  @Option(
      names = "--expires",
      paramLabel = "TIME",
      description = "How long it is taken: such as 90s, 30m, 1h or 7d, or never. Default: 1h")
  private String expires = "1h";

  @Option(
      names = "--uses",
      paramLabel = "N",
      description = "How many devices it lets in, 1 to 1000. Default: ${DEFAULT-VALUE}")
  private int uses = 1;

  @Option(
      names = "--role",
      paramLabel = "server|client",
      description =
          "What the writes of whoever comes in by it count where a policy is server-wins. Default:"
              + " client")
  private Role role = Role.CLIENT;

  @Option(names = "--admin", description = "They may invite, remove and rotate, too.")
  private boolean admin;

  GroupInviteCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    GroupAdmin.Invite invite =
        new GroupAdmin.Invite(Lifetime.parse("--expires", expires), uses, role, admin);
    surroundings.out().println(acting.admin(surroundings).invite(invite));
    return Exit.DONE.code();
  }
}
