package dev.blazesync.engine.log;

import static dev.blazesync.engine.books.Cells.MUST_FIT;
import static dev.blazesync.engine.books.Cells.bytes;
import static dev.blazesync.engine.books.Cells.number;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.books.EngineTables;
import dev.blazesync.engine.codec.PayloadCodec;
import dev.blazesync.engine.operation.Operation;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Row;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.StoreView;
import dev.blazesync.spi.ValueRow;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Drained operations that have not been offered to anyone, in cuts. */
public final class Outbox {
  /**
   * Some of the outbox.
   *
   * @param cut whether it ends where nothing captured was left
   */
  public record Taken(List<Operation> operations, boolean cut, List<Long> ids) {}

  /** A row that ends in the middle of a cut. */
  private static final long INSIDE = 0;

  /** A row that ends a cut. */
  private static final long CUT = 1;

  /** A row that ends a piece of a cut that is torn. */
  private static final long TORN = 2;

  /** So much of a torn cut is taken at once, unless it ends before. */
  private static final int PIECES_AT_ONCE = 2_048;

  private long nextId = 1;
  private long operations;
  private long bytes;
  private int cuts;
  private long torn;
  private long open;
  private boolean openCut;

  private final RecentRows recent = new RecentRows();

  /** Reads how much waits. */
  public void load(StoreView view) {
    nextId = 1;
    operations = 0;
    bytes = 0;
    cuts = 0;
    torn = 0;
    open = 0;
    openCut = false;
    recent.clear();
    view.scan(
        EngineTables.OUTBOX,
        null,
        Integer.MAX_VALUE,
        row -> {
          nextId = row.int64(0) + 1;
          note(row.int64(1), row.int64(2), row.int64(3));
          return true;
        });
  }

  private void note(long end, long more, long moreBytes) {
    operations += more;
    bytes += moreBytes;
    cuts += end == CUT ? 1 : 0;
    torn += end == TORN ? more : 0;
    open = end == CUT ? 0 : open + more;
    openCut = end != CUT;
  }

  /** {@return operations that wait} */
  public long operations() {
    return operations;
  }

  /** {@return whether what waits ends in the middle of a cut} */
  public boolean openCut() {
    return openCut;
  }

  /** {@return operations, taken or not, of a cut that has not ended} */
  public long open() {
    return open;
  }

  /** {@return whether enough waits to be taken} */
  public boolean enough() {
    return cuts > 0
        || torn >= PIECES_AT_ONCE
        || operations >= Limits.CUT_OPERATIONS
        || bytes >= Limits.CUT_BYTES;
  }

  /** Adds operations; {@code cut} = nothing captured was left behind them. */
  public void add(StoreTransaction tx, List<Operation> more, boolean cut) {
    add(tx, more, cut, false);
  }

  /**
   * Adds operations.
   *
   * @param cut whether nothing captured was left behind them
   * @param torn whether the cut they are of is surely too large to be taken whole
   */
  public void add(StoreTransaction tx, List<Operation> more, boolean cut, boolean torn) {
    if (more.isEmpty() && !(cut && openCut)) {
      return;
    }
    List<ValueRow> rows = new ArrayList<>();
    List<List<Operation>> pieces = Payloads.split(more);
    for (int index = 0; index < Math.max(1, pieces.size()); index++) {
      List<Operation> piece = pieces.isEmpty() ? List.of() : pieces.get(index);
      byte[] payload = PayloadCodec.encode(piece);
      boolean last = index >= pieces.size() - 1;
      long end = cut && last ? CUT : torn ? TORN : INSIDE;
      recent.keep(nextId, piece, payload.length);
      rows.add(
          ValueRow.of(
              number(nextId++),
              number(end),
              number(piece.size()),
              number(payload.length),
              bytes(payload)));
      note(end, piece.size(), payload.length);
    }
    tx.write(EngineTables.OUTBOX, Rows.of(rows), MUST_FIT);
  }

