package dev.blazesync.adapters.tck.memory;

import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Row;
import dev.blazesync.spi.RowSink;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import java.util.Map;
import java.util.TreeSet;

/** Reads tables of one state or draft. */
record TableReader(Map<String, TableState> tables, Map<String, TableCapture> captures) {
  void read(TableSchema known, KeySchema key, Rows wanted, RowSink sink) {
    TableState table = table(known);
    Shape shape = Shape.of(known, table);
    KeySchema actual = shape.key(key);
    TreeSet<ValueRow> asked = new TreeSet<>(KeyOrder.KEYS);
    for (int index = 0; index < wanted.count(); index++) {
      ValueRow cells = ValueRow.copyOf(wanted.at(index));
      if (cells.size() != key.columns().size()) {
        throw new IllegalArgumentException(
            "a key of "
                + known.name()
                + " has "
                + key.columns().size()
                + " cells, not "
                + cells.size());
      }
      if (cells.values().contains(Value.NULL) || !asked.add(cells)) {
        continue;
      }
      for (ValueRow place : table.find(actual, cells)) {
        ValueRow row = table.rows().get(place);
        if (row != null && !sink.row(shape.outward(row))) {
          return;
        }
      }
    }
  }

  void scan(TableSchema known, @Nullable Row after, int limit, RowSink sink) {
    known.identityKey();
    if (limit <= 0) {
      return;
    }
    TableState table = table(known);
    Shape shape = Shape.of(known, table);
    int[] left = {limit};
    table
        .rows()
        .forEachAfter(
            after == null ? null : ValueRow.copyOf(after),
            (place, row) -> sink.row(shape.outward(row)) && --left[0] > 0);
  }

  long count(TableSchema known) {
    return table(known).rows().size();
  }

  long pending(TableSchema known) {
    TableCapture capture = captures.get(known.name());
    return capture == null ? 0 : capture.records().size();
  }

  private TableState table(TableSchema known) {
    return DatabaseState.existing(tables, known.name());
  }
}
