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
   * @param wanted rows of key cells, in order of the key's columns; a null cell matches nothing
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

  /**
   * Says what a unique index holds, or would hold, of each of these rows: its <em>claim</em>. Two
   * claims of one key are equal, cell by cell by {@link Value#equals}, if and only if the index
   * takes the rows for equal, so that one keeps the other out: what the column's type, collation
   * and the index's expressions make of the cells is in it. The cells are not those of the key's
   * columns, nor need they be of the columns' kinds, and they mean nothing beyond this database
   * while its schema stands. It does not matter which rows the table holds; nothing is written.
   *
   * <p>A row that the index lets be, because a NULL is distinct there or the predicate is not true,
   * has an empty claim (size 0), and so has a row with a cell that its column cannot hold. A row
   * that the table would refuse for another reason may have any claim.
   *
   * <p>Only keys that {@code schema()} lists are evaluated. A store lists no unique key it cannot
   * evaluate (a function or a collation that only the application has) and reports a {@link
   * Finding} instead; of such an index the engine learns when {@link StoreTransaction#write}
   * refuses a row as UNIQUE, and parks that row.
   *
   * @param key PRIMARY or UNIQUE, as the schema lists it
   * @param rows cells of all columns, in order of the table's columns, as they would be written;
   *     those of generated columns are not looked at
   * @param sink gets one claim per row, in order
   * @throws IllegalArgumentException if the key is FOREIGN
   * @throws ConfigurationException if the table has no such key (any more)
   */
  void claims(TableSchema table, KeySchema key, Rows rows, RowSink sink);

  /**
   * Finds the rows of the table that the index holds under these claims; any order, each once. What
   * {@link #claims} says of keys goes here too.
   *
   * @param claims as {@link #claims} gave them for this key; an empty one finds nothing
   * @param sink gets all columns of each row, in the order of the table's columns
   */
  void claimants(TableSchema table, KeySchema key, Rows claims, RowSink sink);

  /** Ends the view; a transaction that was not committed leaves no trace. Idempotent. */
  @Override
  void close();
}