  /**
   * Takes everything, whole cuts or not.
   *
   * @param writer whose operations they are
   */
  public List<Operation> takeAll(StoreTransaction tx, OriginLog writer) {
    List<ValueRow> keys = new ArrayList<>();
    List<Operation> all = new ArrayList<>();
    tx.scan(
        EngineTables.OUTBOX,
        null,
        Integer.MAX_VALUE,
        row -> {
          keys.add(ValueRow.of(number(row.int64(0))));
          all.addAll(PayloadCodec.decode(ByteBuffer.wrap(bytes(row, 4)), writer));
          return true;
        });
    tx.delete(EngineTables.OUTBOX, Rows.of(keys), MUST_FIT);
    recent.clear();
    operations = 0;
    bytes = 0;
    cuts = 0;
    torn = 0;
    return all;
  }

  /**
   * Takes whole cuts, about half of what fits when they are small. Without a whole cut in {@code
   * maxOperations} and {@code maxBytes}, a part of one; of one that is torn, the pieces that are
   * there.
   */
  public Taken take(StoreTransaction tx, OriginLog own, int maxOperations, long maxBytes) {
    Walk walk = new Walk(own, recent, maxOperations, maxBytes);
    tx.scan(EngineTables.OUTBOX, null, Integer.MAX_VALUE, walk::row);
    List<Long> ids = walk.usedIds();
    if (ids.isEmpty()) {
      return new Taken(List.of(), false, List.of());
    }
    tx.delete(
        EngineTables.OUTBOX,
        Rows.of(ids.stream().map(id -> ValueRow.of(number(id))).toList()),
        MUST_FIT);
    recent.forget(ids);
    List<Operation> used = walk.used();
    operations -= used.size();
    bytes -= walk.usedBytes();
    cuts -= walk.usedCuts();
    torn -= walk.usedTorn();
    return new Taken(List.copyOf(used), walk.endsCut(), List.copyOf(ids));
  }

  /** Rows from the oldest on, until enough are seen. */
  private static final class Walk {
    private final OriginLog own;
    private final RecentRows recent;
    private final int maxOperations;
    private final long maxBytes;
    private final List<Long> ids = new ArrayList<>();
    private final List<Operation> taken = new ArrayList<>();
    private long size;
    private int cuts;
    private long tornSeen;

    /** Up to the last end that is used. */
    private int rows;

    private int operations;
    private long bytes;
    private long torn;
    private long end = INSIDE;

    Walk(OriginLog own, RecentRows recent, int maxOperations, long maxBytes) {
      this.own = own;
      this.recent = recent;
      this.maxOperations = maxOperations;
      this.maxBytes = maxBytes;
    }

    boolean row(Row row) {
      long kind = row.int64(1);
      if (end != INSIDE && (end == TORN) != (kind == TORN)) {
        // pieces of a torn cut and whole cuts do not go together
        return false;
      }
      ids.add(row.int64(0));
      List<Operation> known = recent.find(row.int64(0));
      taken.addAll(
          known != null ? known : PayloadCodec.decode(ByteBuffer.wrap(bytes(row, 4)), own));
      size += row.int64(3);
      tornSeen += kind == TORN ? row.int64(2) : 0;
      boolean fits = taken.size() <= maxOperations && size <= maxBytes;
      if (kind != INSIDE && (fits || rows == 0)) {
        rows = ids.size();
        operations = taken.size();
        bytes = size;
        torn = tornSeen;
        cuts += kind == CUT ? 1 : 0;
        end = kind;
      }
      boolean enough = rows > 0 && (taken.size() >= maxOperations / 2 || size >= maxBytes / 2);
      return !enough && taken.size() < maxOperations && size < maxBytes;
    }

    /** Without an end, all of a cut that is too large for one; or nothing. */
    private boolean part() {
      return rows == 0 && (taken.size() >= maxOperations || size >= maxBytes);
    }

    List<Long> usedIds() {
      return part() ? ids : ids.subList(0, rows);
    }

    List<Operation> used() {
      return part() ? taken : taken.subList(0, operations);
    }

    long usedBytes() {
      return part() ? size : bytes;
    }

    int usedCuts() {
      return cuts;
    }

    long usedTorn() {
      return torn;
    }

    boolean endsCut() {
      return end == CUT;
    }
  }
}
