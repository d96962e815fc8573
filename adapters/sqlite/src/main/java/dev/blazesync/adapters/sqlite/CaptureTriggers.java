package dev.blazesync.adapters.sqlite;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Takes capture's own triggers off tables of which the engine writes many rows, and puts them back
 * before the commit. They would do nothing, since they see the guard, but to start them and look
 * takes as long as the write itself. Nobody else ever sees the database without them.
 */
final class CaptureTriggers {
  /**
   * Fewer rows are not worth it: a dozen statements change the schema, and each looks through all
   * of it.
   */
  private static final int LEAST_ROWS = 300;

  private static final int ROWS_PER_OBJECT = 5;

  private final Session session;
  private final SchemaImage image;
  private final List<CaptureSql> suspended = new ArrayList<>();

  CaptureTriggers(Session session, SchemaImage image) {
    this.session = session;
    this.image = image;
  }

  /**
   * @param rows how many are to be written
   */
  void suspend(CaptureSql capture, int rows) throws SQLException {
    if (rows < LEAST_ROWS + ROWS_PER_OBJECT * image.size() || suspended.contains(capture)) {
      return;
    }
    Map<String, String> triggers = capture.triggers();
    if (!image.captureObjects().keySet().containsAll(triggers.keySet())) {
      // a migration is half done: it is repaired at the next look at the schema
      return;
    }
    suspended.add(capture);
    for (String trigger : triggers.keySet()) {
      session.execute("DROP TRIGGER " + trigger);
    }
  }

  /** Puts them back, as they were. */
  void restore() throws SQLException {
    for (CaptureSql capture : suspended) {
      for (String trigger : capture.triggers().keySet()) {
        session.execute(Objects.requireNonNull(image.captureObjects().get(trigger)).sql());
      }
    }
    suspended.clear();
  }
}
