package dev.blazesync.adapters.tck;

/** The reference store keeps every rule. */
class MemoryStoreContractTest extends RecordStoreContract {
  @Override
  protected DatabaseUnderTest createDatabase() {
    return new MemoryDatabaseUnderTest();
  }
}
