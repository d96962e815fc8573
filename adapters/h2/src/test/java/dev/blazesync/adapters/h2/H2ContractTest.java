package dev.blazesync.adapters.h2;

import dev.blazesync.adapters.tck.DatabaseUnderTest;
import dev.blazesync.adapters.tck.RecordStoreContract;

/** Every rule of a record store. */
class H2ContractTest extends RecordStoreContract {
  @Override
  protected DatabaseUnderTest createDatabase() {
    return new H2UnderTest();
  }
}
