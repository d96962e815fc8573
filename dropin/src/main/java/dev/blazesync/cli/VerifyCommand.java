package dev.blazesync.cli;

import dev.blazesync.Databases;
import dev.blazesync.VerifyReport;
import dev.blazesync.cli.view.Json;
import dev.blazesync.cli.view.TextTable;
import dev.blazesync.spi.Nullable;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compares two databases. */
@Command(
    name = "verify",
    description = "Compares the synced tables of two databases, of any kind, record by record.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Exit code 0 when they are equal, 1 when they differ.",
      "",
      "Example:",
      "  blazesync verify shop.db till.mv.db"
    })
final class VerifyCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private DatabaseArgument database = new DatabaseArgument();

  @Parameters(index = "1", paramLabel = "DB", description = "The other database.")
  private String other = "";

  @Option(
      names = "--user-b",
      paramLabel = "USER",
      description =
          "User of the other database; the password comes from BLAZESYNC_DB_PASSWORD_B or a"
              + " prompt.")
  private @Nullable String otherUser;

  @Option(names = "--json", description = "One JSON document.")
  private boolean json;

  VerifyCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    VerifyReport report =
        Databases.verify(
            database.existing(surroundings),
            DatabaseArgument.existing(other, otherUser, "BLAZESYNC_DB_PASSWORD_B", surroundings));
    if (json) {
      surroundings.out().println(Json.verify(report));
    } else {
      print(report, surroundings.out());
    }
    return (report.equal() ? Exit.DONE : Exit.NO).code();
  }

  private static void print(VerifyReport report, PrintStream out) {
    TextTable table = new TextTable("table", "rows A", "rows B", "different");
    report.tables().forEach(t -> table.row(t.table(), t.rowsA(), t.rowsB(), t.different()));
    table.print(out);
    for (VerifyReport.Table differing : report.tables()) {
      differing.examples().forEach(example -> out.println(differing.table() + ": " + example));
    }
    out.println(report.equal() ? "equal" : "different");
  }
}
