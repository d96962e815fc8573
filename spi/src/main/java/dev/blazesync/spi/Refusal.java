package dev.blazesync.spi;

/**
 * Why the database would not take a row.
 *
 * @param constraint its declared name, or null when the database does not tell
 * @param message for a person; never holds row contents
 */
public record Refusal(Kind kind, @Nullable String constraint, String message) {
  /** Which sort of constraint said no. */
  public enum Kind {
    UNIQUE,
    FOREIGN_KEY,
    CHECK,
    NOT_NULL,
    TOO_LONG,
    TYPE,
    OTHER
  }
}
