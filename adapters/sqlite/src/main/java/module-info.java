/** The record store for SQLite. */
module dev.blazesync.adapters.sqlite {
  requires transitive dev.blazesync.spi;
  requires dev.blazesync.adapters.jdbc;
  requires java.sql;
  requires org.xerial.sqlitejdbc;

  exports dev.blazesync.adapters.sqlite;

  provides dev.blazesync.spi.RecordStoreProvider with
      dev.blazesync.adapters.sqlite.SqliteProvider;
}
