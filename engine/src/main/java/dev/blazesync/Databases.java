package dev.blazesync;

import dev.blazesync.engine.node.Asking;
import dev.blazesync.engine.node.Care;
import dev.blazesync.engine.plugin.Plugins;
import java.util.List;
import java.util.Map;

/**
 * Care of a database, whether an engine works on it or not: what another process holds is asked
 * through that process's local socket.
 */
public final class Databases {
  private Databases() {}

  /**
   * Installs capture and a node identity; no group yet.
   *
   * @param dryRun only tell
   * @return table by table what was, or would be, done
   */
  public static DoctorReport attach(Target target, TableSelection tables, boolean dryRun) {
    return Care.attach(Plugins.load(), target, tables, dryRun);
  }

  /**
   * Removes every trace; the schema is again what it was.
   *
   * @param force even though changes are unsent
   * @throws dev.blazesync.spi.RefusedException if changes are unsent, with their number
   * @throws dev.blazesync.spi.BusyException if an engine works on it
   */
  public static void detach(Target target, boolean force) {
    Care.detach(Plugins.load(), target, force);
  }

  public static Status status(Target target) {
    return Asking.status(Plugins.load(), target);
  }

  /** The newest batches of the operation log, newest first. */
  public static List<LogEntry> log(Target target, int limit) {
    return Asking.log(Plugins.load(), target, limit);
  }

  /** Records that are not in their table now, oldest first. */
  public static List<ParkedRecord> parked(Target target, int limit) {
    return Asking.parked(Plugins.load(), target, limit);
  }

  /** Decided conflicts, newest first. */
  public static List<DecidedConflict> conflicts(Target target, int limit) {
    return Asking.conflicts(Plugins.load(), target, limit);
  }

  /**
   * Puts what lost a conflict back, as a new edit that travels like any.
   *
   * @param conflict {@link DecidedConflict#id}
   * @throws dev.blazesync.spi.RefusedException if there is nothing to put back, and why
   */
  public static void restore(Target target, long conflict) {
    Asking.restore(Plugins.load(), target, conflict);
  }

  /**
   * The group's rules (policies and the like); before it has a group, those it would begin with.
   */
  public static Map<String, String> rules(Target target) {
    return Asking.rules(Plugins.load(), target);
  }

  /**
   * Sets rules that a group will begin with, once this database founds it.
   *
   * @throws dev.blazesync.spi.RefusedException if it is in a group already
   * @throws dev.blazesync.spi.ConfigurationException for a rule that does not exist
   */
  public static void setRules(Target target, Map<String, String> rules) {
    Care.setRules(Plugins.load(), target, rules);
  }

  public static DoctorReport doctor(Target target) {
    return Care.doctor(Plugins.load(), target);
  }

  /** Compares the tables that both have and that sync, whatever kind the databases are of. */
  public static VerifyReport verify(Target a, Target b) {
    return Care.verify(Plugins.load(), a, b);
  }
}
