package dev.blazesync.spi;

import java.util.BitSet;

/**
 * What capture knows of one change to one record since the last drain. A record may have several,
 * with different columns and times; the row as it is now is handed over beside it.
 *
 * @param table schema as it is now
 * @param changed indexes of the columns that may have changed; null = all (no mask, more than 63
 *     columns, or an insert). Columns added after the trigger was made always count. Empty = none
 *     did: the record may only have vanished
 * @param created the record surely did not exist when this capture of it began
 * @param removedBetween the record was surely deleted at least once since the last drain; what is
 *     there now, if anything, came after
 * @param wallMillis when, in milliseconds since 1970 by the writer's clock: the latest such change
 * @param deltas accumulated change of each delta column, in the order of {@link
 *     CaptureSpec#deltaColumns}; null when not asked for
 */
public record CapturedChange(
    TableSchema table,
    @Nullable BitSet changed,
    boolean created,
    boolean removedBetween,
    long wallMillis,
    @Nullable Row deltas) {}
