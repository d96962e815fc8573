package dev.blazesync.engine.books;

import static dev.blazesync.engine.books.Cells.MUST_FIT;
import static dev.blazesync.engine.books.Cells.bytes;
import static dev.blazesync.engine.books.Cells.number;

import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.StoreView;
import dev.blazesync.spi.ValueRow;
import dev.blazesync.spi.VersionVector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Logs known: their small numbers, how far each is held, and how far merged. */
public final class OriginBook {
  /**
   * @param held newest batch in this node's log, or covered by the snapshot it began with
   * @param merged sequence up to which batches are in the data
   */
  public record Origin(long id, OriginLog log, Position held, long merged) {}

  private static final long NOBODY = 0;

  private final Map<OriginLog, Origin> byLog = new TreeMap<>();
  private final Map<Long, OriginLog> byId = new HashMap<>();

  void load(StoreView view) {
    byLog.clear();
    byId.clear();
    byId.put(NOBODY, OriginLog.NONE);
    view.scan(
        EngineTables.ORIGIN,
        null,
        Integer.MAX_VALUE,
        row -> {
          OriginLog log = new OriginLog(NodeId.of(bytes(row, 1)), row.int64(2));
          keep(
              new Origin(
                  row.int64(0), log, new Position(row.int64(3), bytes(row, 4)), row.int64(5)));
          return true;
        });
  }

  /** {@return what is known of {@code log}; null = never heard of} */
  public @Nullable Origin find(OriginLog log) {
    return byLog.get(log);
  }

  public Position held(OriginLog log) {
    Origin origin = byLog.get(log);
    return origin == null ? Position.START : origin.held();
  }

  public List<Origin> all() {
    return new ArrayList<>(byLog.values());
  }

  /** {@return how far every log is held} */
  public VersionVector vector() {
    Map<OriginLog, Position> positions = new TreeMap<>();
    byLog
        .values()
        .forEach(
            origin -> {
              if (origin.held().sequence() > 0) {
                positions.put(origin.log(), origin.held());
              }
            });
    return new VersionVector(positions);
  }

  /** {@return the small number of {@code log}, which gets one if it has none} */
  public long id(StoreTransaction tx, OriginLog log) {
    if (log.equals(OriginLog.NONE)) {
      return NOBODY;
    }
    Origin origin = byLog.get(log);
    return origin != null ? origin.id() : put(tx, log, Position.START, 0).id();
  }

  /** {@return the log of a small number that was given out} */
  public OriginLog log(long id) {
    OriginLog log = byId.get(id);
    if (log == null) {
      throw new IllegalStateException("no origin has the number " + id);
    }
    return log;
  }

  public HybridTimestamp stamp(long packed, long writerId) {
    return new HybridTimestamp(packed, log(writerId));
  }

  /** Records how far a log is held and merged. */
  public Origin put(StoreTransaction tx, OriginLog log, Position held, long merged) {
    Origin before = byLog.get(log);
    long id = before != null ? before.id() : byId.size();
    Origin origin = new Origin(id, log, held, merged);
    tx.write(
        EngineTables.ORIGIN,
        Rows.of(
            ValueRow.of(
                number(id),
                bytes(log.origin().toBytes()),
                number(log.lineage()),
                number(held.sequence()),
                bytes(held.hash()),
                number(merged))),
        MUST_FIT);
    keep(origin);
    return origin;
  }

  private void keep(Origin origin) {
    byLog.put(origin.log(), origin);
    byId.put(origin.id(), origin.log());
  }
}
