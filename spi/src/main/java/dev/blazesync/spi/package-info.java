/**
 * The service provider interfaces of BlazeSync and their value records.
 *
 * <p>Third parties implement {@link dev.blazesync.spi.RecordStoreProvider}, {@link
 * dev.blazesync.spi.RelayProvider} or {@link dev.blazesync.spi.ConflictPolicyProvider} and name the
 * class in {@code META-INF/services}. The numbered rules an implementation keeps are in {@code
 * docs/spi-contract.md}; the compatibility kit in {@code adapters/tck} checks them.
 *
 * <p>Values and schemas are immutable and thread-safe; what {@link dev.blazesync.spi.RecordStore}
 * hands out (views, transactions, rows) belongs to one thread. This package is not for deciding
 * anything: merging, ordering, logging and retrying are the engine's.
 */
package dev.blazesync.spi;
