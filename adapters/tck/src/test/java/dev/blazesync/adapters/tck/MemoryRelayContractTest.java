package dev.blazesync.adapters.tck;

/** A relay that keeps every rule passes. */
class MemoryRelayContractTest extends RelayContract {
  @Override
  protected RelayUnderTest createPlace() {
    return new MemoryPlace(relay -> relay);
  }
}
