package dev.blazesync.engine.replica;

import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.ValueRow;

/**
 * Keeps rows of this database that give way to the group's when it joins. Handed in; may be called
 * twice for one row.
 */
@FunctionalInterface
public interface Losers {
  /** Must be durable when it returns. */
  void keep(TableSchema table, ValueRow row);
}
