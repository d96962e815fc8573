package dev.blazesync.engine.hub;

import dev.blazesync.engine.hub.WrittenGroup.Head;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Position;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Logs and their batches in one transaction. For one thread. */
final class LogRows {
  private final HubStatements statements;

  LogRows(HubStatements statements) {
    this.statements = statements;
  }

  Head head(WrittenGroup group, OriginLog log) throws SQLException {
    Head known = group.heads.get(log);
    if (known != null) {
      return known;
    }
    PreparedStatement find =
        statements.prepare(
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

  byte @Nullable [] hash(long logNo, long sequence) throws SQLException {
    PreparedStatement find =
        statements.prepare("SELECT hash FROM batch WHERE log_no = ? AND sequence = ?");
    find.setLong(1, logNo);
    find.setLong(2, sequence);
    try (ResultSet rows = find.executeQuery()) {
      return rows.next() ? rows.getBytes(1) : null;
    }
  }

  /** Adds the batch behind the head. */
  void append(WrittenGroup group, Head head, BatchFacts batch) throws SQLException {
    if (head.no == 0) {
      head.no = insertLog(group, batch);
      group.logs++;
    }
    PreparedStatement insert =
        statements.prepare(
            "INSERT INTO batch (group_no, log_no, sequence, size, control, hash, bytes)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?)");
    insert.setLong(1, group.no);
    insert.setLong(2, head.no);
    insert.setLong(3, batch.sequence());
    insert.setInt(4, batch.length());
    insert.setBoolean(5, batch.control());
    insert.setBytes(6, batch.hash());
    insert.setBytes(7, batch.sealedBytes());
    insert.executeUpdate();
    head.position = batch.position();
    head.batches++;
    head.bytes += batch.length();
    head.changed = true;
  }

  private long insertLog(WrittenGroup group, BatchFacts batch) throws SQLException {
    PreparedStatement insert =
        statements.prepare(
            "INSERT INTO log (group_no, origin, lineage, sequence, hash, batches, bytes)"
                + " VALUES (?, ?, ?, 0, ?, 0, 0)");
    insert.setLong(1, group.no);
    insert.setBytes(2, batch.log().origin().toBytes());
    insert.setLong(3, batch.log().lineage());
    insert.setBytes(4, Position.START.hash());
    insert.executeUpdate();
    return statements.lastRow();
  }

  /** {@return the logs of a device that are stored} */
  List<OriginLog> of(WrittenGroup group, NodeId origin) throws SQLException {
    PreparedStatement find =
        statements.prepare("SELECT lineage FROM log WHERE group_no = ? AND origin = ?");
    find.setLong(1, group.no);
    find.setBytes(2, origin.toBytes());
    List<OriginLog> logs = new ArrayList<>();
    try (ResultSet rows = find.executeQuery()) {
      while (rows.next()) {
        logs.add(new OriginLog(origin, rows.getLong(1)));
      }
    }
    return logs;
  }

  /**
   * Drops what lies beyond the last batch that counts. A log that has another batch in its place is
   * dropped whole: how far it is the right one, nobody here knows.
   *
   * @param last {@link Position#START} if none counts
   */
  void cut(WrittenGroup group, OriginLog log, Position last) throws SQLException {
    Head head = head(group, log);
    if (head.position.sequence() < last.sequence()) {
      return;
    }
    boolean counts =
        last.sequence() > 0 && Arrays.equals(hash(head.no, last.sequence()), last.hash());
    drop(head, counts ? last.sequence() : 0);
    if (counts) {
      head.position = last;
      head.changed = true;
    } else {
      PreparedStatement forget = statements.prepare("DELETE FROM log WHERE no = ?");
      forget.setLong(1, head.no);
      forget.executeUpdate();
      group.heads.remove(log);
      group.logs = -1;
    }
  }

  private void drop(Head head, long beyond) throws SQLException {
    PreparedStatement sum =
        statements.prepare(
            "SELECT count(*), coalesce(sum(size), 0) FROM batch WHERE log_no = ? AND sequence > ?");
    sum.setLong(1, head.no);
    sum.setLong(2, beyond);
    try (ResultSet rows = sum.executeQuery()) {
      rows.next();
      head.batches -= rows.getLong(1);
      head.bytes -= rows.getLong(2);
    }
    PreparedStatement delete =
        statements.prepare("DELETE FROM batch WHERE log_no = ? AND sequence > ?");
    delete.setLong(1, head.no);
    delete.setLong(2, beyond);
    delete.executeUpdate();
  }

  /** Writes the heads that have changed. */
  void flush(WrittenGroup group) throws SQLException {
    PreparedStatement update =
        statements.prepare(
            "UPDATE log SET sequence = ?, hash = ?, batches = ?, bytes = ? WHERE no = ?");
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
    update.executeBatch();
  }
}
