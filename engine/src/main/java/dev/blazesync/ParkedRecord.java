package dev.blazesync;

import dev.blazesync.spi.Nullable;

/**
 * A record that cannot be in its table now: kept whole, retried by itself.
 *
 * @param key its key, for a person
 * @param reason which constraint or lack keeps it out
 * @param constraint declared name, when known
 * @param sinceMillis milliseconds since 1970
 */
public record ParkedRecord(
    String table, String key, String reason, @Nullable String constraint, long sinceMillis) {}
