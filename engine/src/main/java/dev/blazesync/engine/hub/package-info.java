/**
 * The hub: a store of memberships, sealed batches and objects by group ({@link
 * dev.blazesync.engine.hub.HubLog}), in SQLite on disk or in memory, and the server that offers it
 * over sockets and proves by its key that it is that hub. It checks signature, membership and
 * sequence of everything it takes, and serves members ({@link
 * dev.blazesync.engine.hub.DeviceAccess}).
 *
 * <p>Threading: a {@link dev.blazesync.engine.hub.HubLog} is thread-safe; one thread writes, and
 * many writes share a transaction. Not for anything that needs to read what batches carry: the hub
 * cannot.
 */
package dev.blazesync.engine.hub;
