package dev.blazesync;

import java.time.Duration;

/**
 * Hears what sync does. Calls come from the engine's thread, one at a time; they must be quick, and
 * what they throw is logged and ignored.
 */
public interface SyncListener {
  /** Work with an end made a step. */
  default void progress(Progress progress) {}

  /** A peer's state changed. */
  default void peer(Status.Peer peer) {}

  /** Changes of others became visible here. */
  default void applied(long records) {}

  /** Conflicts were decided here and entered in the ledger. */
  default void conflicts(long decided) {}

  /**
   * The engine wrote, and the application's own writes waited meanwhile.
   *
   * @param held how long one transaction of the engine held the database's write lock
   */
  default void wrote(Duration held) {}

  /** Something a person should know, in one sentence; not repeated while it holds. */
  default void notice(String message) {}

  /**
   * @param done of {@code total}, in records
   * @param total 0 = not known yet
   */
  record Progress(Phase phase, long done, long total) {
    /** Which work. */
    public enum Phase {
      /** Rows of this database go to the group for the first time. */
      SNAPSHOT_OUT,
      /** Rows of the group come into this database for the first time. */
      SNAPSHOT_IN,
      /** Changes that were made before go out. */
      PUSH,
      /** Changes of others come in. */
      PULL
    }
  }
}
