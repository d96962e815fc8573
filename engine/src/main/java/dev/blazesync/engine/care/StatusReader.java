package dev.blazesync.engine.care;

import dev.blazesync.DecidedConflict;
import dev.blazesync.LogEntry;
import dev.blazesync.ParkedRecord;
import dev.blazesync.Status;
import dev.blazesync.Status.Peer;
import dev.blazesync.engine.books.Books;
import dev.blazesync.engine.books.Cells;
import dev.blazesync.engine.books.EngineTables;
import dev.blazesync.engine.books.OriginBook.Origin;
import dev.blazesync.engine.books.StateBook.Fact;
import dev.blazesync.engine.join.PinnedAddress;
import dev.blazesync.spi.DatabaseSchema;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.RecordStore;
import dev.blazesync.spi.Row;
import dev.blazesync.spi.StoreView;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.VersionVector;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads what the engine's tables say. */
public final class StatusReader {
  /** Estimated bytes of a metadata row without its stamps and kept values. */
  private static final int METADATA_ROW_BYTES = 32;

  private StatusReader() {}

  /**
   * {@return the status as far as the database knows it}
   *
   * @param peers live connections; empty = what the relays last acknowledged is read instead
   */
  public static Status read(
      RecordStore store, boolean running, List<Peer> peers, List<String> notices) {
    DatabaseSchema schema = store.schema();
    try (StoreView view = store.snapshot()) {
      Books books = new Books();
      if (schema.attached()) {
        books.load(view);
      }
      byte[] node = books.state().bytes(Fact.NODE);
      byte[] group = books.state().bytes(Fact.GROUP);
      List<Status.Table> tables = tables(view, schema, books);
      LogScan log = new LogScan(books, node, acknowledged(view, schema));
      if (schema.attached()) {
        log.read(view);
      }
      long captured = tables.stream().mapToLong(Status.Table::pending).sum();
      return new Status(
          node == null ? null : NodeId.of(node),
          group == null ? null : GroupId.of(group).toString(),
          running,
          tables,
          captured + log.unacknowledged + outbox(view, schema),
          books.parked().count(),
          schema.attached() ? view.count(EngineTables.CONFLICT) : 0,
          peers.isEmpty() ? offlinePeers(view, schema, books, log) : peers,
          new Status.LogSize(log.batches, log.bytes),
          metadata(view, schema, books),
          schema.attached() ? books.origins().vector() : VersionVector.EMPTY,
          withAlarms(notices, books));
    }
  }

  private static List<String> withAlarms(List<String> notices, Books books) {
    Set<String> all = new LinkedHashSet<>(notices);
    all.addAll(books.alarms().all());
    return List.copyOf(all);
  }

  private static List<Status.Table> tables(StoreView view, DatabaseSchema schema, Books books) {
    List<Status.Table> tables = new ArrayList<>();
    for (TableSchema table : schema.tables()) {
      boolean syncs = table.identity() != null && books.tables().knows(table.name());
      tables.add(
          new Status.Table(
              table.name(), view.count(table), syncs ? view.pending(table) : 0, syncs));
    }
    return tables;
  }

  private static long outbox(StoreView view, DatabaseSchema schema) {
    long[] operations = {0};
    if (schema.attached()) {
      view.scan(
          EngineTables.OUTBOX,
          null,
          Integer.MAX_VALUE,
          row -> {
            operations[0] += row.int64(2);
            return true;
          });
    }
    return operations[0];
  }

  /** By relay, the sequence of the own log it acknowledged last. */
  private static Map<String, long[]> acknowledged(StoreView view, DatabaseSchema schema) {
    Map<String, long[]> acknowledged = new HashMap<>();
    if (schema.attached()) {
      view.scan(
          EngineTables.RELAY,
          null,
          Integer.MAX_VALUE,
          row -> {
            acknowledged.put(row.text(0), new long[] {row.int64(1), row.int64(2)});
            return true;
          });
    }
    return acknowledged;
  }

  private static List<Peer> offlinePeers(
      StoreView view, DatabaseSchema schema, Books books, LogScan log) {
    List<Peer> peers = new ArrayList<>();
    String relays = books.state().text(Fact.RELAYS);
    if (relays == null || relays.isEmpty()) {
      return peers;
    }
    Map<String, long[]> acknowledged = acknowledged(view, schema);
    for (String relay : relays.split("\n", -1)) {
      String uri = PinnedAddress.bare(URI.create(relay)).toString();
      long[] seen = acknowledged.getOrDefault(uri, new long[2]);
      peers.add(
          new Peer(
              uri, Peer.State.OFFLINE, Math.max(0, log.ownSequence - seen[0]), seen[1], 0, null));
    }
    return peers;
  }

