package dev.blazesync.adapters.tck;

import dev.blazesync.spi.Nullable;
import java.util.Objects;

/** The kit as an adapter author runs it, on a store with one fault. Run by a launcher only. */
class FaultyStore extends RecordStoreContract {
  /** What is wrong in the run that is going on; runs do not overlap. */
  static @Nullable Fault fault;

  @Override
  protected DatabaseUnderTest createDatabase() {
    Fault broken = Objects.requireNonNull(fault);
    return new MemoryDatabaseUnderTest((memory, database) -> broken.breaking().apply(memory));
  }
}
