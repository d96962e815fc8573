package dev.blazesync;

import dev.blazesync.spi.OriginLog;

/**
 * One batch of the operation log.
 *
 * @param newestMillis newest timestamp inside, milliseconds since 1970; 0 = none
 * @param bytes of the sealed batch
 */
public record LogEntry(
    OriginLog origin, long sequence, long newestMillis, long operations, long bytes) {}
