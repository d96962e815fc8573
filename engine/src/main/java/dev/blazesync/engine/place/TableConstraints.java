package dev.blazesync.engine.place;

import dev.blazesync.engine.books.SyncedTable;
import dev.blazesync.engine.rules.YieldingKey;
import dev.blazesync.spi.KeySchema;
import java.util.BitSet;
import java.util.List;

/**
 * What one table's rows have to hold besides their own checks; or what the values of one of its
 * keys have to, where they give way without their rows ({@link Yielding}).
 *
 * @param number of the table, in the order of the tables' names; values come after all tables
 * @param name of the table or the values
 * @param unique unique keys besides the identity; a claim names one by its place here
 * @param references foreign keys to tables that take part
 * @param contested columns of the unique keys; their latest stamp ranks a record
 * @param values of the table's keys that give way without their rows
 */
record TableConstraints(
    int number,
    String name,
    SyncedTable table,
    List<KeySchema> unique,
    List<ForeignKey> references,
    BitSet contested,
    List<TableConstraints> values) {

  /** {@return name of the column that shows NULL while the values here are parked} */
  String yielding() {
    int column = YieldingKey.yielding(table.schema(), unique.get(0));
    return table.schema().columns().get(column).name();
  }

  /** What a foreign key to the parent's identity has for {@link ForeignKey#parentKey}. */
  static final int IDENTITY = -1;

  /**
   * A foreign key.
   *
   * @param number among the table's foreign keys
   * @param columns of the child, in the order of the parent's key
   * @param parent number of the parent's table
   * @param parentKey {@link #IDENTITY}, or which unique key of the parent
   * @param setNull whether the columns count as NULL once the parent is dead
   */
  record ForeignKey(
      int number,
      KeySchema key,
      List<Integer> columns,
      int parent,
      int parentKey,
      boolean setNull) {}
}
