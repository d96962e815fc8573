package dev.blazesync.engine.books;

import dev.blazesync.spi.Refusal;
import dev.blazesync.spi.RefusalSink;
import dev.blazesync.spi.Row;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueKind;
import dev.blazesync.spi.ValueRow;

/** Short forms for rows of engine tables. */
public final class Cells {
  /**
   * An engine table takes every row the engine writes; a refusal is a fault of the program or the
   * file.
   */
  public static final RefusalSink MUST_FIT = Cells::mustFit;

  private Cells() {}

  public static Value number(long value) {
    return new Value.Int64(value);
  }

  public static Value text(String value) {
    return new Value.Text(value);
  }

  public static Value bytes(byte[] value) {
    return new Value.Bytes(value);
  }

  public static ValueRow key(long id) {
    return ValueRow.of(number(id));
  }

  public static ValueRow key(String name) {
    return ValueRow.of(text(name));
  }

  public static byte[] bytes(Row row, int column) {
    var view = row.bytes(column).duplicate();
    byte[] copy = new byte[view.remaining()];
    view.get(copy);
    return copy;
  }

  public static boolean isNull(Row row, int column) {
    return row.kind(column) == ValueKind.NULL;
  }

  private static void mustFit(int index, Refusal refusal) {
    throw new IllegalStateException(
        "the database refused row "
            + index
            + " of an engine table: "
            + refusal.kind()
            + " "
            + refusal.message());
  }
}
