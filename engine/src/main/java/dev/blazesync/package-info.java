/**
 * What applications use: attach a database and keep it in sync ({@link dev.blazesync.BlazeSync}),
 * look after one ({@link dev.blazesync.Databases}), run a hub ({@link dev.blazesync.Hub}) and say
 * who may use it ({@link dev.blazesync.HubTokens}), make a group ({@link dev.blazesync.Groups}) and
 * decide who is in it ({@link dev.blazesync.GroupAdmin}).
 *
 * <p>Everything here is thread-safe unless it says otherwise; failures are subclasses of {@link
 * dev.blazesync.spi.SyncException}.
 */
package dev.blazesync;
