package dev.blazesync.engine.hub;

import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.Nullable;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Objects in one transaction. For one thread. */
final class ObjectRows {
  private static final String MADE_BY =
      " FROM object WHERE group_no = ? AND maker = ? AND manifest";

  private final HubStatements statements;

  ObjectRows(HubStatements statements) {
    this.statements = statements;
  }

  boolean has(WrittenGroup group, String name) throws SQLException {
    PreparedStatement find =
        statements.prepare("SELECT 1 FROM object WHERE group_no = ? AND name = ?");
    find.setLong(1, group.no);
    find.setString(2, name);
    try (ResultSet rows = find.executeQuery()) {
      return rows.next();
    }
  }

  /**
   * @param maker the device that sealed it; null for an entry of the membership
   */
  void add(WrittenGroup group, String name, byte @Nullable [] maker, byte[] bytes)
      throws SQLException {
    PreparedStatement insert =
        statements.prepare(
            "INSERT INTO object (group_no, name, manifest, maker, size, bytes)"
                + " VALUES (?, ?, ?, ?, ?, ?)");
    insert.setLong(1, group.no);
    insert.setString(2, name);
    insert.setBoolean(3, name.startsWith(HubObjects.MANIFEST_PREFIX));
    insert.setBytes(4, maker);
    insert.setInt(5, bytes.length);
    insert.setBytes(6, bytes);
    insert.executeUpdate();
    count(group, 1, bytes.length);
  }

  /** Drops the snapshots' manifests of a device: nobody would read them any more. */
  void deleteManifests(WrittenGroup group, NodeId maker) throws SQLException {
    PreparedStatement sum = statements.prepare("SELECT count(*), coalesce(sum(size), 0)" + MADE_BY);
    sum.setLong(1, group.no);
    sum.setBytes(2, maker.toBytes());
    long objects;
    long bytes;
    try (ResultSet rows = sum.executeQuery()) {
      rows.next();
      objects = rows.getLong(1);
      bytes = rows.getLong(2);
    }
    PreparedStatement delete = statements.prepare("DELETE" + MADE_BY);
    delete.setLong(1, group.no);
    delete.setBytes(2, maker.toBytes());
    delete.executeUpdate();
    count(group, -objects, -bytes);
  }

  private void count(WrittenGroup group, long objects, long bytes) throws SQLException {
    PreparedStatement update =
        statements.prepare(
            "UPDATE hub_group SET objects = objects + ?, object_bytes = object_bytes + ?"
                + " WHERE no = ?");
    update.setLong(1, objects);
    update.setLong(2, bytes);
    update.setLong(3, group.no);
    update.executeUpdate();
    group.objects += objects;
  }
}
