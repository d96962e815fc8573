package dev.blazesync.engine.hub;

import dev.blazesync.spi.DamagedException;
import dev.blazesync.spi.SyncException;
import dev.blazesync.spi.UnavailableException;
import java.nio.file.Path;
import java.sql.SQLException;

/** What SQLite's result codes (https://www.sqlite.org/rescode.html) mean for a hub. */
final class HubFailures {
  static final int CORRUPT = 11;
  private static final int FULL = 13;
  private static final int NO_DATABASE = 26;

  private HubFailures() {}

  static boolean isDamage(SQLException e) {
    return code(e) == CORRUPT || code(e) == NO_DATABASE;
  }

  static boolean isFull(SQLException e) {
    return code(e) == FULL;
  }

  static SyncException of(Path file, SQLException e) {
    if (isDamage(e)) {
      return new DamagedException(
          "the hub's database "
              + file
              + " is damaged or no SQLite database ("
              + e.getMessage()
              + "): restore it from a backup, or move it away and start the hub empty; its nodes"
              + " send again what they have",
          e);
    }
    return new UnavailableException(
        "the hub's database "
            + file
            + " cannot be used now ("
            + e.getMessage()
            + "): check that its disk has room and that its files can be read and written",
        e);
  }

  private static int code(SQLException e) {
    for (Throwable at = e; at != null; at = at.getCause()) {
      if (at instanceof SQLException sql && sql.getErrorCode() != 0) {
        return sql.getErrorCode() & 0xff;
      }
    }
    return 0;
  }
}
