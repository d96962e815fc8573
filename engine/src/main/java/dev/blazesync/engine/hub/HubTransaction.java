package dev.blazesync.engine.hub;

import dev.blazesync.engine.hub.HubLog.Stored;
import dev.blazesync.engine.hub.channel.HubLimits;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.PushResult;
import dev.blazesync.spi.PushResult.Reason;
import dev.blazesync.spi.PushResult.Refused;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The writes of one transaction, many requests' together. For one thread; the caller commits, and
 * tells nobody before that.
 */
final class HubTransaction implements AutoCloseable {
  /** What a batch or object may take on disk beside its bytes: pages begun, of table and index. */
  private static final int ROW_OVERHEAD_BYTES = 8 * 1024;

  private final Connection connection;
  private final Map<String, PreparedStatement> statements = new HashMap<>();
  private final Map<GroupId, Group> groups = new HashMap<>();
  private long roomBytes;

  /** A group; not stored yet while its number is 0. */
  private static final class Group {
    long no;
    long objects;

    /** How many logs; -1 = not counted yet. */
    long logs = -1;

    final Map<OriginLog, Head> heads = new HashMap<>();
  }

  /** A log's newest batch, as it will be after this transaction. */
  private static final class Head {
    long no;
    Position position = Position.START;
    long batches;
    long bytes;
    boolean changed;
  }

  /**
   * @param connection with auto-commit off
   * @param roomBytes how much the store may still grow
   */
  HubTransaction(Connection connection, long roomBytes) {
    this.connection = connection;
    this.roomBytes = roomBytes;
  }

  Stored push(GroupId id, List<BatchFacts> batches) throws SQLException {
    Group group = group(id);
    int accepted = 0;
    int added = 0;
    for (BatchFacts batch : batches) {
      Head head = head(group, batch.log());
      Admission decision =
          Admission.decide(batch, head.position, sequence -> hash(head.no, sequence));
      Refused refusal = decision.refusal();
      if (decision.append() && !room(batch.length(), head, group)) {
        refusal = new Refused(Reason.QUOTA, head.position);
      }
      if (refusal != null) {
        return new Stored(new PushResult(accepted, refusal), added);
      }
      if (decision.append()) {
        append(group, stored(group, id), head, batch);
        added++;
      }
      accepted++;
    }
    return new Stored(new PushResult(accepted, null), added);
  }

  /** What became of an object. */
  enum Put {
    ADDED,
    THERE,
    NO_ROOM
  }

  Put put(GroupId id, String name, ByteBuffer bytes) throws SQLException {
    Group group = group(id);
    PreparedStatement find = prepare("SELECT 1 FROM object WHERE group_no = ? AND name = ?");
    find.setLong(1, group.no);
    find.setString(2, name);
    try (ResultSet rows = find.executeQuery()) {
      if (rows.next()) {
        return Put.THERE;
      }
    }
    if (group.objects >= HubLimits.OBJECTS_PER_GROUP || !take(bytes.remaining())) {
      return Put.NO_ROOM;
    }
    long groupNo = stored(group, id);
    PreparedStatement insert =
        prepare(
            "INSERT INTO object (group_no, name, manifest, size, bytes) VALUES (?, ?, ?, ?, ?)");
    insert.setLong(1, groupNo);
    insert.setString(2, name);
    insert.setBoolean(3, name.startsWith(HubObjects.MANIFEST_PREFIX));
    insert.setInt(4, bytes.remaining());
    insert.setBytes(5, BatchFacts.bytes(bytes));
    insert.executeUpdate();
    PreparedStatement update =
        prepare(
            "UPDATE hub_group SET objects = objects + 1, object_bytes = object_bytes + ?"
                + " WHERE no = ?");
    update.setInt(1, bytes.remaining());
    update.setLong(2, groupNo);
    update.executeUpdate();
    group.objects++;
    return Put.ADDED;
  }

  void commit() throws SQLException {
    PreparedStatement update =
        prepare("UPDATE log SET sequence = ?, hash = ?, batches = ?, bytes = ? WHERE no = ?");
    for (Group group : groups.values()) {
      for (Head head : group.heads.values()) {
        if (head.changed) {
          update.setLong(1, head.position.sequence());
          update.setBytes(2, head.position.hash());
          update.setLong(3, head.batches);
          update.setLong(4, head.bytes);
          update.setLong(5, head.no);
          update.addBatch();
        }
      }
    }
    update.executeBatch();
    connection.commit();
  }

