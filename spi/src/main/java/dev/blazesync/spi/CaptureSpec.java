package dev.blazesync.spi;

import java.util.BitSet;

/**
 * A table whose changes are to be captured.
 *
 * @param table with an identity key
 * @param deltaColumns indexes of columns for which new minus old is accumulated between drains
 *     (needs {@link StoreCapability#COLUMN_DELTAS}); not to be changed after construction
 */
public record CaptureSpec(TableSchema table, BitSet deltaColumns) {
  public static CaptureSpec of(TableSchema table) {
    return new CaptureSpec(table, new BitSet());
  }
}
