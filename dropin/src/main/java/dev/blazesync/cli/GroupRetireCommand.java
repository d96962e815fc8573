package dev.blazesync.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Ends the membership of a device that nobody uses any more. */
@Command(
    name = "retire",
    description = "Removes a device that was lost or given away from the group of a database.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "As 'group remove', but all that the hub has of the device's writes counts:",
      "not for a device in the hands of somebody who might write.",
      "",
      "Examples:",
      "  blazesync group members shop.db",
      "  blazesync group retire shop.db 0123-4567-89ab-cdef-ghjk-mnpq-rstv"
    })
final class GroupRetireCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private ActingArgument acting = new ActingArgument();

  @Parameters(
      index = "1",
      paramLabel = "DEVICE",
      description = "Its fingerprint, as 'group members' prints it.")
  private String device = "";

  GroupRetireCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    acting.admin(surroundings).retire(device);
    surroundings.out().println("retired " + device);
    return Exit.DONE.code();
  }
}
