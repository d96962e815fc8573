/**
 * The record store for SQLite databases: finds the application's tables, captures what any writer
 * of the file does to them by plain SQL triggers, and reads and writes rows by key.
 *
 * <p>Capture is a dirty set. Each captured table has a shadow table {@code blazesync_dirty_n} of
 * record key and column mask, which triggers upsert into; values are read when it is drained. While
 * the engine writes, a row in {@code blazesync_guard} silences the triggers: SQLite has one writer,
 * so nobody else ever sees that row. Where it writes many rows at once they are dropped and made
 * again, in the same transaction. {@code blazesync_capture} says which table has which number.
 *
 * <p>A store may be used by many threads; its transactions and views by one each. Transactions of
 * one store follow each other. It never changes the journal mode or another lasting setting of a
 * database that is there (one that it makes gets a write-ahead log), and never opens the database
 * file through Java I/O: closing it would drop SQLite's locks.
 */
package dev.blazesync.adapters.sqlite;
