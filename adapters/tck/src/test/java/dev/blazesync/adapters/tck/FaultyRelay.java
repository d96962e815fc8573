package dev.blazesync.adapters.tck;

import dev.blazesync.spi.Relay;
import java.util.function.UnaryOperator;

/** The kit as a relay's author runs it, on a relay with one fault. Run by a launcher only. */
class FaultyRelay extends RelayContract {
  /** What is wrong in the run that is going on; runs do not overlap. */
  static UnaryOperator<Relay> breaking = relay -> relay;

  @Override
  protected RelayUnderTest createPlace() {
    return new MemoryPlace(breaking);
  }
}
