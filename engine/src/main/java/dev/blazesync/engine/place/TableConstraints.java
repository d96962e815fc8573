package dev.blazesync.engine.place;

import dev.blazesync.engine.books.TableBook.SyncedTable;
import dev.blazesync.spi.KeySchema;
import java.util.BitSet;
import java.util.List;

/**
 * What one table's rows have to hold besides their own checks.
 *
 * @param number of the table, in the order of the tables' names
 * @param unique unique keys besides the identity; a claim names one by its place here
 * @param references foreign keys to tables that take part
 * @param contested columns of the unique keys; their latest stamp ranks a record
 */
record TableConstraints(
    int number,
    SyncedTable table,
    List<KeySchema> unique,
    List<ForeignKey> references,
    BitSet contested) {

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
