/**
 * The engine's own tables in the attached database, and what of them is kept in memory: node state,
 * origins and version vector, the group's membership and rules, column dictionary, metadata of
 * touched records, parked and carried records, alarms, and the ledger of decided conflicts.
 *
 * <p>Everything is read and written through the same keyed-row calls as the application's tables,
 * in the caller's transaction. Not thread-safe. Not for deciding: merging and ordering are
 * elsewhere.
 */
package dev.blazesync.engine.books;
