package dev.blazesync.spi;

import java.util.BitSet;

/**
 * A table whose changes are to be captured.
 *
 * @param table with an identity key
 * @param deltaColumns indexes of numeric columns for which new minus old is accumulated between
 *     drains (needs {@link StoreCapability#COLUMN_DELTAS}); not to be changed after construction
 * @param keepDeleted whether the row of a deleted record is kept until it is drained (needs {@link
 *     StoreCapability#DELETED_ROWS})
 */
public record CaptureSpec(TableSchema table, BitSet deltaColumns, boolean keepDeleted) {
  /** Neither deltas nor deleted rows. */
  public static CaptureSpec of(TableSchema table) {
    return new CaptureSpec(table, new BitSet(), false);
  }
}
