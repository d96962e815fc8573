package dev.blazesync.cli;

import dev.blazesync.Databases;
import dev.blazesync.Status;
import dev.blazesync.cli.view.Json;
import dev.blazesync.cli.view.TextTable;
import dev.blazesync.cli.view.Times;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What sync is doing with a database. */
@Command(
    name = "status",
    description = "Tells what sync is doing with a database, whether it runs or not.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  blazesync status shop.db --json"})
final class StatusCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private DatabaseArgument database = new DatabaseArgument();

  @Option(names = "--json", description = "One JSON document.")
  private boolean json;

  StatusCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Status status = Databases.status(database.existing(surroundings));
    if (json) {
      surroundings.out().println(Json.status(status));
    } else {
      print(status, surroundings.out());
    }
    return Exit.DONE.code();
  }

  private static void print(Status status, PrintStream out) {
    out.println("node      " + (status.node() == null ? "not attached" : status.node()));
    if (status.fingerprint() != null) {
      out.println("device    " + status.fingerprint());
    }
    out.println("group     " + (status.group() == null ? "none" : status.group()));
    out.println("sync      " + (status.running() ? "running" : "not running"));
    out.println("pending   " + status.pending());
    out.println("parked    " + status.parked());
    out.println("conflicts " + status.conflicts());
    out.println(
        "log       " + status.log().batches() + " batches, " + status.log().bytes() + " bytes");
    out.println(
        "metadata  " + status.metadata().rows() + " rows, " + status.metadata().bytes() + " bytes");
    if (!status.tables().isEmpty()) {
      out.println();
      TextTable tables = new TextTable("table", "rows", "pending", "syncs");
      status
          .tables()
          .forEach(t -> tables.row(t.table(), t.rows(), t.pending(), t.syncs() ? "yes" : "no"));
      tables.print(out);
    }
    if (!status.peers().isEmpty()) {
      out.println();
      TextTable peers = new TextTable("peer", "state", "behind", "last seen", "next try");
      for (Status.Peer peer : status.peers()) {
        peers.row(
            peer.uri(),
            Json.lower(peer.state()),
            peer.behind(),
            Times.of(peer.lastSeenMillis(), "never"),
            Times.of(peer.nextTryMillis(), "-"));
      }
      peers.print(out);
      status.peers().stream()
          .filter(peer -> peer.problem() != null)
          .forEach(peer -> out.println(peer.uri() + ": " + peer.problem()));
    }
    if (!status.notices().isEmpty()) {
      out.println();
      status.notices().forEach(out::println);
    }
  }
}
