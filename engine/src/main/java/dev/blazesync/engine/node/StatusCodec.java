package dev.blazesync.engine.node;

import dev.blazesync.DecidedConflict;
import dev.blazesync.LogEntry;
import dev.blazesync.ParkedRecord;
import dev.blazesync.Status;
import dev.blazesync.Status.Peer;
import dev.blazesync.engine.Limits;
import dev.blazesync.engine.codec.WireReader;
import dev.blazesync.engine.codec.WireWriter;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.VersionVector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Bytes of what the local socket answers. Both ends are the same program, so there are no versions.
 */
final class StatusCodec {
  private static final int MOST = 1_000_000;
  private static final int TEXT = Limits.VALUE_BYTES;

  private StatusCodec() {}

  static void write(WireWriter out, Status status) {
    NodeId node = status.node();
    out.u8(node == null ? 0 : 1);
    if (node != null) {
      out.raw(node.toBytes());
    }
    optional(out, status.group());
    out.u8(status.running() ? 1 : 0).varint(status.tables().size());
    for (Status.Table table : status.tables()) {
      out.text(table.table()).varint(table.rows()).varint(table.pending());
      out.u8(table.syncs() ? 1 : 0);
    }
    out.varint(status.pending()).varint(status.parked()).varint(status.conflicts());
    out.varint(status.peers().size());
    for (Peer peer : status.peers()) {
      out.text(peer.uri()).text(peer.state().name()).varint(peer.behind());
      out.varint(peer.lastSeenMillis()).varint(peer.nextTryMillis());
      optional(out, peer.problem());
    }
    out.varint(status.log().batches()).varint(status.log().bytes());
    out.varint(status.metadata().rows()).varint(status.metadata().bytes());
    out.varint(status.versionVector().positions().size());
    status
        .versionVector()
        .positions()
        .forEach(
            (log, position) -> {
              origin(out, log);
              out.varint(position.sequence()).raw(position.hash());
            });
    out.varint(status.notices().size());
    status.notices().forEach(out::text);
  }

  static Status readStatus(WireReader in) {
    NodeId node = in.u8() == 0 ? null : NodeId.of(in.raw(NodeId.BYTES));
    String group = optional(in);
    boolean running = in.u8() != 0;
    List<Status.Table> tables =
        list(in, r -> new Status.Table(r.text(TEXT), r.varint(), r.varint(), r.u8() != 0));
    long pending = in.varint();
    long parked = in.varint();
    long conflicts = in.varint();
    List<Peer> peers =
        list(
            in,
            r ->
                new Peer(
                    r.text(TEXT),
                    Peer.State.valueOf(r.text(TEXT)),
                    r.varint(),
                    r.varint(),
                    r.varint(),
                    optional(r)));
    Status.LogSize log = new Status.LogSize(in.varint(), in.varint());
    Status.MetadataSize metadata = new Status.MetadataSize(in.varint(), in.varint());
    Map<OriginLog, Position> positions = new TreeMap<>();
    int count = in.count(MOST);
    for (int index = 0; index < count; index++) {
      OriginLog origin = origin(in);
      positions.put(origin, new Position(in.varint(), in.raw(Position.HASH_BYTES)));
    }
    List<String> notices = list(in, r -> r.text(TEXT));
    return new Status(
        node,
        group,
        running,
        tables,
        pending,
        parked,
        conflicts,
        peers,
        log,
        metadata,
        new VersionVector(positions),
        notices);
  }

  static void writeLog(WireWriter out, List<LogEntry> entries) {
    out.varint(entries.size());
    for (LogEntry entry : entries) {
      origin(out, entry.origin());
      out.varint(entry.sequence()).varint(entry.newestMillis());
      out.varint(entry.operations()).varint(entry.bytes());
    }
  }

  static List<LogEntry> readLog(WireReader in) {
    return list(in, r -> new LogEntry(origin(r), r.varint(), r.varint(), r.varint(), r.varint()));
  }

  static void writeParked(WireWriter out, List<ParkedRecord> records) {
    out.varint(records.size());
    for (ParkedRecord record : records) {
      out.text(record.table()).text(record.key()).text(record.reason());
      optional(out, record.constraint());
      out.varint(record.sinceMillis());
    }
  }

  static List<ParkedRecord> readParked(WireReader in) {
    return list(
        in,
        r -> new ParkedRecord(r.text(TEXT), r.text(TEXT), r.text(TEXT), optional(r), r.varint()));
  }

  static void writeConflicts(WireWriter out, List<DecidedConflict> conflicts) {
    out.varint(conflicts.size());
    for (DecidedConflict conflict : conflicts) {
      out.varint(conflict.id()).text(conflict.table()).text(conflict.key());
      optional(out, conflict.column());
      out.text(conflict.policy());
      optional(out, conflict.winner());
      out.raw(conflict.winnerNode().toBytes()).varint(conflict.winnerMillis());
      optional(out, conflict.loser());
      out.raw(conflict.loserNode().toBytes()).varint(conflict.loserMillis());
      out.varint(conflict.decidedMillis()).u8(conflict.restored() ? 1 : 0);
    }
  }

  static List<DecidedConflict> readConflicts(WireReader in) {
    return list(
        in,
        r ->
            new DecidedConflict(
                r.varint(),
                r.text(TEXT),
                r.text(TEXT),
                optional(r),
                r.text(TEXT),
                optional(r),
                NodeId.of(r.raw(NodeId.BYTES)),
                r.varint(),
                optional(r),
                NodeId.of(r.raw(NodeId.BYTES)),
                r.varint(),
                r.varint(),
                r.u8() != 0));
  }

  static void writeRules(WireWriter out, Map<String, String> rules) {
    out.varint(rules.size());
    rules.forEach((name, value) -> out.text(name).text(value));
  }

  static Map<String, String> readRules(WireReader in) {
    Map<String, String> rules = new TreeMap<>();
    int count = in.count(MOST, 2);
    for (int index = 0; index < count; index++) {
      rules.put(in.text(TEXT), in.text(TEXT));
    }
    return rules;
  }

  private static <T> List<T> list(WireReader in, Function<WireReader, T> one) {
    int count = in.count(MOST, 1);
    List<T> list = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      list.add(one.apply(in));
    }
    return list;
  }

  private static void origin(WireWriter out, OriginLog log) {
    out.raw(log.origin().toBytes()).i64(log.lineage());
  }

  private static OriginLog origin(WireReader in) {
    return new OriginLog(NodeId.of(in.raw(NodeId.BYTES)), in.i64());
  }

  private static void optional(WireWriter out, @Nullable String text) {
    out.u8(text == null ? 0 : 1);
    if (text != null) {
      out.text(text);
    }
  }

  private static @Nullable String optional(WireReader in) {
    return in.u8() == 0 ? null : in.text(TEXT);
  }
}
