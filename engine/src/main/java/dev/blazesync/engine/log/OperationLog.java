package dev.blazesync.engine.log;

import static dev.blazesync.engine.books.Cells.MUST_FIT;
import static dev.blazesync.engine.books.Cells.bytes;
import static dev.blazesync.engine.books.Cells.number;

import dev.blazesync.engine.books.EngineTables;
import dev.blazesync.engine.books.OriginBook;
import dev.blazesync.engine.books.OriginBook.Origin;
import dev.blazesync.engine.seal.SealedHeader;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.Row;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.SealedBatch;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.StoreView;
import dev.blazesync.spi.ValueRow;
import dev.blazesync.spi.VersionVector;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Sealed batches in the order this node came to hold them. */
public final class OperationLog {
  private static final KeySchema BY_SEQUENCE = EngineTables.LOG.keys().get(1);

  /** So many are written together, and no more are held twice in memory. */
  private static final int WRITTEN_BYTES = 1 << 20;

  private final OriginBook origins;
  private long nextPosition = 1;

  public OperationLog(OriginBook origins) {
    this.origins = origins;
  }

  /** What an append did with a batch. */
  public enum Appended {
    NEW,
    /** Held already. */
    KNOWN,
    /** Batches before it are missing. */
    GAP,
    /** It does not continue the chain that is held: two histories of one log. */
    FORK
  }

  /** A batch in the log. */
  public record Logged(long position, SealedBatch batch) {}

  /** Reads where the log ends. */
  public void load(StoreView view) {
    long[] last = {0};
    // positions only grow, so the newest is found by doubling steps instead of reading the whole
    // log
    long step = 1;
    while (step > 0) {
      boolean found = exists(view, last[0] + step);
      if (found) {
        last[0] += step;
        step *= 2;
      } else {
        step /= 2;
      }
    }
    nextPosition = last[0] + 1;
  }

  private static boolean exists(StoreView view, long position) {
    boolean[] found = new boolean[1];
    view.scan(
        EngineTables.LOG,
        ValueRow.of(number(position - 1)),
        1,
        row -> {
          found[0] = true;
          return false;
        });
    return found[0];
  }

  /** {@return the position of the newest batch; 0 = none} */
  public long end() {
    return nextPosition - 1;
  }

  /**
   * Appends the batches that continue their chains; the others change nothing.
   *
   * @param merged whether their operations are in the data already: they are this node's own
   * @return what was done with each, in their order
   */
  public List<Appended> append(StoreTransaction tx, List<Numbered> batches, boolean merged) {
    List<Appended> done = new ArrayList<>();
    List<ValueRow> rows = new ArrayList<>();
    int bytes = 0;
    Map<OriginLog, Position> grown = new LinkedHashMap<>();
    for (Numbered numbered : batches) {
      SealedBatch batch = numbered.batch();
      SealedHeader header = SealedHeader.read(batch.bytes());
      if (!header.log().equals(batch.log()) || header.sequence() != batch.sequence()) {
        throw new ProtocolException("a batch is not the one its envelope says: " + batch.log());
      }
      Position held = grown.getOrDefault(header.log(), origins.held(header.log()));
      Appended appended = appended(header, held);
      done.add(appended);
      if (appended == Appended.NEW) {
        grown.put(header.log(), numbered.position());
        rows.add(row(origins.id(tx, header.log()), header, numbered));
        bytes += batch.length();
      }
      if (bytes > WRITTEN_BYTES) {
        tx.write(EngineTables.LOG, Rows.of(rows), MUST_FIT);
        rows.clear();
        bytes = 0;
      }
    }
    tx.write(EngineTables.LOG, Rows.of(rows), MUST_FIT);
    grown.forEach((log, held) -> grow(tx, log, held, merged));
    return done;
  }

  private static Appended appended(SealedHeader header, Position held) {
    if (header.sequence() <= held.sequence()) {
      return Appended.KNOWN;
    }
    if (header.sequence() != held.sequence() + 1) {
      return Appended.GAP;
    }
    return Arrays.equals(header.previousHash(), held.hash()) ? Appended.NEW : Appended.FORK;
  }

