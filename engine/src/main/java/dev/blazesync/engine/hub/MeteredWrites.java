package dev.blazesync.engine.hub;

import dev.blazesync.engine.codec.BatchCodec;
import dev.blazesync.engine.hub.HubLog.Stored;
import dev.blazesync.engine.hub.TokenGate.Pass;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.PushResult;
import dev.blazesync.spi.PushResult.Reason;
import dev.blazesync.spi.PushResult.Refused;
import dev.blazesync.spi.SyncException;
import dev.blazesync.spi.UnavailableException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * What one connection writes to a log, counted against the quota of its access token. Looked at
 * before each write, counted after it: what is under way when the quota is reached is still stored.
 * Thread-safe.
 */
final class MeteredWrites {
  private final HubLog log;
  private final Executor readers;
  private final @Nullable Pass pass;

  /**
   * @param readers runs what blocks
   * @param pass null = nothing is counted
   */
  MeteredWrites(HubLog log, Executor readers, @Nullable Pass pass) {
    this.log = log;
    this.readers = readers;
    this.pass = pass;
  }

  /** As {@link HubLog#push}; refuses with {@link Reason#QUOTA} when the quota is used up. */
  CompletionStage<Stored> push(GroupId group, List<ByteBuffer> sealed) {
    if (pass == null) {
      return log.push(group, sealed);
    }
    if (pass.isFull() && !sealed.isEmpty()) {
      CompletableFuture<Stored> answer = new CompletableFuture<>();
      readers.execute(() -> refuse(group, sealed.get(0), answer));
      return answer;
    }
    Pass counting = pass;
    long[] sizes = sealed.stream().mapToLong(ByteBuffer::remaining).toArray();
    return log.push(group, sealed)
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

  /** Blocks. */
  private void refuse(GroupId group, ByteBuffer first, CompletableFuture<Stored> answer) {
    try {
      OriginLog of = BatchCodec.parse(first).log();
      Position held = log.holding(group).head().position(of);
      Refused refusal = new Refused(Reason.QUOTA, held);
      answer.complete(new Stored(new PushResult(0, refusal), 0));
    } catch (SyncException e) {
      answer.completeExceptionally(e);
    }
  }

  /** As {@link HubLog#putObject}; {@link UnavailableException} when the quota is used up. */
  CompletionStage<Boolean> putObject(GroupId group, String name, ByteBuffer bytes) {
    if (pass == null) {
      return log.putObject(group, name, bytes);
    }
    if (pass.isFull()) {
      return CompletableFuture.failedFuture(
          new UnavailableException("the quota of the connection's access token is used up"));
    }
    Pass counting = pass;
    long size = bytes.remaining();
    return log.putObject(group, name, bytes)
        .thenApply(
            added -> {
              counting.stored(added ? size : 0);
              return added;
            });
  }
}
