/**
 * Merging as a product of joins (decision D5): pure functions over immutable states. Columns are
 * joined by their policies, births and deaths by the table's rules; what a conflict was is told
 * apart from what came of it. Also how a node's own writes are stamped. Knows no store, clock or
 * log.
 */
package dev.blazesync.engine.merge;
