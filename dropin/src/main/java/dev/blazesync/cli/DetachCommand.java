package dev.blazesync.cli;

import dev.blazesync.Databases;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Removes every trace. */
@Command(
    name = "detach",
    description = "Removes every trace of BlazeSync; the schema is again what it was.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  blazesync detach shop.db"})
final class DetachCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private DatabaseArgument database = new DatabaseArgument();

  @Option(
      names = "--force",
      description =
          "Even though edits are unsent, which the others will never see, or records parked, which are"
              + " in no table.")
  private boolean force;

  DetachCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Databases.detach(database.existing(surroundings), force);
    surroundings.out().println("detached " + database.text());
    return Exit.DONE.code();
  }
}
