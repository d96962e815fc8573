package dev.blazesync.scenario;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;
import org.h2.api.Trigger;

/** An application's trigger on H2: an order line takes from the stock and is noted. */
public final class StockTrigger implements Trigger {
  @Override
  public void fire(Connection connection, Object[] before, Object[] after) throws SQLException {
    try (PreparedStatement stock =
            connection.prepareStatement("UPDATE ITEM SET STOCK = STOCK - ? WHERE ID = ?");
        PreparedStatement audit = connection.prepareStatement("INSERT INTO AUDIT VALUES (?, ?)")) {
      stock.setObject(1, after[2]);
      stock.setObject(2, after[1]);
      stock.executeUpdate();
      audit.setString(1, UUID.randomUUID().toString());
      audit.setObject(2, after[0]);
      audit.executeUpdate();
    }
  }
}
