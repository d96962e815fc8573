package dev.blazesync.cli;

import dev.blazesync.GroupAdmin;
import dev.blazesync.cli.view.Json;
import dev.blazesync.cli.view.TextTable;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Who is in a group. */
@Command(
    name = "members",
    description = "Prints the devices of a database's group, as far as it has heard of them.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  blazesync group members shop.db"})
final class GroupMembersCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private DatabaseArgument database = new DatabaseArgument();

  @Option(names = "--json", description = "One JSON document.")
  private boolean json;

  GroupMembersCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    List<GroupAdmin.Device> members = GroupAdmin.of(database.existing(surroundings)).members();
    if (json) {
      surroundings.out().println(Json.members(members));
      return Exit.DONE.code();
    }
    TextTable table = new TextTable("device", "role", "admin", "");
    for (GroupAdmin.Device member : members) {
      table.row(
          member.device(),
          Json.lower(member.role()),
          member.admin() ? "yes" : "no",
          member.self() ? "this database" : "");
    }
    table.print(surroundings.out());
    return Exit.DONE.code();
  }
}
