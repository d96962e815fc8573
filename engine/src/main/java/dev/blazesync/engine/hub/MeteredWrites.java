package dev.blazesync.engine.hub;

import dev.blazesync.engine.hub.HubLog.Stored;
import dev.blazesync.engine.hub.TokenGate.Pass;
import dev.blazesync.engine.hub.channel.HubLimits;
import dev.blazesync.engine.membership.ChainObject;
import dev.blazesync.engine.seal.SealedHeader;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.PushResult;
import dev.blazesync.spi.PushResult.Reason;
import dev.blazesync.spi.PushResult.Refused;
import dev.blazesync.spi.UnavailableException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What one connection writes to a log, counted against the quota of its access token. Looked at
 * before each write, counted after it: what is under way when the quota is reached is still stored.
 * Thread-safe.
 */
final class MeteredWrites {
  private final DeviceAccess access;
  private final @Nullable Pass pass;

  /**
   * @param pass null = nothing is counted
   */
  MeteredWrites(DeviceAccess access, @Nullable Pass pass) {
    this.access = access;
    this.pass = pass;
  }

  /** As {@link DeviceAccess#push}; refuses with {@link Reason#QUOTA} when the quota is used up. */
  CompletionStage<Stored> push(List<ByteBuffer> sealed) {
    if (pass == null) {
      return access.push(sealed);
    }
    if (pass.isFull(0) && !sealed.isEmpty()) {
      return CompletableFuture.completedFuture(refused(sealed.get(0)));
    }
    Pass counting = pass;
    long[] sizes = sealed.stream().mapToLong(ByteBuffer::remaining).toArray();
    return access
        .push(sealed)
        .thenApply(
            stored -> {
              counting.stored(added(stored, sizes));
              return stored;
            });
  }

  /** Those that were there before came first, as a rule: who pushes again begins where it ended. */
  private static long added(Stored stored, long[] sizes) {
    int accepted = stored.result().accepted();
    long bytes = 0;
    for (int i = accepted - stored.added(); i < accepted; i++) {
      bytes += sizes[i];
    }
    return bytes;
  }

  private Stored refused(ByteBuffer first) {
    OriginLog of = SealedHeader.read(first).log();
    Position held = access.holding().head().position(of);
    return new Stored(new PushResult(0, new Refused(Reason.QUOTA, held)), 0);
  }

  /**
   * As {@link DeviceAccess#putObject}; {@link UnavailableException} when the quota is used up. What
   * changes the membership is kept for {@link HubLimits#MEMBERSHIP_ALLOWANCE} bytes more: a full
   * hub must not keep a device in the group.
   */
  CompletionStage<Boolean> putObject(String name, ByteBuffer bytes) {
    if (pass == null) {
      return access.putObject(name, bytes);
    }
    if (pass.isFull(ChainObject.is(name) ? HubLimits.MEMBERSHIP_ALLOWANCE : 0)) {
      return CompletableFuture.failedFuture(
          new UnavailableException("the quota of the connection's access token is used up"));
    }
    Pass counting = pass;
    long size = bytes.remaining();
    return access
        .putObject(name, bytes)
        .thenApply(
            added -> {
              counting.stored(added ? size : 0);
              return added;
            });
  }
}
