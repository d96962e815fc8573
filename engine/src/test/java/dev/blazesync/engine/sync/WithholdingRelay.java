package dev.blazesync.engine.sync;

import dev.blazesync.spi.Holding;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Page;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.PushResult;
import dev.blazesync.spi.Relay;
import dev.blazesync.spi.SealedBatch;
import dev.blazesync.spi.VersionVector;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Shows nothing of one log. */
record WithholdingRelay(Relay relay, OriginLog withheld) implements Relay {
  @Override
  public Holding holding() {
    Holding whole = relay.holding();
    Map<OriginLog, Position> head = new TreeMap<>(whole.head().positions());
    head.remove(withheld);
    return new Holding(whole.floor(), new VersionVector(head), whole.objects(), whole.wallMillis());
  }

  @Override
  public PushResult push(List<SealedBatch> batches) {
    return relay.push(batches);
  }

  @Override
  public Page pull(VersionVector have, @Nullable ByteBuffer cursor, int maxBytes) {
    Page page = relay.pull(have, cursor, maxBytes);
    return new Page(
        page.batches().stream().filter(batch -> !batch.log().equals(withheld)).toList(),
        page.hasMore(),
        page.cursor());
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
    return null;
  }

  @Override
  public void close() {
    relay.close();
  }
}
