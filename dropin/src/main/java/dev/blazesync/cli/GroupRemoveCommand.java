package dev.blazesync.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Ends the membership of a device that is not trusted. */
@Command(
    name = "remove",
    description = "Removes a device that is not trusted any more from the group of a database.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Of what the device wrote, what this database has counts. What it has, it",
      "keeps; what others write once they know of this, it cannot read. Every open",
      "join code ends. For a device that is no enemy's, see 'group retire'.",
      "",
      "Examples:",
      "  blazesync group members shop.db",
      "  blazesync group remove shop.db 0123-4567-89ab-cdef-ghjk-mnpq-rstv"
    })
final class GroupRemoveCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private ActingArgument acting = new ActingArgument();

  @Parameters(
      index = "1",
      paramLabel = "DEVICE",
      description = "Its fingerprint, as 'group members' prints it.")
  private String device = "";

  GroupRemoveCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    acting.admin(surroundings).remove(device);
    surroundings.out().println("removed " + device);
    return Exit.DONE.code();
  }
}
