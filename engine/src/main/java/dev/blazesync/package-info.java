/**
 * What applications use: attach a database and keep it in sync ({@link dev.blazesync.BlazeSync}),
 * look after one ({@link dev.blazesync.Databases}), run a hub ({@link dev.blazesync.Hub}), make a
 * group ({@link dev.blazesync.Groups}).
 *
 * <p>Everything here is thread-safe unless it says otherwise; failures are subclasses of {@link
 * dev.blazesync.spi.SyncException}.
 */
package dev.blazesync;
