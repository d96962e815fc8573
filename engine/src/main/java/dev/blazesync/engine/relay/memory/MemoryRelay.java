package dev.blazesync.engine.relay.memory;

import dev.blazesync.engine.hub.DeviceAccess;
import dev.blazesync.engine.hub.HubLog.Stored;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.Holding;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Page;
import dev.blazesync.spi.PushResult;
import dev.blazesync.spi.Relay;
import dev.blazesync.spi.RelayContext;
import dev.blazesync.spi.SealedBatch;
import dev.blazesync.spi.SyncException;
import dev.blazesync.spi.UnavailableException;
import dev.blazesync.spi.VersionVector;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * One node's way to a {@link MemoryHub}, which believes that it is the node it says. Wake-ups run
 * on the thread that pushed, for a node that is a member then.
 */
final class MemoryRelay implements Relay {
  private final MemoryHub hub;
  private final GroupId group;
  private final DeviceAccess access;
  private volatile boolean closed;

  MemoryRelay(MemoryHub hub, RelayContext context) {
    this.hub = hub;
    this.group = context.group();
    this.access = new DeviceAccess(hub.log(), group, context.node());
  }

  @Override
  public Holding holding() {
    open();
    return access.holding();
  }

  @Override
  public PushResult push(List<SealedBatch> batches) {
    open();
    List<ByteBuffer> sealed = batches.stream().map(SealedBatch::bytes).toList();
    Stored stored = await(access.push(sealed));
    if (stored.added() > 0) {
      hub.more(group, this);
    }
    return stored.result();
  }

  @Override
  public Page pull(VersionVector have, @Nullable ByteBuffer cursor, int maxBytes) {
    open();
    return access.pull(have, cursor, maxBytes);
  }

  @Override
  public void putObject(String name, ByteBuffer bytes) {
    open();
    if (await(access.putObject(name, bytes))) {
      hub.more(group, this);
    }
  }

  @Override
  public @Nullable ByteBuffer getObject(String name, long offset, int maxBytes) {
    open();
    return access.getObject(name, offset, maxBytes);
  }

  @Override
  public AutoCloseable onMore(Runnable wake) {
    open();
    return hub.subscribe(
        this,
        group,
        () -> {
          if (access.isMember()) {
            wake.run();
          }
        });
  }

  @Override
  public void close() {
    closed = true;
    hub.unsubscribe(this);
  }

  private void open() {
    if (closed) {
      throw new UnavailableException("this relay in memory is closed: create another one");
    }
  }

  /** The log in memory has answered already. */
  private static <T> T await(CompletionStage<T> answer) {
    try {
      return answer.toCompletableFuture().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof SyncException known ? known : e;
    }
  }
}
