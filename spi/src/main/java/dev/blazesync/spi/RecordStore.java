package dev.blazesync.spi;

import java.nio.file.Path;
import java.util.List;

/**
 * One attached database. Thread-safe but for the objects it hands out. It does not decide, merge,
 * log or retry: it captures what writers do, reads, and writes what it is told.
 *
 * <p>Everything it adds to the database is named {@code blazesync_...}.
 */
public interface RecordStore extends AutoCloseable {
  /**
   * {@return the database's file on this machine, by an absolute path, however it was opened; null
   * = it has none, or nobody can tell}
   */
  default @Nullable Path file() {
    return null;
  }

  /** Reads the schema as it is now. */
  DatabaseSchema schema();

  /**
   * Creates the tables that do not exist: the engine's own, and the application's in a new database
   * (by their original DDL if it is of this dialect, else from columns and keys). Tables that exist
   * are left alone. All or nothing where the database allows it.
   *
   * @param extras statements to run afterwards, for a new database of the same dialect
   * @throws ConfigurationException naming the table that cannot be made, and why
   */
  void createTables(List<TableSchema> tables, List<String> extras);

  /**
   * Makes capture be exactly this: tables that are not wanted any more lose their triggers and what
   * was captured of them. Rows that are there already do not count as changed. Idempotent and cheap
   * when nothing is to do. A table that lost its triggers (rebuilt by a migration) gets new ones,
   * and all its rows count as changed, not as created. Captured changes of a table that gained
   * columns are kept and count those too; where its columns moved otherwise, all columns count.
   *
   * @throws ConfigurationException for a table that cannot be captured, by name; the others are
   */
  void capture(List<CaptureSpec> wanted);

  /**
   * Begins a transaction; waits at most the lock wait of {@link StoreOptions} for the application.
   *
   * @throws BusyException when the application holds the lock longer
   */
  StoreTransaction begin();

  /**
   * Begins a transaction whose commit need not wait for the disk: for what can be had again. If the
   * computer fails (not the program), it may be undone, together with all that were committed after
   * it and none before it. The next commit of one that {@link #begin} began makes it durable.
   *
   * @throws BusyException when the application holds the lock longer
   */
  default StoreTransaction beginRelaxed() {
    return begin();
  }

  /** A consistent view that does not see later commits. */
  StoreView snapshot();

  /**
   * Runs {@code wake} soon after the database may have changed, on a thread of the store's (or of
   * the writer's, after its commit): whatever was committed before can be drained by then. One that
   * throws harms neither the writer nor other registrations, and is called again. Spurious calls
   * are fine, lost ones are not (without {@link StoreCapability#WAKES_FOR_OTHER_PROCESSES}: for
   * this process's commits).
   *
   * @return closing it ends the calls
   */
  AutoCloseable onChange(Runnable wake);

  /**
   * Removes every trace: triggers, captured changes, all tables named {@code blazesync_...}. The
   * database's catalogue is then exactly as it was; rows stay. The store can be used on.
   */
  void detach();

  /** Idempotent. Transactions and views must be closed before; wake-ups end. */
  @Override
  void close();
}
