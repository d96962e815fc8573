package dev.blazesync.engine.hub;

import dev.blazesync.engine.hub.HubLog.Stored;
import dev.blazesync.engine.hub.WrittenGroup.Head;
import dev.blazesync.engine.hub.channel.HubLimits;
import dev.blazesync.engine.membership.ChainObject;
import dev.blazesync.engine.membership.Membership;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.PushResult;
import dev.blazesync.spi.PushResult.Reason;
import dev.blazesync.spi.PushResult.Refused;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The writes of one transaction, many requests' together; each sees those before it. For one
 * thread; the caller commits, and tells nobody before that.
 */
final class HubTransaction implements AutoCloseable {
  /** What a batch or object may take on disk beside its bytes: pages begun, of table and index. */
  private static final int ROW_OVERHEAD_BYTES = 8 * 1024;

  private final Connection connection;
  private final HubStatements statements;
  private final LogRows logs;
  private final ObjectRows objects;
  private final MembershipCache memberships;
  private final long wallMillis;
  private final Map<GroupId, WrittenGroup> groups = new HashMap<>();
  private long roomBytes;

  /**
   * @param connection with auto-commit off
   * @param memberships as they are on disk; told what {@link #commit} made durable
   * @param roomBytes how much the store may still grow
   * @param wallMillis the hub's clock, in milliseconds since 1970
   */
  HubTransaction(
      Connection connection, MembershipCache memberships, long roomBytes, long wallMillis) {
    this.connection = connection;
    this.memberships = memberships;
    this.roomBytes = roomBytes;
    this.wallMillis = wallMillis;
    statements = new HubStatements(connection);
    logs = new LogRows(statements);
    objects = new ObjectRows(statements);
  }

  Stored push(GroupId id, List<BatchFacts> batches) throws SQLException {
    WrittenGroup group = group(id);
    int accepted = 0;
    int added = 0;
    for (BatchFacts batch : batches) {
      Head head = logs.head(group, batch.log());
      Admission decision =
          Admission.decide(
              batch, group.membership, head.position, sequence -> logs.hash(head.no, sequence));
      Refused refusal = decision.refusal();
      if (decision.append() && !room(batch.length(), head, group)) {
        refusal = new Refused(Reason.QUOTA, head.position);
      }
      if (refusal != null) {
        return new Stored(new PushResult(accepted, refusal), added);
      }
      if (decision.append()) {
        store(group);
        logs.append(group, head, batch);
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

  /**
   * @throws dev.blazesync.spi.SyncException if it may not be kept; nothing has changed then
   */
  Put put(GroupId id, ObjectFacts object) throws SQLException {
    WrittenGroup group = group(id);
    if (objects.has(group, object.name())) {
      return Put.THERE;
    }
    return ChainObject.is(object.name()) ? grow(group, object) : keep(group, object);
  }

  private Put keep(WrittenGroup group, ObjectFacts object) throws SQLException {
    byte[] maker = object.require(group.id, group.membership).toBytes();
    return add(group, object, maker) ? Put.ADDED : Put.NO_ROOM;
  }

  private Put grow(WrittenGroup group, ObjectFacts entry) throws SQLException {
    ChainAdmission decision =
        ChainAdmission.decide(group.id, group.membership, entry.name(), entry.bytes(), wallMillis);
    if (!add(group, entry, null)) {
      return Put.NO_ROOM;
    }
    group.membership = decision.membership();
    group.grown = true;
    if (decision.removed() != null) {
      for (OriginLog log : logs.of(group, decision.removed())) {
        logs.cut(group, log, decision.membership().cutOff(log));
      }
      objects.deleteManifests(group, decision.removed());
    }
    return Put.ADDED;
  }

  /** {@return whether there was room} */
  private boolean add(WrittenGroup group, ObjectFacts object, byte @Nullable [] maker)
      throws SQLException {
    int length = object.bytes().remaining();
    if (group.objects >= HubLimits.OBJECTS_PER_GROUP || !take(length)) {
      return false;
    }
    store(group);
    objects.add(group, object.name(), maker, BatchFacts.bytes(object.bytes()));
    return true;
  }

  void commit() throws SQLException {
    for (WrittenGroup group : groups.values()) {
      logs.flush(group);
    }
    connection.commit();
    for (WrittenGroup group : groups.values()) {
      if (group.grown && group.membership != null) {
        memberships.committed(group.membership);
      }
    }
  }

  private boolean room(int bytes, Head head, WrittenGroup group) throws SQLException {
    if (head.no == 0 && group.logs < 0) {
      group.logs = statements.count("SELECT count(*) FROM log WHERE group_no = ?", group.no);
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

  private WrittenGroup group(GroupId id) throws SQLException {
    WrittenGroup known = groups.get(id);
    if (known != null) {
      return known;
    }
    WrittenGroup group = new WrittenGroup(id);
    PreparedStatement find = statements.prepare("SELECT no, objects FROM hub_group WHERE id = ?");
    find.setBytes(1, id.toBytes());
    try (ResultSet rows = find.executeQuery()) {
      if (rows.next()) {
        group.no = rows.getLong(1);
        group.objects = rows.getLong(2);
      }
    }
    group.membership = membership(id, group.no);
    groups.put(id, group);
    return group;
  }

  private @Nullable Membership membership(GroupId id, long groupNo) throws SQLException {
    Membership known = memberships.get(id);
    if (known != null || groupNo == 0) {
      return known;
    }
    long before = memberships.beforeReading();
    Membership stored = StoredChain.load(connection, id, groupNo);
    if (stored != null) {
      memberships.read(before, stored);
    }
    return stored;
  }

  /** Gives the group a number if it has none. */
  private void store(WrittenGroup group) throws SQLException {
    if (group.no == 0) {
      PreparedStatement insert =
          statements.prepare("INSERT INTO hub_group (id, objects, object_bytes) VALUES (?, 0, 0)");
      insert.setBytes(1, group.id.toBytes());
      insert.executeUpdate();
      group.no = statements.lastRow();
    }
  }

  @Override
  public void close() throws SQLException {
    statements.close();
    connection.rollback();
  }
}
