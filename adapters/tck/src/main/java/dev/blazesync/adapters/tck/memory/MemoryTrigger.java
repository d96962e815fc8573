package dev.blazesync.adapters.tck.memory;

import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.ValueRow;

/** A row trigger of the application; not fired by what the engine writes. */
@FunctionalInterface
public interface MemoryTrigger {
  /**
   * Runs after a row changed, in the transaction that changed it. If it throws, the statement has
   * had its effect all the same: roll the transaction back.
   *
   * @param before null = inserted
   * @param after null = deleted
   */
  void fired(MemoryWriter writer, @Nullable ValueRow before, @Nullable ValueRow after);
}
