package dev.blazesync.spi;

/**
 * Reads, writes and forgets captured changes: all or nothing. What it writes is not captured and
 * fires no trigger of the application. For one thread. It holds locks that the application waits
 * for, so it is short.
 *
 * <p>Every call may throw {@link BusyException} when the application holds what it needs: then
 * close it and begin again.
 */
public interface StoreTransaction extends StoreView {
  /**
   * Removes captured changes and hands them over, each with the row as it is in this same view; all
   * changes of one record one after the other. Nothing is lost if the transaction does not commit.
   *
   * @return true when nothing captured is left in this view: what was drained since the last true
   *     is a union of whole transactions of the application (a cut)
   */
  boolean drain(DrainScope scope, CaptureSink sink);

  /**
   * Inserts each row, or overwrites the row of the same identity key. A row that violates a
   * constraint leaves no trace, is told to {@code refused}, and the others go on. Cells of another
   * kind than the column's are converted where {@code docs/protocol.md} says that nothing is lost,
   * else refused as TYPE. Generated columns are skipped. Rows are taken one after the other, each
   * seeing what those before it did. A row that is overwritten is not deleted: nothing happens to
   * those that refer to it. A foreign key that is declared deferred is not checked here but at
   * commit.
   *
   * @param rows cells in the order of the table's columns
   */
  void write(TableSchema table, Rows rows, RefusalSink refused);

  /**
   * Deletes the rows of these identity keys; absent ones are silent. A row that others refer to is
   * refused as FOREIGN_KEY, unless the database itself deletes or changes those (ON DELETE): the
   * engine sees to them first.
   */
  void delete(TableSchema table, Rows keys, RefusalSink refused);

  /**
   * Captures every row of a table that is captured, as if it had just been inserted; rows that have
   * captured changes already keep them.
   */
  void captureAll(TableSchema table);

  /**
   * {@return a generated key the database has not used and will not hand out itself}
   *
   * @throws ConfigurationException without {@link StoreCapability#GENERATED_KEYS}
   */
  long allocateKey(TableSchema table);

  /**
   * Makes it all durable, as durable as the application's own commits are (or a little later:
   * {@link RecordStore#beginRelaxed}); the transaction can only be closed afterwards.
   *
   * @throws BusyException if it could not, and nothing was done
   * @throws RefusedException if a deferred foreign key does not hold, and nothing was done
   */
  void commit();
}
