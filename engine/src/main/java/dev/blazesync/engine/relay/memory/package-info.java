/**
 * A relay within one JVM, {@code memory:NAME}: for tests, simulation and the first look at the
 * library. Thread-safe; wake-ups run on the thread that pushed. Not for anything that has to
 * survive its process.
 */
package dev.blazesync.engine.relay.memory;
