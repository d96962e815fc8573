package dev.blazesync.spi;

/** Declared, never faked. What is absent the engine does another way, named here. */
public enum StoreCapability {
  /** Long consistent reads do not block writers; else snapshots are read in short key ranges. */
  LONG_SNAPSHOT_READS,
  /** Changes are captured while no engine runs; else a start looks at every row again. */
  CAPTURES_WITHOUT_ENGINE,
  /** Capture tells which columns changed; else all count as changed. */
  COLUMN_MASK,
  /** Capture accumulates new minus old of declared numeric columns (counter policy). */
  COLUMN_DELTAS,
  /** Capture keeps the row of a deleted record; else it is deleted without one (update-wins). */
  DELETED_ROWS,
  /** Wakes also for other processes' commits; else the engine polls. */
  WAKES_FOR_OTHER_PROCESSES,
  /** Hands out integer keys (rowid, IDENTITY): {@link StoreTransaction#allocateKey} works. */
  GENERATED_KEYS
}
