package dev.blazesync.adapters.tck;

import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;

/**
 * A transaction of the application: another writer that knows nothing of the store. Failing
 * statements and lock conflicts throw any {@link RuntimeException}. For one thread.
 */
public interface ApplicationTransaction extends AutoCloseable {
  /** INSERT of a whole row. */
  void insert(TableSchema table, ValueRow row);

  /**
   * INSERT into a table whose key the database hands out.
   *
   * @param row cells of all columns; the key's is not to be looked at
   * @return the key
   */
  long insertGenerated(TableSchema table, ValueRow row);

  /**
   * UPDATE of one column of one row: no other column may be named in the statement.
   *
   * @param key identity key cells, in key order
   * @param column index of the column
   */
  void update(TableSchema table, ValueRow key, int column, Value value);

  /**
   * DELETE of one row.
   *
   * @param key identity key cells, in key order
   */
  void delete(TableSchema table, ValueRow key);

  void commit();

  /** Rolls back what was not committed. Idempotent. */
  @Override
  void close();
}
