package dev.blazesync;

/** What happens to rows a database had before it joined a group. */
public enum Existing {
  /**
   * The group's row of the same key wins; a differing local one goes to a file beside the database.
   * Rows the group lacks are added to it.
   */
  GROUP,
  /** Only the group's rows remain; every local row that differs or is removed goes to the file. */
  REPLACE
}
