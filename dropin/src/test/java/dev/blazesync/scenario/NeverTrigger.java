package dev.blazesync.scenario;

import java.sql.Connection;
import java.sql.SQLException;
import org.h2.api.Trigger;

/** An application's trigger on H2 that takes no change. */
public final class NeverTrigger implements Trigger {
  @Override
  public void fire(Connection connection, Object[] before, Object[] after) throws SQLException {
    throw new SQLException("not here");
  }
}
