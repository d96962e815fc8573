/**
 * What stores on JDBC databases share: keyed rows, batches with refusals, DDL from a declaration.
 */
module dev.blazesync.adapters.jdbc {
  requires transitive dev.blazesync.spi;
  requires transitive java.sql;

  exports dev.blazesync.adapters.jdbc;
}
