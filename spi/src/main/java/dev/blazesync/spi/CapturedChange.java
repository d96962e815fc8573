package dev.blazesync.spi;

import java.util.BitSet;

/**
 * What capture knows of one change to one record since the last drain. A record may have several,
 * with different columns and times; the row as it is now is handed over beside it. {@code created}
 * and {@code removedBetween} are said of the record: one of its entries that has it is enough, the
 * others need not repeat it.
 *
 * @param table schema as it is now
 * @param changed indexes of the columns that may have changed; null = all (no mask, more than 63
 *     columns, or an insert). Columns added after the trigger was made always count. Empty = none
 *     did: the record may only have vanished
 * @param created the record surely did not exist when this capture of it began
 * @param removedBetween the record was surely deleted at least once since the last drain; what is
 *     there now, if anything, came after
 * @param wallMillis when, in milliseconds since 1970 by the writer's clock: the latest such change
 * @param deltas accumulated new minus old of the updates of each delta column, in the order of
 *     {@link CaptureSpec#deltaColumns}; over the record's entries they add up, NULL counting as 0.
 *     Null when not asked for, or none was updated. What an insert or delete adds is undefined
 */
public record CapturedChange(
    TableSchema table,
    @Nullable BitSet changed,
    boolean created,
    boolean removedBetween,
    long wallMillis,
    @Nullable Row deltas) {}
