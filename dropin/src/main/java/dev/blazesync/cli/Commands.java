package dev.blazesync.cli;

import dev.blazesync.spi.Nullable;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine;

/**
 * The tree of commands. Of each level only the one that the arguments name is made, where they name
 * one: picocli reads a command by reflection, and all of them take longer than most of them work.
 * Not thread-safe.
 */
final class Commands {
  private final List<Entry> all;

  Commands(Surroundings surroundings) {
    all =
        List.of(
            new Entry(
                "hub",
                () -> new HubCommand(surroundings),
                new Entry(
                    "token",
                    HubTokenCommand::new,
                    new Entry("create", () -> new HubTokenCreateCommand(surroundings)),
                    new Entry("list", () -> new HubTokenListCommand(surroundings)),
                    new Entry("revoke", () -> new HubTokenRevokeCommand(surroundings)))),
            new Entry(
                "group",
                GroupCommand::new,
                new Entry("create", () -> new GroupCreateCommand(surroundings)),
                new Entry("members", () -> new GroupMembersCommand(surroundings)),
                new Entry("invite", () -> new GroupInviteCommand(surroundings)),
                new Entry("remove", () -> new GroupRemoveCommand(surroundings)),
                new Entry("retire", () -> new GroupRetireCommand(surroundings)),
                new Entry("rotate", () -> new GroupRotateCommand(surroundings)),
                new Entry("config", () -> new GroupConfigCommand(surroundings))),
            new Entry("sync", () -> new SyncCommand(surroundings)),
            new Entry("attach", () -> new AttachCommand(surroundings)),
            new Entry("detach", () -> new DetachCommand(surroundings)),
            new Entry("status", () -> new StatusCommand(surroundings)),
            new Entry("log", () -> new LogCommand(surroundings)),
            new Entry("conflicts", () -> new ConflictsCommand(surroundings)),
            new Entry("verify", () -> new VerifyCommand(surroundings)),
            new Entry("doctor", () -> new DoctorCommand(surroundings)),
            new Entry("demo", () -> new DemoCommand(surroundings)));
  }

  /** {@return {@code root} with its commands, or with the one that {@code arguments} name} */
  CommandLine below(Object root, List<String> arguments) {
    return line(root, all, arguments);
  }

  private static CommandLine line(Object command, List<Entry> below, List<String> arguments) {
    CommandLine line = new CommandLine(command);
    Entry named = named(below, arguments);
    if (named == null) {
      below.forEach(entry -> line.addSubcommand(entry.name, all(entry)));
    } else {
      List<String> rest = arguments.subList(1, arguments.size());
      line.addSubcommand(named.name, line(named.command.get(), named.below, rest));
    }
    return line;
  }

  private static CommandLine all(Entry entry) {
    return line(entry.command.get(), entry.below, List.of());
  }

  /** {@return the one that the first argument is the name of, null if it is of none} */
  private static @Nullable Entry named(List<Entry> entries, List<String> arguments) {
    return entries.stream()
        .filter(entry -> !arguments.isEmpty() && entry.name.equals(arguments.get(0)))
        .findAny()
        .orElse(null);
  }

  private record Entry(String name, Supplier<Object> command, List<Entry> below) {
    private Entry(String name, Supplier<Object> command, Entry... below) {
      this(name, command, List.of(below));
    }
  }
}
