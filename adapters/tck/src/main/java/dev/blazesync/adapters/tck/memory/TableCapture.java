package dev.blazesync.adapters.tck.memory;

import java.util.BitSet;

/**
 * What is captured of one table, and how. Immutable, the bit set included.
 *
 * @param knownColumns how many columns the table had when capture was set: what a trigger knows
 * @param keepDeleted whether the rows of deleted records are kept
 * @param lost the table was rebuilt and its triggers are gone: nothing is captured until capture is
 *     set again
 */
record TableCapture(
    int knownColumns,
    BitSet deltaColumns,
    boolean keepDeleted,
    boolean lost,
    SortedTree<RecordCapture> records) {
  /** A mask has 63 bits: beyond that every change is one of all columns. */
  static final int MAX_MASK_COLUMNS = 63;

  TableCapture with(SortedTree<RecordCapture> changed) {
    return new TableCapture(knownColumns, deltaColumns, keepDeleted, lost, changed);
  }

  TableCapture losing() {
    return new TableCapture(knownColumns, deltaColumns, keepDeleted, true, records);
  }
}
