package dev.blazesync.engine.place;

import dev.blazesync.engine.books.SyncedTable;
import dev.blazesync.engine.merge.RecordState;
import dev.blazesync.engine.merge.Registers;
import dev.blazesync.engine.operation.PortableKey;
import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import dev.blazesync.spi.Version;
import java.util.List;
import java.util.Set;

/** The row that shows a merged state. Pure. */
final class RowMaker {
  private RowMaker() {}

  /**
   * {@return the row of an alive record}
   *
   * @param key portable
   * @param before the row that is there now, whose cells stay where the state says nothing
   * @param hidden columns that are to show NULL
   */
  static ValueRow row(
      SyncedTable table,
      List<Value> key,
      RecordState state,
      @Nullable ValueRow before,
      Set<String> hidden) {
    Registers registers = state.registers();
    if (before != null && hidden.isEmpty() && table.holdsAll(registers)) {
      return over(table, before, registers);
    }
    TableSchema schema = table.schema();
    List<Value> local = PortableKey.toLocal(schema, key);
    List<Integer> keyColumns = schema.identityKey().columns();
    Value[] cells = new Value[schema.columns().size()];
    for (int index = 0; index < cells.length; index++) {
      ColumnSchema column = schema.columns().get(index);
      int keyCell = keyColumns.indexOf(index);
      Version register = keyCell >= 0 ? null : registers.get(column.name());
      if (keyCell >= 0) {
        cells[index] = before != null ? before.value(index) : local.get(keyCell);
      } else if (!hidden.isEmpty() && hidden.contains(column.name())) {
        cells[index] = Value.NULL;
      } else if (register != null) {
        cells[index] = register.value();
      } else if (before != null) {
        cells[index] = before.value(index);
      } else {
        cells[index] = column.generated() ? Value.NULL : ConstantDefault.of(column);
      }
    }
    return ValueRow.of(cells);
  }

  /**
   * What a row shows of registers of all its columns: key and generated cells stay.
   *
   * @return {@code before} itself if it shows them
   */
  private static ValueRow over(SyncedTable table, ValueRow before, Registers registers) {
    Value @Nullable [] cells = null;
    for (int place = 0; place < registers.size(); place++) {
      int cell = table.cell(place);
      Value value = registers.at(place).value();
      if (!value.equals(before.value(cell))) {
        cells = cells == null ? before.values().toArray(Value[]::new) : cells;
        cells[cell] = value;
      }
    }
    return cells == null ? before : ValueRow.of(cells);
  }
}
