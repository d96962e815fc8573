package dev.blazesync.engine.membership;

/** What a device may or may not do. */
public enum Act {
  /** Write batches and read the group's; every device may. */
  SYNC,
  /** Open an invite; admins may. */
  INVITE,
  /** Remove a device other than itself; admins may. */
  REMOVE,
  /** Begin a new epoch and end invites; admins may. */
  ROTATE
}
