package dev.blazesync.adapters.h2;

/** Names of what the store adds to a database, and layouts of tables as one number. */
final class Names {
  /** Class that H2 makes for each captured table. */
  static final String TRIGGER_CLASS = "dev.blazesync.adapters.h2.CaptureTrigger";

  static final String SCHEMA = "PUBLIC";
  static final String SEQUENCE = "BLAZESYNC_SEQUENCE";

  /** Which journal belongs to which table, and by which key. */
  static final String REGISTRY = "BLAZESYNC_CAPTURE";

  /** Journals whose trigger could not tell which record changed. */
  static final String LOST = "BLAZESYNC_LOST";

  private static final String PREFIX = "blazesync_";
  private static final String JOURNAL = "BLAZESYNC_JOURNAL_";

  /** The journal's number follows. */
  static final String TRIGGER = "BLAZESYNC_CAPTURE_";

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private Names() {}

  /** {@return the name in quotes} */
  static String quote(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  /** {@return the quoted name in schema PUBLIC, which some modes of H2 spell in lower case} */
  static String qualified(String name) {
    return SCHEMA + "." + quote(name);
  }

  static String journal(int id) {
    return JOURNAL + id;
  }

  static String trigger(int id) {
    return TRIGGER + id;
  }

  /** {@return number of the journal that a trigger of this name writes to, or -1} */
  static int journalOf(String triggerName) {
    if (!triggerName.startsWith(TRIGGER)) {
      return -1;
    }
    try {
      return Integer.parseInt(triggerName.substring(TRIGGER.length()));
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /** {@return whether this is the store's or the engine's, not the application's} */
  static boolean isOwn(String name) {
    return name.regionMatches(true, 0, PREFIX, 0, PREFIX.length());
  }

  /**
   * {@return a number that changes when columns are added, dropped, moved or renamed} 64-bit FNV-1a
   * over the names; masks of another layout are not trusted.
   */
  static long layout(Iterable<String> columns) {
    long hash = FNV_OFFSET;
    for (String column : columns) {
      for (int index = 0; index < column.length(); index++) {
        hash = (hash ^ column.charAt(index)) * FNV_PRIME;
      }
      hash = (hash ^ 0x1_0000) * FNV_PRIME;
    }
    return hash;
  }
}
