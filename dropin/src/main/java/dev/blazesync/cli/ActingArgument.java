package dev.blazesync.cli;

import dev.blazesync.GroupAdmin;
import dev.blazesync.spi.Nullable;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Who acts on a group: a database's device, or the holder of the recovery key beside it. */
final class ActingArgument {
  @Mixin private DatabaseArgument database = new DatabaseArgument();

  @Option(
      names = "--recovery",
      paramLabel = "FILE",
      description =
          "Act with the group's recovery key, as 'group create' made it: the database's device need"
              + " not be an admin then.")
  private @Nullable Path recovery;

  /** {@return who acts, by the database and options that were given} */
  GroupAdmin admin(Surroundings surroundings) {
    GroupAdmin device = GroupAdmin.of(database.existing(surroundings));
    return recovery == null ? device : device.with(recovery);
  }
}
