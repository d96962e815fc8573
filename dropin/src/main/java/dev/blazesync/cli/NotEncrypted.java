package dev.blazesync.cli;

/** Said once by every command that makes data travel, as long as it is true. */
final class NotEncrypted {
  private static final String WARNING =
      "warning: this version encrypts nothing yet: the hub and the network between can read and"
          + " change what is synced; use it where you trust both";

  private NotEncrypted() {}

  static void warn(Surroundings surroundings) {
    surroundings.tell(WARNING);
  }
}