  private void grow(StoreTransaction tx, OriginLog log, Position held, boolean merged) {
    Origin before = origins.find(log);
    long mergedBefore = before == null ? 0 : before.merged();
    origins.put(tx, log, held, merged ? held.sequence() : mergedBefore);
  }

  private ValueRow row(long origin, SealedHeader header, Numbered numbered) {
    ByteBuffer content = numbered.batch().bytes();
    byte[] sealed = new byte[content.remaining()];
    content.get(sealed);
    return ValueRow.of(
        number(nextPosition++),
        number(origin),
        number(header.sequence()),
        number(numbered.newestTime()),
        number(numbered.operations()),
        number(sealed.length),
        bytes(sealed));
  }

  /** {@return one batch; null if it is not in the log} */
  public @Nullable SealedBatch read(StoreView view, Origin origin, long sequence) {
    SealedBatch[] found = new SealedBatch[1];
    view.read(
        EngineTables.LOG,
        BY_SEQUENCE,
        Rows.of(ValueRow.of(number(origin.id()), number(sequence))),
        row -> {
          found[0] = batch(row);
          return true;
        });
    return found[0];
  }

  /**
   * Takes the end of a log out of this one: it is held only up to {@code sequence} afterwards.
   *
   * @return what was taken out, in sequence; fewer than asked for if this log began later
   */
  public List<SealedBatch> takeBehind(StoreTransaction tx, Origin origin, long sequence) {
    List<SealedBatch> taken = new ArrayList<>();
    List<ValueRow> positions = new ArrayList<>();
    for (long number = origin.held().sequence(); number > sequence; number--) {
      boolean[] found = new boolean[1];
      tx.read(
          EngineTables.LOG,
          BY_SEQUENCE,
          Rows.of(ValueRow.of(number(origin.id()), number(number))),
          row -> {
            positions.add(ValueRow.of(number(row.int64(0))));
            taken.add(0, batch(row));
            found[0] = true;
            return true;
          });
      if (!found[0]) {
        break;
      }
    }
    if (!taken.isEmpty()) {
      tx.delete(EngineTables.LOG, Rows.of(positions), MUST_FIT);
      SealedHeader first = SealedHeader.read(taken.get(0).bytes());
      Position left = new Position(first.sequence() - 1, first.previousHash());
      origins.put(tx, origin.log(), left, Math.min(origin.merged(), left.sequence()));
    }
    return taken;
  }

  /**
   * The batches that somebody with {@code head} lacks, in log order.
   *
   * @param after position to start behind
   * @param maxBytes at least one batch is returned if there is one
   */
  public List<Logged> beyond(StoreView view, VersionVector head, long after, int maxBytes) {
    List<Logged> entries = new ArrayList<>();
    int[] total = {0};
    view.scan(
        EngineTables.LOG,
        after == 0 ? null : ValueRow.of(number(after)),
        Integer.MAX_VALUE,
        row -> {
          long position = row.int64(0);
          if (row.int64(2) > head.sequence(origins.log(row.int64(1)))) {
            SealedBatch batch = batch(row);
            if (!entries.isEmpty() && total[0] + batch.length() > maxBytes) {
              return false;
            }
            total[0] += batch.length();
            entries.add(new Logged(position, batch));
          }
          return true;
        });
    return entries;
  }

  /**
   * {@return the position before the first batch that somebody with {@code head} lacks; the end if
   * none}
   */
  public long firstBeyond(StoreView view, VersionVector head) {
    long[] first = {end()};
    List<ValueRow> keys = new ArrayList<>();
    for (Origin origin : origins.all()) {
      long sequence = head.sequence(origin.log());
      if (origin.held().sequence() > sequence) {
        keys.add(ValueRow.of(number(origin.id()), number(sequence + 1)));
      }
    }
    if (!keys.isEmpty()) {
      view.read(
          EngineTables.LOG,
          BY_SEQUENCE,
          Rows.of(keys),
          row -> {
            first[0] = Math.min(first[0], row.int64(0) - 1);
            return true;
          });
    }
    return first[0];
  }

  private static SealedBatch batch(Row row) {
    return SealedHeader.parse(ByteBuffer.wrap(bytes(row, 6)));
  }
}