  private static Status.MetadataSize metadata(StoreView view, DatabaseSchema schema, Books books) {
    long rows = 0;
    for (TableSchema table : schema.tables()) {
      Long id = books.tables().id(table.name());
      if (id != null && table.identity() != null) {
        rows += view.count(EngineTables.metadata(table, id));
      }
    }
    return new Status.MetadataSize(rows, rows * METADATA_ROW_BYTES);
  }

  /** One pass over the log. */
  private static final class LogScan {
    private final @Nullable Origin own;
    private final long acknowledged;
    private final long ownSequence;
    private long batches;
    private long bytes;
    private long unacknowledged;

    LogScan(Books books, byte @Nullable [] node, Map<String, long[]> acknowledged) {
      Origin mine = null;
      if (node != null) {
        long lineage = books.state().number(Fact.LINEAGE, 0);
        for (Origin origin : books.origins().all()) {
          if (origin.log().origin().equals(NodeId.of(node)) && origin.log().lineage() == lineage) {
            mine = origin;
          }
        }
      }
      this.own = mine;
      this.ownSequence = mine == null ? 0 : mine.held().sequence();
      this.acknowledged = acknowledged.values().stream().mapToLong(seen -> seen[0]).min().orElse(0);
    }

    void read(StoreView view) {
      view.scan(
          EngineTables.LOG,
          null,
          Integer.MAX_VALUE,
          row -> {
            batches++;
            bytes += row.int64(5);
            if (own != null && row.int64(1) == own.id() && row.int64(2) > acknowledged) {
              unacknowledged += row.int64(4);
            }
            return true;
          });
    }
  }

  /** {@return the newest batches, newest first} */
  public static List<LogEntry> log(RecordStore store, int limit) {
    DatabaseSchema schema = store.schema();
    Deque<LogEntry> newest = new ArrayDeque<>();
    if (schema.attached()) {
      try (StoreView view = store.snapshot()) {
        Books books = new Books();
        books.load(view);
        view.scan(
            EngineTables.LOG,
            null,
            Integer.MAX_VALUE,
            row -> {
              newest.addFirst(
                  new LogEntry(
                      books.origins().log(row.int64(1)),
                      row.int64(2),
                      row.int64(3) >>> 16,
                      row.int64(4),
                      row.int64(5)));
              if (newest.size() > limit) {
                newest.removeLast();
              }
              return true;
            });
      }
    }
    return List.copyOf(newest);
  }

  /** {@return decided conflicts, newest first} */
  public static List<DecidedConflict> conflicts(RecordStore store, int limit) {
    Deque<DecidedConflict> newest = new ArrayDeque<>();
    if (store.schema().attached()) {
      try (StoreView view = store.snapshot()) {
        view.scan(
            EngineTables.CONFLICT,
            null,
            Integer.MAX_VALUE,
            row -> {
              newest.addFirst(conflict(row));
              if (newest.size() > limit) {
                newest.removeLast();
              }
              return true;
            });
      }
    }
    return List.copyOf(newest);
  }

  private static DecidedConflict conflict(Row row) {
    return new DecidedConflict(
        row.int64(0),
        row.text(2),
        row.text(4),
        Cells.isNull(row, 5) ? null : row.text(5),
        row.text(6),
        Cells.isNull(row, 7) ? null : row.text(7),
        NodeId.of(Cells.bytes(row, 8)),
        row.int64(9),
        Cells.isNull(row, 10) ? null : row.text(10),
        NodeId.of(Cells.bytes(row, 11)),
        row.int64(12),
        row.int64(1),
        row.int64(14) != 0);
  }

  /** {@return the group's rules; before there is a group, those it would begin with} */
  public static Map<String, String> rules(RecordStore store) {
    Books books = new Books();
    if (store.schema().attached()) {
      try (StoreView view = store.snapshot()) {
        books.load(view);
      }
    }
    return books.rules().rules().entries();
  }

  /** {@return parked records, oldest first} */
  public static List<ParkedRecord> parked(RecordStore store, int limit) {
    List<ParkedRecord> parked = new ArrayList<>();
    if (store.schema().attached()) {
      try (StoreView view = store.snapshot()) {
        view.scan(
            EngineTables.PARKED,
            null,
            limit,
            row -> {
              parked.add(
                  new ParkedRecord(
                      row.text(1),
                      row.text(3),
                      row.text(4) + ": " + row.text(6),
                      Cells.isNull(row, 5) ? null : row.text(5),
                      row.int64(7)));
              return true;
            });
      }
    }
    return parked;
  }
}
