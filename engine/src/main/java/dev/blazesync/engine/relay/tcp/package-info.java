/**
 * A node's way to a hub over a socket: {@code tcp://host:port?key=...} and {@code
 * unix:///path.sock?key=...}.
 *
 * <p>Calls block and are made by one thread at a time; wake-ups run on an event loop that all
 * relays of the process share, and must not block. Not for retrying: the engine knows when.
 */
package dev.blazesync.engine.relay.tcp;
