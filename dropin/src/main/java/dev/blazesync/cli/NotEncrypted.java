package dev.blazesync.cli;

/** Said once by every command that makes data travel, as long as it is true. */
final class NotEncrypted {
  private static final String WARNING =
      "warning: nothing is encrypted end to end yet: the network between sees nothing, but whoever"
          + " runs the hub can read and change what is synced; use one that you trust";

  private NotEncrypted() {}

  static void warn(Surroundings surroundings) {
    surroundings.tell(WARNING);
  }
}
