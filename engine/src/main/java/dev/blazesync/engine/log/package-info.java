/**
 * The operation log and the outbox (decision D2): drained operations wait unnumbered; when first
 * offered to a relay they are merged with each other, numbered, hash-chained and sealed, and then
 * kept byte for byte.
 *
 * <p>Works in the caller's transaction; not thread-safe. Does not decide what a batch means to the
 * data.
 */
package dev.blazesync.engine.log;
