/**
 * The threaded shell around {@link dev.blazesync.engine.sync.SyncCore}: one engine thread a
 * database, one thread a relay, the keys that make a database its device, the lease that keeps a
 * second engine out, and the local socket that answers other processes. Decides nothing about data.
 */
package dev.blazesync.engine.node;
