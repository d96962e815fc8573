package dev.blazesync.scenario;

import java.sql.Connection;
import java.sql.SQLException;
import org.h2.api.Trigger;

/** An application's trigger on H2 that takes no row with a bad value. */
public final class RefusingTrigger implements Trigger {
  @Override
  public void fire(Connection connection, Object[] before, Object[] after) throws SQLException {
    if ("bad".equals(after[1])) {
      throw new SQLException("not here");
    }
  }
}
