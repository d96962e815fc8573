package dev.blazesync.cli;

import dev.blazesync.Databases;
import dev.blazesync.ParkedRecord;
import dev.blazesync.cli.view.Json;
import dev.blazesync.cli.view.TextTable;
import dev.blazesync.cli.view.Times;
import dev.blazesync.spi.ConfigurationException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Records that cannot be in their table now. */
@Command(
    name = "conflicts",
    description = "Lists parked records: whole, but not in their table now, and why.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  blazesync conflicts shop.db --json"})
final class ConflictsCommand implements Callable<Integer> {
  /** More would not be read by a person; {@code status} counts them all. */
  private static final int LIMIT = 10_000;

  private final Surroundings surroundings;

  @Mixin private DatabaseArgument database = new DatabaseArgument();

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "list",
      description = "What to do; 'list' is the default.")
  private String action = "list";

  @Option(names = "--json", description = "One JSON document.")
  private boolean json;

  ConflictsCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    if (!action.equals("list")) {
      throw new ConfigurationException(
          "conflicts: '" + action + "' is not known; expected 'list' or nothing");
    }
    List<ParkedRecord> parked = Databases.parked(database.existing(surroundings), LIMIT);
    if (json) {
      surroundings.out().println(Json.conflicts(parked));
      return Exit.DONE.code();
    }
    TextTable table = new TextTable("table", "key", "since", "reason");
    for (ParkedRecord record : parked) {
      String constraint = record.constraint() == null ? "" : " (" + record.constraint() + ")";
      table.row(
          record.table(),
          record.key(),
          Times.of(record.sinceMillis(), "-"),
          record.reason() + constraint);
    }
    table.print(surroundings.out());
    return Exit.DONE.code();
  }
}