  private void append(Group group, long groupNo, Head head, BatchFacts batch) throws SQLException {
    if (head.no == 0) {
      head.no = insertLog(groupNo, batch);
      group.logs++;
    }
    PreparedStatement insert =
        prepare(
            "INSERT INTO batch (group_no, log_no, sequence, size, control, hash, bytes)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?)");
    insert.setLong(1, groupNo);
    insert.setLong(2, head.no);
    insert.setLong(3, batch.sequence());
    insert.setInt(4, batch.length());
    insert.setBoolean(5, batch.control());
    insert.setBytes(6, batch.hash());
    insert.setBytes(7, batch.sealedBytes());
    insert.executeUpdate();
    head.position = new Position(batch.sequence(), batch.hash());
    head.batches++;
    head.bytes += batch.length();
    head.changed = true;
  }

  private long insertLog(long groupNo, BatchFacts batch) throws SQLException {
    PreparedStatement insert =
        prepare(
            "INSERT INTO log (group_no, origin, lineage, sequence, hash, batches, bytes)"
                + " VALUES (?, ?, ?, 0, ?, 0, 0)");
    insert.setLong(1, groupNo);
    insert.setBytes(2, batch.log().origin().toBytes());
    insert.setLong(3, batch.log().lineage());
    insert.setBytes(4, Position.START.hash());
    insert.executeUpdate();
    return count("SELECT last_insert_rowid()", null);
  }

  private boolean room(int bytes, Head head, Group group) throws SQLException {
    if (head.no == 0 && group.logs < 0) {
      group.logs = count("SELECT count(*) FROM log WHERE group_no = ?", group.no);
    }
    if (head.no == 0 && group.logs >= HubLimits.LOGS_PER_GROUP) {
      return false;
    }
    return take(bytes);
  }

  /** Twice the bytes: they are in the write-ahead log first, and in the database after it. */
  private boolean take(int bytes) {
    long needed = 2L * (bytes + ROW_OVERHEAD_BYTES);
    if (needed > roomBytes) {
      return false;
    }
    roomBytes -= needed;
    return true;
  }

  private Group group(GroupId id) throws SQLException {
    Group known = groups.get(id);
    if (known != null) {
      return known;
    }
    Group group = new Group();
    PreparedStatement find = prepare("SELECT no, objects FROM hub_group WHERE id = ?");
    find.setBytes(1, id.toBytes());
    try (ResultSet rows = find.executeQuery()) {
      if (rows.next()) {
        group.no = rows.getLong(1);
        group.objects = rows.getLong(2);
      }
    }
    groups.put(id, group);
    return group;
  }

  /** {@return the group's number, after it was stored if it was not} */
  private long stored(Group group, GroupId id) throws SQLException {
    if (group.no == 0) {
      PreparedStatement insert =
          prepare("INSERT INTO hub_group (id, objects, object_bytes) VALUES (?, 0, 0)");
      insert.setBytes(1, id.toBytes());
      insert.executeUpdate();
      group.no = count("SELECT last_insert_rowid()", null);
    }
    return group.no;
  }

  private Head head(Group group, OriginLog log) throws SQLException {
    Head known = group.heads.get(log);
    if (known != null) {
      return known;
    }
    PreparedStatement find =
        prepare(
            "SELECT no, sequence, hash, batches, bytes FROM log"
                + " WHERE group_no = ? AND origin = ? AND lineage = ?");
    find.setLong(1, group.no);
    find.setBytes(2, log.origin().toBytes());
    find.setLong(3, log.lineage());
    Head head = new Head();
    try (ResultSet rows = find.executeQuery()) {
      if (rows.next()) {
        head.no = rows.getLong(1);
        head.position = new Position(rows.getLong(2), rows.getBytes(3));
        head.batches = rows.getLong(4);
        head.bytes = rows.getLong(5);
      }
    }
    group.heads.put(log, head);
    return head;
  }

  private byte @Nullable [] hash(long logNo, long sequence) throws SQLException {
    PreparedStatement find = prepare("SELECT hash FROM batch WHERE log_no = ? AND sequence = ?");
    find.setLong(1, logNo);
    find.setLong(2, sequence);
    try (ResultSet rows = find.executeQuery()) {
      return rows.next() ? rows.getBytes(1) : null;
    }
  }

  private long count(String sql, @Nullable Long argument) throws SQLException {
    PreparedStatement count = prepare(sql);
    if (argument != null) {
      count.setLong(1, argument);
    }
    try (ResultSet rows = count.executeQuery()) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private PreparedStatement prepare(String sql) throws SQLException {
    PreparedStatement known = statements.get(sql);
    if (known == null) {
      known = connection.prepareStatement(sql);
      statements.put(sql, known);
    }
    return known;
  }

  @Override
  public void close() throws SQLException {
    for (PreparedStatement statement : statements.values()) {
      statement.close();
    }
    connection.rollback();
  }
}
