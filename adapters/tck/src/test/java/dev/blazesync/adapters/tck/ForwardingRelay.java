package dev.blazesync.adapters.tck;

import dev.blazesync.spi.Holding;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Page;
import dev.blazesync.spi.PushResult;
import dev.blazesync.spi.Relay;
import dev.blazesync.spi.SealedBatch;
import dev.blazesync.spi.VersionVector;
import java.nio.ByteBuffer;
import java.util.List;

/** Passes every call on; a broken relay overrides the one it breaks. */
class ForwardingRelay implements Relay {
  final Relay relay;

  ForwardingRelay(Relay relay) {
    this.relay = relay;
  }

  @Override
  public Holding holding() {
    return relay.holding();
  }

  @Override
  public PushResult push(List<SealedBatch> batches) {
    return relay.push(batches);
  }

  @Override
  public Page pull(VersionVector have, @Nullable ByteBuffer cursor, int maxBytes) {
    return relay.pull(have, cursor, maxBytes);
  }

  @Override
  public void putObject(String name, ByteBuffer bytes) {
    relay.putObject(name, bytes);
  }

  @Override
  public @Nullable ByteBuffer getObject(String name, long offset, int maxBytes) {
    return relay.getObject(name, offset, maxBytes);
  }

  @Override
  public @Nullable AutoCloseable onMore(Runnable wake) {
    return relay.onMore(wake);
  }

  @Override
  public void close() {
    relay.close();
  }
}
