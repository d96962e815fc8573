package dev.blazesync.spi;

import java.util.BitSet;

/**
 * What capture knows of one change to one record since the last drain. A record may have several,
 * with different columns and times; the row as it is now is handed over beside it. {@code created},
 * {@code removedBetween} and {@code removed} are said of the record: one of its entries that has it
 * is enough, the others need not repeat it.
 *
 * <p><b>Deltas.</b> What the application added to a delta column is known if every entry of the
 * record that has the column in {@code changed} has a cell for it that is not NULL; then it is the
 * sum of these cells. If one of them is NULL, what was written is to be taken as an absolute value:
 * the column was not only updated since the last drain (an insert or REPLACE wrote it, an update
 * went unseen), its old or new value was no number, or the sum cannot be told exactly. An update
 * that leaves the column as it is adds 0; a NULL old or new counts as 0. In an entry that does not
 * have the column in {@code changed} its cell is NULL or 0 and means that nothing was added.
 *
 * <p>Integers are added as integers, decimals as decimals, reals in double precision in the order
 * they were written; a sum beyond 64 bits or not finite is unknown, never wrong. With {@code
 * created} or {@code removedBetween} deltas mean nothing: there is no old row that they go on from.
 *
 * @param table schema as it is now
 * @param changed indexes of the columns that may have changed; null = all (no mask, more than 63
 *     columns, or an insert). Columns added after the trigger was made always count. Empty = none
 *     did: the record may only have vanished
 * @param created the record surely did not exist when this capture of it began
 * @param removedBetween the record was surely deleted at least once since the last drain; what is
 *     there now, if anything, came after
 * @param wallMillis when, in milliseconds since 1970 by the writer's clock: the latest such change
 * @param deltas accumulated new minus old of each delta column, INT64, FLOAT64 or DECIMAL, in the
 *     order of {@link CaptureSpec#deltaColumns}; null stands for NULL in every cell
 * @param removed the record's row as it was just before it was deleted the last time since the last
 *     drain, in the order of the table's columns, a generated one NULL or its value. Null unless
 *     {@link CaptureSpec#keepDeleted} asked for it and it is known: it is not after the table's
 *     columns changed in between. Of a record that is there now it means nothing. Valid as long as
 *     the current row is
 */
public record CapturedChange(
    TableSchema table,
    @Nullable BitSet changed,
    boolean created,
    boolean removedBetween,
    long wallMillis,
    @Nullable Row deltas,
    @Nullable Row removed) {}
