package dev.blazesync.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Begins a new epoch. */
@Command(
    name = "rotate",
    description = "Gives the group of a database a new secret: what is sealed later is under it.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Join codes that have expired end. 'group remove' does this, too.",
      "",
      "Example:",
      "  blazesync group rotate shop.db --end-invites"
    })
final class GroupRotateCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private ActingArgument acting = new ActingArgument();

  @Option(names = "--end-invites", description = "Every open join code ends.")
  private boolean endInvites;

  GroupRotateCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    acting.admin(surroundings).rotate(endInvites);
    surroundings.out().println("rotated");
    return Exit.DONE.code();
  }
}
