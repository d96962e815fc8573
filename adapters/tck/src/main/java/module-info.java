/**
 * The compatibility kit for authors of record stores, relays and conflict policies, and the
 * in-memory record store that it proves itself on. For test scope.
 */
module dev.blazesync.adapters.tck {
  requires transitive dev.blazesync.spi;

  exports dev.blazesync.adapters.tck.memory;
}
