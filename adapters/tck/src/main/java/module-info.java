/**
 * The compatibility kit for authors of record stores, relays and conflict policies, and the
 * in-memory record store that it proves itself on. For test scope.
 */
module dev.blazesync.adapters.tck {
  requires transitive dev.blazesync.spi;
  requires transitive org.junit.jupiter.api;
  requires org.assertj.core;

  exports dev.blazesync.adapters.tck;
  exports dev.blazesync.adapters.tck.memory;
}
