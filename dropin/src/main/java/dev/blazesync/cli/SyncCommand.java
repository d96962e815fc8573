package dev.blazesync.cli;

import dev.blazesync.BlazeSync;
import dev.blazesync.Existing;
import dev.blazesync.Role;
import dev.blazesync.Status;
import dev.blazesync.Target;
import dev.blazesync.cli.view.ProgressView;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.RefusedException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Keeps a database in sync, or brings it up to date once. */
@Command(
    name = "sync",
    description = "Attaches a database if needed, joins its group if a code is given, and syncs.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Runs until SIGTERM (then exit code 0); a hub that cannot be reached is tried again.",
      "",
      "Examples:",
      "  blazesync sync shop.db --join - < code",
      "  blazesync sync shop.db --once --timeout 60"
    })
final class SyncCommand implements Callable<Integer> {
  /** How often a waiting command looks whether it should end. */
  private static final long SLICE_MILLIS = 200;

  private final Surroundings surroundings;

  @Mixin private DatabaseArgument database = new DatabaseArgument();

  @Option(
      names = "--join",
      paramLabel = "CODE",
      description = "Join code, needed once; - reads it from standard input. Or BLAZESYNC_JOIN.")
  private @Nullable String join;

  @Option(
      names = "--once",
      description =
          "End when all that is local is acknowledged, the hub holds what a newcomer needs, and all"
              + " that it held is applied.")
  private boolean once;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "How long --once may take. Default: ${DEFAULT-VALUE}")
  private long timeoutSeconds = 30;

  @Option(
      names = "--existing",
      paramLabel = "group|replace",
      description =
          "For rows the database had before it joined: 'group' lets the group's row win and adds"
              + " what the group lacks; 'replace' keeps the group's rows only. What loses goes to a"
              + " file beside the database. Default: group")
  private Existing existing = Existing.GROUP;

  @Option(
      names = "--role",
      paramLabel = "server|client",
      description =
          "Make sure that this is what the database's writes count where a policy is server-wins;"
              + " its join code decides. Default: whatever the code says")
  private @Nullable Role role;

  @Option(
      names = "--peer",
      paramLabel = "URI",
      description =
          "One more hub beside those of the join code, as tcp://host:port?key=KEY with the key it"
              + " told when it started; may be repeated.")
  private List<URI> peers = new ArrayList<>();

  @Option(names = "--strict", description = "Exit code 1 when records are parked.")
  private boolean strict;

  @Option(
      names = "--progress",
      paramLabel = "auto|plain|json|none",
      description = "How to show what happens, on standard error. Default: auto")
  private ProgressView.Mode progress = ProgressView.Mode.AUTO;

  SyncCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (timeoutSeconds < 1) {
      throw new ConfigurationException(
          "--timeout " + timeoutSeconds + ": expected a number of seconds from 1");
    }
    String code = JoinCode.read(join, surroundings);
    Target target = code == null ? database.existing(surroundings) : database.any(surroundings);
    surroundings.end().listen();
    try (ProgressView view =
        ProgressView.of(progress, surroundings.err(), surroundings.terminal())) {
      PeerWatch watch = new PeerWatch(view);
      BlazeSync.Builder builder = BlazeSync.attach(target).existing(existing).listener(watch);
      Addresses.checked("--peer", peers).forEach(builder::peer);
      if (code != null) {
        builder.join(code);
      }
      if (role != null) {
        builder.role(role);
      }
      try (BlazeSync sync = builder.start()) {
        boolean complete = once ? synced(sync, watch) : ended(watch);
        Path replaced = sync.replacedRows();
        if (replaced != null) {
          surroundings.tell("rows that gave way to the group's are kept in " + replaced);
        }
        return finish(sync.status(), complete, watch).code();
      }
    }
  }

  /**
   * @return whether all is synced; false when time is up or the process is asked to end
   */
  private boolean synced(BlazeSync sync, PeerWatch watch) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(timeoutSeconds).toNanos();
    while (!surroundings.end().asked()) {
      long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
      if (left <= 0) {
        return false;
      }
      if (sync.awaitSynced(Duration.ofMillis(Math.min(left, SLICE_MILLIS)))) {
        return true;
      }
      refuseIfAllDo(watch);
    }
    return false;
  }

  private boolean ended(PeerWatch watch) throws InterruptedException {
    while (!surroundings.end().await(SLICE_MILLIS)) {
      refuseIfAllDo(watch);
    }
    return true;
  }

  private static void refuseIfAllDo(PeerWatch watch) {
    if (watch.allRefused()) {
      throw new RefusedException("no peer takes part: " + watch.summary());
    }
  }

  private Exit finish(Status status, boolean complete, PeerWatch watch) {
    String see = ": see 'blazesync conflicts " + database.text() + "'";
    if (status.parked() > 0) {
      surroundings.tell(
          counted(status.parked(), "record is", "records are")
              + " parked (kept, but not or not wholly in the table now)"
              + see);
    }
    if (watch.decided() > 0) {
      surroundings.tell(
          counted(watch.decided(), "conflict was", "conflicts were")
              + " decided (what lost is kept)"
              + see);
    }
    if (!complete) {
      surroundings.tell(
          (surroundings.end().asked()
                  ? "asked to end before all was synced"
                  : "not all was synced within " + timeoutSeconds + " s")
              + ": "
              + counted(status.pending(), "change is", "changes are")
              + " not acknowledged"
              + (watch.summary().isEmpty() ? "" : "; " + watch.summary())
              + "; nothing is lost, run the command again or allow more with --timeout");
      return Exit.CANNOT;
    }
    return strict && status.parked() > 0 ? Exit.NO : Exit.DONE;
  }

  private static String counted(long count, String one, String many) {
    return count + " " + (count == 1 ? one : many);
  }
}
