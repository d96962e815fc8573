package dev.blazesync.adapters.tck.memory;

import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Row;
import dev.blazesync.spi.RowSink;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueKind;
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

  void claims(TableSchema known, KeySchema key, Rows rows, RowSink sink) {
    TableState table = table(known);
    Shape shape = Shape.of(known, table);
    KeySchema actual = unique(table, shape.key(key));
    for (int index = 0; index < rows.count(); index++) {
      ValueRow row = shape.inward(rows.at(index), null);
      ValueRow claim = fits(table, row) ? table.claim(actual, row) : null;
      if (!sink.row(claim == null ? ValueRow.of() : claim)) {
        return;
      }
    }
  }

  void claimants(TableSchema known, KeySchema key, Rows claims, RowSink sink) {
    TableState table = table(known);
    Shape shape = Shape.of(known, table);
    KeySchema actual = unique(table, shape.key(key));
    TreeSet<ValueRow> asked = new TreeSet<>(KeyOrder.KEYS);
    for (int index = 0; index < claims.count(); index++) {
      ValueRow claim = ValueRow.copyOf(claims.at(index));
      if (claim.size() == 0 || !asked.add(claim)) {
        continue;
      }
      for (ValueRow place : table.holders(actual, claim)) {
        ValueRow row = table.rows().get(place);
        if (row != null && !sink.row(shape.outward(row))) {
          return;
        }
      }
    }
  }

  private static KeySchema unique(TableState table, KeySchema key) {
    if (key.kind() == KeySchema.Kind.FOREIGN) {
      throw new IllegalArgumentException("a foreign key makes no claims");
    }
    if (!table.schema().keys().contains(key)) {
      throw new ConfigurationException(
          "table " + table.schema().name() + " has no such key (any more); read its schema again");
    }
    return key;
  }

  private static boolean fits(TableState table, ValueRow row) {
    for (int column = 0; column < row.size(); column++) {
      ValueKind kind = row.kind(column);
      if (kind != ValueKind.NULL && kind != table.schema().columns().get(column).kind()) {
        return false;
      }
    }
    return true;
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
