/**
 * The reference record store: a database in memory with typed rows, constraints and capture, that
 * does what the SPI's Javadoc says and nothing else.
 *
 * <p>For tests and simulations: no randomness, no clock but the one handed in, no thread of its
 * own, and nothing it hands out depends on a hash order. A store and its application side are
 * thread-safe; transactions, views and writers belong to one thread. A state is immutable and
 * shared, so beginning, committing, snapshots and {@link
 * dev.blazesync.adapters.tck.memory.MemoryStore#crashCopy} cost next to nothing. It is not for
 * production: nothing is on disk.
 */
package dev.blazesync.adapters.tck.memory;
