/**
 * The sync protocol without I/O: sessions take results and emit requests, for the membership first
 * and then for batches and objects; {@link dev.blazesync.engine.sync.SyncCore} steps one replica
 * and its sessions. Clock, randomness, store and relays are handed in, so the simulator drives the
 * same code as the threaded runner. For one thread.
 */
package dev.blazesync.engine.sync;
