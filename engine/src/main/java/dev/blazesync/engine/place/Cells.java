package dev.blazesync.engine.place;

import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueKind;
import dev.blazesync.spi.ValueRow;
import java.util.ArrayList;
import java.util.List;

/** Cells that refer, or are referred to: with a NULL among them they are neither. */
final class Cells {
  private Cells() {}

  /**
   * {@return the cells of some columns, in their order; null if there is no row, or one is NULL}
   */
  static @Nullable List<Value> of(@Nullable ValueRow row, List<Integer> columns) {
    if (row == null) {
      return null;
    }
    List<Value> cells = new ArrayList<>(columns.size());
    for (int column : columns) {
      if (column < 0 || row.kind(column) == ValueKind.NULL) {
        return null;
      }
      cells.add(row.value(column));
    }
    return cells;
  }
}
