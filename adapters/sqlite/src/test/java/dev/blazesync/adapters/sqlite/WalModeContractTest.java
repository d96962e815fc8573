package dev.blazesync.adapters.sqlite;

import dev.blazesync.adapters.tck.DatabaseUnderTest;
import dev.blazesync.adapters.tck.RecordStoreContract;

/** Every rule of a record store, in journal mode WAL. */
class WalModeContractTest extends RecordStoreContract {
  @Override
  protected DatabaseUnderTest createDatabase() {
    return new SqliteUnderTest("WAL");
  }
}
