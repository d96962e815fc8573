package dev.blazesync.cli;

import dev.blazesync.Databases;
import dev.blazesync.LogEntry;
import dev.blazesync.cli.view.Json;
import dev.blazesync.cli.view.TextTable;
import dev.blazesync.cli.view.Times;
import dev.blazesync.spi.ConfigurationException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The operation log. */
@Command(
    name = "log",
    description = "Prints the operation log of a database, newest batch first.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  blazesync log shop.db --limit 5"})
final class LogCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private DatabaseArgument database = new DatabaseArgument();

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most this many batches. Default: ${DEFAULT-VALUE}")
  private int limit = 20;

  @Option(names = "--json", description = "One JSON document.")
  private boolean json;

  LogCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    if (limit < 1) {
      throw new ConfigurationException("--limit " + limit + ": expected a number from 1");
    }
    List<LogEntry> entries = Databases.log(database.existing(surroundings), limit);
    if (json) {
      surroundings.out().println(Json.log(entries));
      return Exit.DONE.code();
    }
    TextTable table = new TextTable("origin", "sequence", "time", "operations", "bytes");
    for (LogEntry entry : entries) {
      table.row(
          entry.origin(),
          entry.sequence(),
          Times.of(entry.newestMillis(), "-"),
          entry.operations(),
          entry.bytes());
    }
    table.print(surroundings.out());
    return Exit.DONE.code();
  }
}
