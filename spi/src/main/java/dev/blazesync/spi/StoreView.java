package dev.blazesync.spi;

/**
 * Reads one consistent state of the application's tables and the engine's own, by the same calls.
 * For one thread. Table schemas passed in are those that {@link RecordStore#schema} returned or
 * {@link RecordStore#createTables} was given.
 */
public interface StoreView extends AutoCloseable {
  /**
   * Reads rows by key; any order, absent ones are silent, each matching row once. Key cells compare
   * as values (bit for bit), whatever collation the column has.
   *
   * @param key any declared key of {@code table}; several rows may match one wanted key
   * @param wanted rows of key cells, in key order; a null cell matches nothing
   * @param sink gets all columns of each row, in the order of the table's columns
   */
  void read(TableSchema table, KeySchema key, Rows wanted, RowSink sink);

  /**
   * Reads in the order the database gives the identity key, which does not depend on limits.
   *
   * @param after identity key cells to start behind, whether or not there is such a row (it may be
   *     gone by now); null = from the start
   * @param limit at most so many rows
   */
  void scan(TableSchema table, @Nullable Row after, int limit, RowSink sink);

  /** {@return the number of rows} */
  long count(TableSchema table);

  /**
   * {@return captured changes of the table that are not drained, in entries or records; 0 if and
   * only if there are none}
   */
  long pending(TableSchema table);

  /** Ends the view; a transaction that was not committed leaves no trace. Idempotent. */
  @Override
  void close();
}
