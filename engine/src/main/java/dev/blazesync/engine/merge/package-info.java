/**
 * Merging as a product of maxima (decision D5): pure functions over immutable states. Knows no
 * store, clock or log.
 */
package dev.blazesync.engine.merge;
