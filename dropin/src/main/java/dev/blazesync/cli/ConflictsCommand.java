package dev.blazesync.cli;

import dev.blazesync.Databases;
import dev.blazesync.DecidedConflict;
import dev.blazesync.ParkedRecord;
import dev.blazesync.Target;
import dev.blazesync.cli.view.Conflicts;
import dev.blazesync.cli.view.Json;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.RefusedException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The ledger of decided conflicts, and records that cannot be in their table now. */
@Command(
    name = "conflicts",
    description = "Lists decided conflicts and parked records; puts back what lost a conflict.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "A parked record is whole, but not in its table now; it comes back by itself.",
      "",
      "Examples:",
      "  blazesync conflicts shop.db",
      "  blazesync conflicts shop.db show 7",
      "  blazesync conflicts shop.db restore 7"
    })
final class ConflictsCommand implements Callable<Integer> {
  /** As many as the ledger keeps. */
  private static final int ALL = 10_000;

  private final Surroundings surroundings;

  @Mixin private DatabaseArgument database = new DatabaseArgument();

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "list|show|restore",
      description =
          "'list' both (the default), 'show' all about one conflict, or 'restore' what lost it, as"
              + " a new edit.")
  private String action = "list";

  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "ID",
      description = "Number of a conflict, as 'list' prints it.")
  private @Nullable String id;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description =
          "List at most this many conflicts (the newest) and parked records (the oldest). Default:"
              + " ${DEFAULT-VALUE}")
  private int limit = ALL;

  @Option(names = "--json", description = "One JSON document.")
  private boolean json;

  ConflictsCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    switch (action) {
      case "list" -> list();
      case "show" -> show(number());
      case "restore" -> restore(number());
      default ->
          throw new ConfigurationException(
              "conflicts: '"
                  + action
                  + "' is not known; expected 'list', 'show ID', 'restore ID' or nothing");
    }
    return Exit.DONE.code();
  }

  private long number() {
    if (id != null && id.matches("[0-9]{1,18}")) {
      return Long.parseLong(id);
    }
    throw new ConfigurationException(
        "conflicts "
            + action
            + (id == null ? "" : " " + id)
            + ": expected the number of a conflict, as 'conflicts DB list' prints it");
  }

  private void list() {
    if (id != null) {
      throw new ConfigurationException("conflicts list " + id + ": 'list' takes no number");
    }
    if (limit < 1) {
      throw new ConfigurationException("--limit " + limit + ": expected a number from 1");
    }
    Target target = database.existing(surroundings);
    List<DecidedConflict> decided = Databases.conflicts(target, limit);
    List<ParkedRecord> parked = Databases.parked(target, limit);
    if (json) {
      surroundings.out().println(Json.conflicts(decided, parked));
    } else {
      Conflicts.list(decided, parked, surroundings.out());
      if (decided.isEmpty() && parked.isEmpty()) {
        surroundings.tell("no conflicts are kept, and no records are parked");
      }
    }
    if (limit < ALL && Math.max(decided.size(), parked.size()) == limit) {
      surroundings.tell("there may be more than " + limit + ": see --limit");
    }
  }

  private void show(long number) {
    Target target = database.existing(surroundings);
    print(find(target, number), target);
  }

  private void restore(long number) {
    Target target = database.existing(surroundings);
    find(target, number); // what has no such conflict is not touched
    Databases.restore(target, number);
    DecidedConflict restored = find(target, number);
    if (json) {
      print(restored, target);
    } else {
      surroundings.out().println(Conflicts.restored(restored));
    }
    for (ParkedRecord record : parked(target, restored)) {
      surroundings.tell(
          "the record is parked (kept, but not in its table now): " + record.reason());
    }
    if (restored.column() == null
        && !restored.loserNode().equals(Databases.status(target).node())) {
      surroundings.tell(
          "only what was kept here of the record is back; the database that wrote it ("
              + restored.loserNode()
              + ") may have kept all of it");
    }
    surroundings.tell("others get it as an edit of this database when it syncs");
  }

  private void print(DecidedConflict conflict, Target target) {
    List<ParkedRecord> parked = parked(target, conflict);
    if (json) {
      surroundings.out().println(Json.conflicts(List.of(conflict), parked));
    } else {
      Conflicts.show(conflict, parked, surroundings.out());
    }
  }

  private static DecidedConflict find(Target target, long number) {
    return Databases.conflicts(target, ALL).stream()
        .filter(conflict -> conflict.id() == number)
        .findFirst()
        .orElseThrow(
            () ->
                new RefusedException(
                    "there is no conflict "
                        + number
                        + "; 'blazesync conflicts DB' lists those that are kept"));
  }

  private static List<ParkedRecord> parked(Target target, DecidedConflict conflict) {
    return Databases.parked(target, ALL).stream()
        .filter(record -> record.table().equals(conflict.table()))
        .filter(record -> record.key().equals(conflict.key()))
        .toList();
  }
}
