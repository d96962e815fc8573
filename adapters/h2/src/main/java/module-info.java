/** Record store for H2 databases. */
// The digit is the database's name, not a version.
@SuppressWarnings("module")
module dev.blazesync.adapters.h2 {
  requires transitive dev.blazesync.spi;
  requires dev.blazesync.adapters.jdbc;
  requires transitive com.h2database;

  // H2 makes the trigger by its name, so its package is open to all.
  exports dev.blazesync.adapters.h2;

  provides dev.blazesync.spi.RecordStoreProvider with
      dev.blazesync.adapters.h2.H2StoreProvider;
}
