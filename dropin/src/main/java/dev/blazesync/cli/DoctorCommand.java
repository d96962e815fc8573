package dev.blazesync.cli;

import dev.blazesync.Databases;
import dev.blazesync.DoctorReport;
import dev.blazesync.cli.view.Findings;
import dev.blazesync.cli.view.Json;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whether and how a database can sync. */
@Command(
    name = "doctor",
    description = "Tells per table whether it can sync, what will not travel, and what to do.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Changes nothing. Exit code 1 when something cannot sync.",
      "",
      "Example:",
      "  blazesync doctor shop.db"
    })
final class DoctorCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private DatabaseArgument database = new DatabaseArgument();

  @Option(names = "--json", description = "One JSON document.")
  private boolean json;

  DoctorCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    DoctorReport report = Databases.doctor(database.existing(surroundings));
    if (json) {
      surroundings.out().println(Json.doctor(report));
    } else {
      print(report, surroundings.out());
    }
    return (report.blocked() ? Exit.NO : Exit.DONE).code();
  }

  private static void print(DoctorReport report, PrintStream out) {
    for (DoctorReport.Table table : report.tables()) {
      out.println(
          table.table()
              + (table.syncs()
                  ? ": can sync, records known by " + Findings.key(table.key())
                  : ": cannot sync"));
      Findings.print(table.findings(), out);
    }
    Findings.print(report.findings(), out);
  }
}
