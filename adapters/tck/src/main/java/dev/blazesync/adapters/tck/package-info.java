/**
 * The compatibility kit: what a record store, a relay or a conflict policy has to keep, as JUnit
 * tests that its author extends in the tests of the adapter.
 *
 * <p>Every numbered rule of {@code docs/spi-contract.md} that can be tested is one test, and its
 * display name begins with the rule's number: {@link
 * dev.blazesync.adapters.tck.RecordStoreContract}, {@link
 * dev.blazesync.adapters.tck.RelayContract}, {@link
 * dev.blazesync.adapters.tck.ConflictPolicyContract}. Tests run on one thread at a time. The kit is
 * not a benchmark and does not look for races that a single extra thread does not show.
 */
package dev.blazesync.adapters.tck;
