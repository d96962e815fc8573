package dev.blazesync.adapters.tck;

import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.RecordStore;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import org.junit.jupiter.api.Assumptions;

/**
 * One database, empty at first, as the author of an adapter hands it to the kit: how a store is
 * opened on it, and how an application works on it beside the store, through its own connections.
 *
 * <p>What a database does not have is told by {@link Assumptions#abort}: the rule then counts as
 * skipped, not as kept. All calls come from one thread.
 */
public interface DatabaseUnderTest extends AutoCloseable {
  /**
   * Opens a store on this database. Its lock wait should be short (50 ms), for the kit provokes
   * lock conflicts.
   */
  RecordStore open();

  /**
   * Loses {@code running} as a killed process would, its open transaction included, and opens
   * another store on the same database.
   */
  RecordStore crash(RecordStore running);

  /**
   * Begins a transaction of the application, on a connection of its own that waits only shortly for
   * locks.
   */
  ApplicationTransaction begin();

  /** The application adds a nullable column without default at the end of a table. */
  void addColumn(TableSchema table, ColumnSchema column);

  /**
   * The application rebuilds a table as migrations do (create another, copy, drop, rename), all
   * triggers on it being lost.
   */
  void rebuildTable(TableSchema table);

  /**
   * The application creates a table with a CHECK.
   *
   * @param column index of the INT64 column that may not hold {@code forbidden}
   */
  void createTableWithCheck(TableSchema table, int column, long forbidden);

  /**
   * The application creates a table with one more unique key of this form. What the database does
   * not have is aborted, as by default all is.
   *
   * @param table has the columns that {@link UniqueForm} speaks of, and no unique key but its
   *     primary key
   */
  default void createUnique(TableSchema table, UniqueForm form) {
    Assumptions.abort("the database has no unique keys of form " + form);
  }

  /**
   * The application gives {@code table} a trigger of its own: each row inserted, updated or deleted
   * inserts a row into {@code audit}, whose key the database hands out.
   */
  void createAuditTrigger(TableSchema table, TableSchema audit);

  /**
   * {@return everything the database's catalogue holds (tables, indexes, triggers, views, settings
   * kept in it) as text, in a stable order}
   */
  String catalogue();

  /** {@return the clock by which captured changes of the application are dated, in milliseconds} */
  default long writerMillis() {
    return System.currentTimeMillis();
  }

  /** Lets the writers' clock go on by at least {@code millis}. */
  default void passTime(long millis) {
    long until = writerMillis() + millis;
    while (writerMillis() < until) {
      Thread.onSpinWait();
    }
  }

  /** {@return how long a wake-up may take before it counts as lost, in milliseconds} */
  default long wakePatienceMillis() {
    return 20_000;
  }

  /**
   * {@return what reading gives after {@code value} was written into {@code column}; null = the
   * store refuses it as TYPE} Override it only for what {@code docs/protocol.md} says of the
   * database, for example that SQLite has no negative zero.
   */
  default @Nullable Value stored(ColumnSchema column, Value value) {
    return value;
  }

  /** Removes the database and everything of it. */
  @Override
  void close();
}
