package dev.blazesync.engine.books;

import static dev.blazesync.engine.books.Cells.MUST_FIT;
import static dev.blazesync.engine.books.Cells.bytes;
import static dev.blazesync.engine.books.Cells.number;
import static dev.blazesync.engine.books.Cells.text;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.codec.KeyCodec;
import dev.blazesync.engine.codec.ValueCodec;
import dev.blazesync.engine.codec.WireReader;
import dev.blazesync.engine.codec.WireWriter;
import dev.blazesync.engine.merge.Conflict;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Row;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.StoreView;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The ledger of decided conflicts: bounded, the oldest go first. */
public final class ConflictBook {
  /**
   * A conflict to enter.
   *
   * @param keepValues whether values are written down too
   */
  public record Entered(RecordName name, Conflict conflict, String policy, boolean keepValues) {}

  /**
   * What can be put back.
   *
   * @param column null = the whole record
   * @param values what lost, by column; empty = a delete; null = it was not kept
   */
  public record Lost(
      RecordName name, @Nullable String column, @Nullable Map<String, Value> values) {}

  private static final int LOST = 13;
  private static final int RESTORED = 14;
  private static final int SHOWN_CHARACTERS = 200;

  private long first = 1;
  private long next = 1;

  void load(StoreView view) {
    first = 1;
    next = 1;
    boolean[] any = {false};
    view.scan(
        EngineTables.CONFLICT,
        null,
        Integer.MAX_VALUE,
        row -> {
          first = any[0] ? first : row.int64(0);
          any[0] = true;
          next = row.int64(0) + 1;
          return true;
        });
  }

  /** {@return the number that the next conflict gets} */
  public long next() {
    return next;
  }

  /** Writes conflicts down. */
  public void enter(StoreTransaction tx, List<Entered> conflicts, long nowMillis) {
    List<ValueRow> rows = new ArrayList<>();
    for (Entered entered : conflicts) {
      rows.add(row(next++, entered, nowMillis));
    }
    if (rows.isEmpty()) {
      return;
    }
    tx.write(EngineTables.CONFLICT, Rows.of(rows), MUST_FIT);
    List<ValueRow> old = new ArrayList<>();
    while (next - first > Limits.CONFLICTS) {
      old.add(Cells.key(first++));
    }
    tx.delete(EngineTables.CONFLICT, Rows.of(old), MUST_FIT);
  }

  private static ValueRow row(long id, Entered entered, long nowMillis) {
    Conflict conflict = entered.conflict();
    boolean values = entered.keepValues();
    Value winner = conflict.winner();
    return ValueRow.of(
        number(id),
        number(nowMillis),
        text(entered.name().table()),
        bytes(KeyCodec.encode(entered.name().key())),
        text(ParkedBook.label(entered.name().key())),
        conflict.column() == null ? Value.NULL : text(conflict.column()),
        text(entered.policy()),
        !values || winner == null ? Value.NULL : text(shown(winner)),
        bytes(conflict.winnerTime().writer().origin().toBytes()),
        number(conflict.winnerTime().millis()),
        values ? text(shown(conflict)) : Value.NULL,
        bytes(conflict.loserTime().writer().origin().toBytes()),
        number(conflict.loserTime().millis()),
        values ? bytes(encode(conflict.loser())) : Value.NULL,
        number(0));
  }

  private static String shown(Conflict conflict) {
    if (conflict.loser().isEmpty()) {
      return "(deleted)";
    }
    if (conflict.column() != null) {
      return shown(conflict.loser().getOrDefault(conflict.column(), Value.NULL));
    }
    List<String> cells = new ArrayList<>();
    new TreeMap<>(conflict.loser())
        .forEach((column, value) -> cells.add(column + "=" + shown(value)));
    return String.join(", ", cells);
  }

  private static String shown(Value value) {
    String text = value.equals(Value.NULL) ? "NULL" : ParkedBook.label(List.of(value));
    return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "...";
  }

  private static byte[] encode(Map<String, Value> values) {
    WireWriter out = new WireWriter();
    new TreeMap<>(values)
        .forEach(
            (column, value) -> {
              out.name(column);
              ValueCodec.write(out, value);
            });
    return out.toBytes();
  }

  /** {@return what lost conflict {@code id}; null if it is not kept (any more)} */
  public @Nullable Lost lost(StoreView view, long id) {
    Lost[] found = new Lost[1];
    view.read(
        EngineTables.CONFLICT,
        EngineTables.CONFLICT.identityKey(),
        Rows.of(Cells.key(id)),
        row -> {
          found[0] =
              new Lost(
                  new RecordName(row.text(2), KeyCodec.decode(bytes(row, 3))),
                  Cells.isNull(row, 5) ? null : row.text(5),
                  Cells.isNull(row, LOST) ? null : decode(bytes(row, LOST)));
          return true;
        });
    return found[0];
  }

  private static Map<String, Value> decode(byte[] content) {
    Map<String, Value> values = new TreeMap<>();
    WireReader in = new WireReader(content, "what lost a conflict");
    while (in.remaining() > 0) {
      String column = in.name();
      values.put(column, ValueCodec.read(in));
    }
    return values;
  }

  /** Notes that what lost was put back. */
  public void restored(StoreTransaction tx, long id) {
    List<ValueRow> rows = new ArrayList<>();
    tx.read(
        EngineTables.CONFLICT,
        EngineTables.CONFLICT.identityKey(),
        Rows.of(Cells.key(id)),
        row -> {
          rows.add(noted(row));
          return true;
        });
    tx.write(EngineTables.CONFLICT, Rows.of(rows), MUST_FIT);
  }

  private static ValueRow noted(Row row) {
    List<Value> cells = new ArrayList<>(ValueRow.copyOf(row).values());
    cells.set(RESTORED, number(1));
    return ValueRow.of(cells);
  }
}
