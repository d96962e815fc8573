package dev.blazesync.adapters.tck.memory;

import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Row;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import java.util.ArrayList;
import java.util.List;

/**
 * How the columns a caller knows lie in the table as it is now: the application may have changed it
 * since the caller read its schema.
 *
 * @param places index in the table of each column the caller knows; null = the same columns
 */
record Shape(TableState table, @Nullable List<Integer> places) {
  static Shape of(TableSchema known, TableState table) {
    List<ColumnSchema> columns = table.schema().columns();
    List<Integer> places = new ArrayList<>(known.columns().size());
    boolean same = columns.size() == known.columns().size();
    for (int index = 0; index < known.columns().size(); index++) {
      int place = table.schema().column(known.columns().get(index).name());
      if (place < 0) {
        throw new ConfigurationException(
            "table "
                + known.name()
                + " has no column "
                + known.columns().get(index).name()
                + " any more; read its schema again");
      }
      same &= place == index;
      places.add(place);
    }
    return new Shape(table, same ? null : places);
  }

  KeySchema key(KeySchema known) {
    if (places == null) {
      return known;
    }
    List<Integer> columns = known.columns().stream().map(places::get).toList();
    return new KeySchema(
        known.name(), known.kind(), columns, known.reference(), known.predicate(), known.terms());
  }

  /** {@return a row of the table with the columns the caller knows} */
  ValueRow outward(ValueRow row) {
    if (places == null) {
      return row;
    }
    return ValueRow.of(places.stream().map(row::value).toList());
  }

  /**
   * {@return a caller's row as one of the table; columns it does not know keep their cells}
   *
   * @param existing null = there is none, such columns become NULL
   */
  ValueRow inward(Row row, @Nullable ValueRow existing) {
    if (places == null) {
      return ValueRow.copyOf(row);
    }
    List<Value> cells = new ArrayList<>();
    for (int column = 0; column < table.schema().columns().size(); column++) {
      int known = places.indexOf(column);
      if (known >= 0) {
        cells.add(row.value(known));
      } else {
        cells.add(existing == null ? Value.NULL : existing.value(column));
      }
    }
    return ValueRow.of(cells);
  }
}
