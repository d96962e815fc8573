package dev.blazesync.engine.hub;

import dev.blazesync.engine.hub.channel.HubLimits;
import dev.blazesync.engine.membership.Membership;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.Holding;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Page;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.SealedBatch;
import dev.blazesync.spi.VersionVector;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads of one state of a hub's database. For one thread and one transaction. */
final class HubReads {
  private static final Page NOTHING = new Page(List.of(), false, null);

  private final Connection connection;
  private final long store;

  HubReads(Connection connection, long store) {
    this.connection = connection;
    this.store = store;
  }

  /** A log as it is stored, and how much of it the caller has. */
  private record Log(long no, OriginLog log, Position head, long have) {
    boolean lacking() {
      return head.sequence() > have;
    }
  }

  Optional<Membership> membership(GroupId group) throws SQLException {
    return Optional.ofNullable(StoredChain.load(connection, group, groupNo(group)));
  }

  Holding holding(GroupId group, long wallMillis) throws SQLException {
    long groupNo = groupNo(group);
    Map<OriginLog, Position> head = new HashMap<>();
    for (Log log : logs(groupNo, VersionVector.EMPTY)) {
      head.put(log.log(), log.head());
    }
    return new Holding(
        VersionVector.EMPTY, new VersionVector(head), manifests(groupNo), wallMillis);
  }

  Position head(GroupId group, OriginLog log) throws SQLException {
    try (PreparedStatement find =
        connection.prepareStatement(
            "SELECT sequence, hash FROM log WHERE group_no = ? AND origin = ? AND lineage = ?")) {
      find.setLong(1, groupNo(group));
      find.setBytes(2, log.origin().toBytes());
      find.setLong(3, log.lineage());
      try (ResultSet rows = find.executeQuery()) {
        return rows.next() ? new Position(rows.getLong(1), rows.getBytes(2)) : Position.START;
      }
    }
  }

  private List<String> manifests(long groupNo) throws SQLException {
    List<String> names = new ArrayList<>();
    try (PreparedStatement find =
        connection.prepareStatement(
            "SELECT name FROM object WHERE group_no = ? AND manifest = 1"
                + " ORDER BY arrival DESC LIMIT ?")) {
      find.setLong(1, groupNo);
      find.setInt(2, HubLimits.HOLDING_OBJECTS);
      try (ResultSet rows = find.executeQuery()) {
        while (rows.next()) {
          names.add(rows.getString(1));
        }
      }
    }
    return names;
  }

  Page pull(GroupId group, VersionVector have, @Nullable ByteBuffer cursor, int maxBytes)
      throws SQLException {
    long groupNo = groupNo(group);
    List<Log> logs = logs(groupNo, have);
    long from = PullCursor.nextArrival(store, cursor);
    if (from < 0) {
      from = firstLacking(logs);
    }
    if (from < 0) {
      return NOTHING;
    }
    Map<Long, Log> byNo = new HashMap<>();
    logs.forEach(log -> byNo.put(log.no(), log));
    List<SealedBatch> page = new ArrayList<>();
    long bytes = 0;
    try (PreparedStatement walk =
            connection.prepareStatement(
                "SELECT arrival, log_no, sequence, size FROM batch INDEXED BY batch_order"
                    + " WHERE group_no = ? AND arrival >= ? ORDER BY arrival");
        PreparedStatement fetch =
            connection.prepareStatement("SELECT control, bytes FROM batch WHERE arrival = ?")) {
      walk.setLong(1, groupNo);
      walk.setLong(2, from);
      try (ResultSet rows = walk.executeQuery()) {
        while (rows.next()) {
          Log log = byNo.get(rows.getLong(2));
          long sequence = rows.getLong(3);
          if (log == null || sequence <= log.have()) {
            continue;
          }
          bytes += rows.getInt(4);
          if (!page.isEmpty() && (bytes > maxBytes || page.size() >= HubLimits.PAGE_BATCHES)) {
            return new Page(page, true, PullCursor.of(store, rows.getLong(1)));
          }
          page.add(batch(fetch, rows.getLong(1), group, log.log(), sequence));
        }
      }
    }
    return new Page(page, false, null);
  }

  private static SealedBatch batch(
      PreparedStatement fetch, long arrival, GroupId group, OriginLog log, long sequence)
      throws SQLException {
    fetch.setLong(1, arrival);
    try (ResultSet rows = fetch.executeQuery()) {
      if (!rows.next()) {
        throw new SQLException("an index entry has no batch", "", HubFailures.CORRUPT);
      }
      return new SealedBatch(
          group, log, sequence, rows.getBoolean(1), ByteBuffer.wrap(rows.getBytes(2)));
    }
  }

  /** {@return where the first batch arrived that the caller lacks; -1 = it has all} */
  private long firstLacking(List<Log> logs) throws SQLException {
    long first = -1;
    try (PreparedStatement find =
        connection.prepareStatement(
            "SELECT arrival FROM batch WHERE log_no = ? AND sequence = ?")) {
      for (Log log : logs) {
        if (log.lacking()) {
          find.setLong(1, log.no());
          find.setLong(2, log.have() + 1);
          try (ResultSet rows = find.executeQuery()) {
            if (rows.next() && (first < 0 || rows.getLong(1) < first)) {
              first = rows.getLong(1);
            }
          }
        }
      }
    }
    return first;
  }

  private List<Log> logs(long groupNo, VersionVector have) throws SQLException {
    List<Log> logs = new ArrayList<>();
    try (PreparedStatement find =
        connection.prepareStatement(
            "SELECT no, origin, lineage, sequence, hash FROM log WHERE group_no = ?")) {
      find.setLong(1, groupNo);
      try (ResultSet rows = find.executeQuery()) {
        while (rows.next()) {
          OriginLog log = new OriginLog(NodeId.of(rows.getBytes(2)), rows.getLong(3));
          Position head = new Position(rows.getLong(4), rows.getBytes(5));
          logs.add(new Log(rows.getLong(1), log, head, have.sequence(log)));
        }
      }
    }
    return logs;
  }

  Optional<byte[]> object(GroupId group, String name) throws SQLException {
    try (PreparedStatement find =
        connection.prepareStatement("SELECT bytes FROM object WHERE group_no = ? AND name = ?")) {
      find.setLong(1, groupNo(group));
      find.setString(2, name);
      try (ResultSet rows = find.executeQuery()) {
        return rows.next() ? Optional.of(rows.getBytes(1)) : Optional.empty();
      }
    }
  }

  HubLogStatus status(long diskBytes) throws SQLException {
    try (PreparedStatement sums =
            connection.prepareStatement(
                "SELECT count(*), coalesce(sum(objects), 0), coalesce(sum(object_bytes), 0),"
                    + " (SELECT count(*) FROM log), (SELECT coalesce(sum(batches), 0) FROM log),"
                    + " (SELECT coalesce(sum(bytes), 0) FROM log) FROM hub_group");
        ResultSet rows = sums.executeQuery()) {
      rows.next();
      return new HubLogStatus(
          rows.getLong(1),
          rows.getLong(4),
          rows.getLong(5),
          rows.getLong(6),
          rows.getLong(2),
          rows.getLong(3),
          diskBytes);
    }
  }

  /** {@return the group's number; 0 = never heard of} */
  private long groupNo(GroupId group) throws SQLException {
    try (PreparedStatement find =
        connection.prepareStatement("SELECT no FROM hub_group WHERE id = ?")) {
      find.setBytes(1, group.toBytes());
      try (ResultSet rows = find.executeQuery()) {
        return rows.next() ? rows.getLong(1) : 0;
      }
    }
  }
}
