/**
 * Which records are visible under UNIQUE, FOREIGN KEY and local checks (decision D7): a pure
 * function of the merged records, worked out again for what a change can reach and equal to working
 * it out from scratch. Reads through {@link dev.blazesync.engine.visible.Records}, writes nothing,
 * knows no store, clock or log.
 */
package dev.blazesync.engine.visible;
