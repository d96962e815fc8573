package dev.blazesync.engine.node;

import dev.blazesync.DecidedConflict;
import dev.blazesync.LogEntry;
import dev.blazesync.ParkedRecord;
import dev.blazesync.Status;
import dev.blazesync.Target;
import dev.blazesync.engine.admin.AdminCodec;
import dev.blazesync.engine.admin.AdminReader;
import dev.blazesync.engine.admin.AdminView;
import dev.blazesync.engine.care.StatusReader;
import dev.blazesync.engine.codec.WireReader;
import dev.blazesync.engine.plugin.Plugins;
import dev.blazesync.spi.RecordStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Questions about a database: to the engine that holds it, else to the database itself. */
public final class Asking {
  private Asking() {}

  public static Status status(Plugins plugins, Target target) {
    return ask(
        plugins,
        target,
        "status",
        StatusCodec::readStatus,
        store -> StatusReader.read(store, false, List.of(), List.of()));
  }

  public static List<LogEntry> log(Plugins plugins, Target target, int limit) {
    return ask(
        plugins,
        target,
        "log " + limit,
        StatusCodec::readLog,
        store -> StatusReader.log(store, limit));
  }

  public static List<ParkedRecord> parked(Plugins plugins, Target target, int limit) {
    return ask(
        plugins,
        target,
        "parked " + limit,
        StatusCodec::readParked,
        store -> StatusReader.parked(store, limit));
  }

  public static List<DecidedConflict> conflicts(Plugins plugins, Target target, int limit) {
    return ask(
        plugins,
        target,
        "conflicts " + limit,
        StatusCodec::readConflicts,
        store -> StatusReader.conflicts(store, limit));
  }

  public static Map<String, String> rules(Plugins plugins, Target target) {
    return ask(plugins, target, "rules", StatusCodec::readRules, StatusReader::rules);
  }

  /**
   * What it takes to act on the group.
   *
   * @throws dev.blazesync.spi.ConfigurationException if the database is in no group
   */
  public static AdminView admin(Plugins plugins, Target target) {
    return ask(
        plugins,
        target,
        "group",
        AdminCodec::read,
        store -> AdminReader.read(store, node -> Identity.file(store, node)));
  }

  /** Puts what lost a conflict back, by the engine that holds the database or by one of its own. */
  public static void restore(Plugins plugins, Target target, long conflict) {
    Path file = Opened.file(target);
    WireReader heard = file == null ? null : LocalSocket.ask(file, "restore " + conflict);
    if (heard == null) {
      Care.restore(plugins, target, conflict);
    }
  }

  private static <T> T ask(
      Plugins plugins,
      Target target,
      String question,
      Function<WireReader, T> answer,
      Function<RecordStore, T> look) {
    Path file = Opened.file(target);
    WireReader heard = file == null ? null : LocalSocket.ask(file, question);
    if (heard != null) {
      return answer.apply(heard);
    }
    try (RecordStore store = Opened.reading(plugins, target)) {
      return look.apply(store);
    }
  }
}
