package dev.blazesync.cli;

import dev.blazesync.Databases;
import dev.blazesync.DoctorReport;
import dev.blazesync.TableSelection;
import dev.blazesync.Target;
import dev.blazesync.cli.view.Findings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Installs capture. */
@Command(
    name = "attach",
    description = "Installs capture: from now on every writer's changes are noticed.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  blazesync attach shop.db --dry-run",
      "  blazesync attach shop.db --exclude 'audit_*,tmp'"
    })
final class AttachCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private DatabaseArgument database = new DatabaseArgument();

  @Option(
      names = "--tables",
      paramLabel = "GLOB",
      split = ",",
      description = "Only these tables (* and ? match). Default: all that can sync")
  private List<String> include = new ArrayList<>();

  @Option(names = "--exclude", paramLabel = "GLOB", split = ",", description = "Not these tables.")
  private List<String> exclude = new ArrayList<>();

  @Option(names = "--dry-run", description = "Only say what would be done, table by table.")
  private boolean dryRun;

  AttachCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Target target = database.existing(surroundings);
    DoctorReport report = Databases.attach(target, new TableSelection(include, exclude), dryRun);
    for (DoctorReport.Table table : report.tables()) {
      String verb = dryRun ? "would capture " : "captured ";
      surroundings
          .out()
          .println(
              table.syncs()
                  ? verb + table.table() + ", records known by " + Findings.key(table.key())
                  : "left alone " + table.table());
      Findings.print(table.findings(), surroundings.out());
    }
    Findings.print(report.findings(), surroundings.out());
    return Exit.DONE.code();
  }
}
