/**
 * What a record store, a relay or a conflict policy implements, and the values that pass between
 * them and the engine. Depends on the JDK alone.
 */
module dev.blazesync.spi {
  requires transitive java.sql;

  exports dev.blazesync.spi;
}
