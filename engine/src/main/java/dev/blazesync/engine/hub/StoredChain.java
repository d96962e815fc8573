package dev.blazesync.engine.hub;

import dev.blazesync.engine.membership.ChainObject;
import dev.blazesync.engine.membership.Entry;
import dev.blazesync.engine.membership.Membership;
import dev.blazesync.spi.DamagedException;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.ProtocolException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The entries of a group's membership, which are among its objects. */
final class StoredChain {
  private StoredChain() {}

  /**
   * Reads and checks all of it: about 0.2 milliseconds an entry.
   *
   * @return null if there is none
   * @throws DamagedException if it is not what was once accepted
   */
  static @Nullable Membership load(Connection connection, GroupId group, long groupNo)
      throws SQLException {
    List<Entry> entries = new ArrayList<>();
    try (PreparedStatement find =
        connection.prepareStatement("SELECT bytes FROM object WHERE group_no = ? AND name = ?")) {
      find.setLong(1, groupNo);
      byte[] entry = entry(find, 0);
      while (entry != null) {
        entries.add(Entry.decode(entry));
        entry = entry(find, entries.size());
      }
      return entries.isEmpty()
          ? null
          : Membership.begin(entries.get(0), group).applyAll(entries.subList(1, entries.size()));
    } catch (ProtocolException e) {
      throw new DamagedException(
          "the hub's database is damaged: entry "
              + entries.size()
              + " or another of the membership of group "
              + group
              + " does not keep the rules ("
              + e.getMessage()
              + "); restore it from a backup",
          e);
    }
  }

  private static byte @Nullable [] entry(PreparedStatement find, long index) throws SQLException {
    find.setString(2, ChainObject.name(index));
    try (ResultSet rows = find.executeQuery()) {
      return rows.next() ? rows.getBytes(1) : null;
    }
  }
}
