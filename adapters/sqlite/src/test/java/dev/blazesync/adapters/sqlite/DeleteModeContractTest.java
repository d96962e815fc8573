package dev.blazesync.adapters.sqlite;

import dev.blazesync.adapters.tck.DatabaseUnderTest;
import dev.blazesync.adapters.tck.RecordStoreContract;

/** Every rule of a record store, with a rollback journal. */
class DeleteModeContractTest extends RecordStoreContract {
  @Override
  protected DatabaseUnderTest createDatabase() {
    return new SqliteUnderTest("DELETE");
  }
}
