package dev.blazesync.spi;

/**
 * Something a person should know about a database or table before or while it syncs.
 *
 * @param table the table it is about; null = the whole database
 * @param code short and stable, for scripts: {@code no-key}, {@code virtual-table} ...
 * @param message what, why, and what to do
 */
public record Finding(@Nullable String table, Severity severity, String code, String message) {
  /** How bad it is. */
  public enum Severity {
    /** The table (or database) cannot sync. */
    BLOCKER,
    /** It syncs, but something will not travel or is at risk. */
    WARNING,
    /** Good to know. */
    INFO
  }
}
