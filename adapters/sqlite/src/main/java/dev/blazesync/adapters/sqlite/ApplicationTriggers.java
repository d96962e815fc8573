package dev.blazesync.adapters.sqlite;

import dev.blazesync.spi.KeySchema;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Keeps the application's triggers from firing on applied rows: what they do was done where the row
 * was written, and travels by itself. SQLite cannot switch triggers off, but its DDL is
 * transactional: those of the tables touched are dropped, and made again before the commit. Nobody
 * else ever sees the database without them.
 */
final class ApplicationTriggers {
  private final Session session;
  private final SchemaImage image;
  private final Map<String, SqliteTable> suspended = new LinkedHashMap<>();

  ApplicationTriggers(Session session, SchemaImage image) {
    this.session = session;
    this.image = image;
  }

  /** Drops the triggers of a table, and of those a foreign key's action may change with it. */
  void suspend(SqliteTable table) throws SQLException {
    if (suspended.containsKey(table.name())) {
      return;
    }
    Deque<SqliteTable> reached = new ArrayDeque<>();
    reached.add(table);
    while (!reached.isEmpty()) {
      SqliteTable next = reached.remove();
      if (suspended.putIfAbsent(next.name(), next) == null) {
        drop(next);
        for (SqliteTable other : image.tables().values()) {
          if (refersTo(other, next)) {
            reached.add(other);
          }
        }
      }
    }
  }

  /** Makes them again, as they were. */
  void restore() throws SQLException {
    for (SqliteTable table : suspended.values()) {
      for (SqliteTable.ApplicationTrigger trigger : table.triggers()) {
        session.execute(trigger.sql());
      }
    }
    suspended.clear();
  }

  private void drop(SqliteTable table) throws SQLException {
    for (SqliteTable.ApplicationTrigger trigger : table.triggers()) {
      session.execute("DROP TRIGGER " + SqlText.quote(trigger.name()));
    }
  }

  private static boolean refersTo(SqliteTable child, SqliteTable parent) {
    for (KeySchema key : child.schema().keys()) {
      KeySchema.Reference reference = key.reference();
      if (reference != null && reference.table().equals(parent.name())) {
        return true;
      }
    }
    return false;
  }
}
