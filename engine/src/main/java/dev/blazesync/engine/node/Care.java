package dev.blazesync.engine.node;

import dev.blazesync.DoctorReport;
import dev.blazesync.Status;
import dev.blazesync.TableSelection;
import dev.blazesync.Target;
import dev.blazesync.VerifyReport;
import dev.blazesync.engine.care.Comparison;
import dev.blazesync.engine.care.Doctor;
import dev.blazesync.engine.care.StatusReader;
import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.engine.plugin.Plugins;
import dev.blazesync.engine.replica.Replica;
import dev.blazesync.engine.rules.GroupRules;
import dev.blazesync.spi.RecordStore;
import dev.blazesync.spi.RefusedException;
import dev.blazesync.spi.StoreView;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What is done to a database that no engine works on. */
public final class Care {
  private Care() {}

  public static DoctorReport doctor(Plugins plugins, Target target) {
    try (RecordStore store = Opened.reading(plugins, target)) {
      return Doctor.examine(store.schema(), TableSelection.ALL);
    }
  }

  /** Installs capture and an identity, or only tells. */
  public static DoctorReport attach(
      Plugins plugins, Target target, TableSelection tables, boolean dryRun) {
    if (dryRun) {
      try (RecordStore store = Opened.reading(plugins, target)) {
        return Doctor.examine(store.schema(), tables);
      }
    }
    Path file = Opened.file(target);
    try (Lease lease = file == null ? Lease.none() : FileLease.take(file);
        RecordStore store = Opened.writing(plugins, target, false)) {
      refuseIfHeld(store, file != null);
      lease.beat(System.currentTimeMillis());
      DoctorReport report = Doctor.examine(store.schema(), tables);
      try (DeviceKeys keys = Identity.open(store)) {
        new Replica(store, tables, (table, row) -> {}, plugins::policy, keys).open();
      }
      return report;
    }
  }

  /** Sets rules that a group will begin with. */
  public static void setRules(Plugins plugins, Target target, Map<String, String> rules) {
    GroupRules now = new GroupRules(Asking.rules(plugins, target));
    if (now.with(rules).equals(now)) {
      return;
    }
    List<String> fixed = GroupRules.shared(now.with(rules).differing(now));
    if (!fixed.isEmpty() && Asking.status(plugins, target).group() != null) {
      // also while an engine holds the database: waiting for that would not help
      throw GroupRules.fixed(fixed);
    }
    alone(plugins, target, replica -> replica.setRules(rules));
  }

  /** Puts what lost a conflict back; it travels when the database syncs again. */
  static void restore(Plugins plugins, Target target, long conflict) {
    alone(plugins, target, replica -> replica.restore(conflict, System.currentTimeMillis()));
  }

  private static void alone(Plugins plugins, Target target, Consumer<Replica> work) {
    Path file = Opened.file(target);
    try (Lease lease = file == null ? Lease.none() : FileLease.take(file);
        RecordStore store = Opened.writing(plugins, target, false)) {
      refuseIfHeld(store, file != null);
      lease.beat(System.currentTimeMillis());
      try (DeviceKeys keys = Identity.open(store);
          Replica replica =
              new Replica(store, TableSelection.ALL, (table, row) -> {}, plugins::policy, keys)) {
        replica.open();
        work.accept(replica);
      }
    }
  }

  /** Removes every trace. */
  public static void detach(Plugins plugins, Target target, boolean force) {
    Path file = Opened.file(target);
    try (Lease lease = file == null ? Lease.none() : FileLease.take(file);
        RecordStore store = Opened.writing(plugins, target, false)) {
      refuseIfHeld(store, file != null);
      lease.beat(System.currentTimeMillis());
      Status status = StatusReader.read(store, false, List.of(), List.of());
      if (!force) {
        refuseIfLost(status);
      }
      Path database = Identity.database(store);
      store.detach();
      Identity.forget(status.node(), database);
    }
  }

  /** What is not in the tables, or not anywhere else, would go with the engine's own tables. */
  private static void refuseIfLost(Status status) {
    if (status.group() != null && status.pending() > 0) {
      throw new RefusedException(
          "not sent yet: changes of "
              + status.pending()
              + " records; 'blazesync sync --once' sends them, --force gives them up");
    }
    if (status.parked() > 0) {
      throw new RefusedException(
          "parked records: "
              + status.parked()
              + "; they, or values of theirs, are not in this database's tables, and only here in"
              + " the engine's keeping: see 'blazesync conflicts'; --force gives them up here, other"
              + " devices keep theirs");
    }
  }

  private static void refuseIfHeld(RecordStore store, boolean fileLocked) {
    if (store.schema().attached()) {
      try (StoreView view = store.snapshot()) {
        RowLease.refuseIfHeld(view, Holder.self(fileLocked), System.currentTimeMillis());
      }
    }
  }

  public static VerifyReport verify(Plugins plugins, Target a, Target b) {
    try (RecordStore first = Opened.reading(plugins, a);
        RecordStore second = Opened.reading(plugins, b)) {
      return Comparison.compare(first, second);
    }
  }
}
