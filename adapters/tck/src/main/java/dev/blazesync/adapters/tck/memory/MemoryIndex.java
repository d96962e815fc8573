package dev.blazesync.adapters.tck.memory;

import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.ValueRow;

/**
 * A unique key of the application that is more than plain columns: partial, over expressions, or
 * with an equality of its own. Pure: called for rows that are written, and for rows that are not.
 */
@FunctionalInterface
public interface MemoryIndex {
  /**
   * {@return what the index holds of the row: it keeps out every other row of an equal claim; null
   * = it lets the row be}
   *
   * @param row cells of all columns, of any kind
   */
  @Nullable
  ValueRow claim(ValueRow row);
}
