package dev.blazesync.engine.log;

import static dev.blazesync.engine.books.Cells.MUST_FIT;
import static dev.blazesync.engine.books.Cells.bytes;
import static dev.blazesync.engine.books.Cells.number;

import dev.blazesync.engine.books.EngineTables;
import dev.blazesync.engine.codec.PayloadCodec;
import dev.blazesync.engine.operation.Operation;
import dev.blazesync.spi.OriginLog;
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

  private long nextId = 1;
  private long operations;
  private boolean openCut;

  /** Reads how much waits. */
  public void load(StoreView view) {
    nextId = 1;
    operations = 0;
    openCut = false;
    view.scan(
        EngineTables.OUTBOX,
        null,
        Integer.MAX_VALUE,
        row -> {
          nextId = row.int64(0) + 1;
          operations += row.int64(2);
          openCut = row.int64(1) == 0;
          return true;
        });
  }

  /** {@return operations that wait} */
  public long operations() {
    return operations;
  }

  /** {@return whether what waits ends in the middle of a cut} */
  public boolean openCut() {
    return openCut;
  }

  /** Adds operations; {@code cut} = nothing captured was left behind them. */
  public void add(StoreTransaction tx, List<Operation> more, boolean cut) {
    if (more.isEmpty() && !(cut && openCut)) {
      return;
    }
    List<ValueRow> rows = new ArrayList<>();
    List<List<Operation>> pieces = Payloads.split(more);
    for (int index = 0; index < Math.max(1, pieces.size()); index++) {
      List<Operation> piece = pieces.isEmpty() ? List.of() : pieces.get(index);
      byte[] payload = PayloadCodec.encode(piece);
      boolean ends = cut && index >= pieces.size() - 1;
      rows.add(
          ValueRow.of(
              number(nextId++),
              number(ends ? 1 : 0),
              number(piece.size()),
              number(payload.length),
              bytes(payload)));
    }
    tx.write(EngineTables.OUTBOX, Rows.of(rows), MUST_FIT);
    operations += more.size();
    openCut = !cut;
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
    operations = 0;
    return all;
  }

  /**
   * Takes whole cuts, about half of what fits when they are small. Without a whole cut in {@code
   * maxOperations} and {@code maxBytes}, a part of one.
   */
  public Taken take(StoreTransaction tx, OriginLog own, int maxOperations, long maxBytes) {
    List<Long> ids = new ArrayList<>();
    List<Operation> taken = new ArrayList<>();
    int[] wholeRows = {0};
    int[] wholeOperations = {0};
    long[] size = {0};
    tx.scan(
        EngineTables.OUTBOX,
        null,
        Integer.MAX_VALUE,
        row -> {
          ids.add(row.int64(0));
          taken.addAll(PayloadCodec.decode(ByteBuffer.wrap(bytes(row, 4)), own));
          size[0] += row.int64(3);
          boolean fits = taken.size() <= maxOperations && size[0] <= maxBytes;
          if (row.int64(1) != 0 && (fits || wholeRows[0] == 0)) {
            wholeRows[0] = ids.size();
            wholeOperations[0] = taken.size();
          }
          boolean enough =
              wholeRows[0] > 0 && (taken.size() >= maxOperations / 2 || size[0] >= maxBytes / 2);
          return !enough && taken.size() < maxOperations && size[0] < maxBytes;
        });
    boolean cut = wholeRows[0] > 0;
    List<Long> usedIds = cut ? ids.subList(0, wholeRows[0]) : ids;
    List<Operation> used = cut ? taken.subList(0, wholeOperations[0]) : taken;
    boolean tooLargeForOneCut = taken.size() >= maxOperations || size[0] >= maxBytes;
    if (!cut && !tooLargeForOneCut) {
      return new Taken(List.of(), false, List.of());
    }
    tx.delete(
        EngineTables.OUTBOX,
        Rows.of(usedIds.stream().map(id -> ValueRow.of(number(id))).toList()),
        MUST_FIT);
    operations -= used.size();
    return new Taken(List.copyOf(used), cut, List.copyOf(usedIds));
  }
}
