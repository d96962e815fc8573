/**
 * From captured changes to operations: stamps them in captured order, merges them into this node's
 * own state, and hands them on for the outbox. Works in the caller's transaction; not thread-safe.
 */
package dev.blazesync.engine.drain;
