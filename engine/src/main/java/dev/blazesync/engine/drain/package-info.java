/**
 * From captured changes to operations: stamps them in captured order on top of what is known of
 * their records, and hands on both the operations, for the outbox, and the changed states, to be
 * placed. Saves nothing. Works in the caller's transaction; not thread-safe.
 */
package dev.blazesync.engine.drain;
