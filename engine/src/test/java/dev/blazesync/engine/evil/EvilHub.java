package dev.blazesync.engine.evil;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.hub.Answers;
import dev.blazesync.engine.hub.MemoryHubLog;
import dev.blazesync.engine.membership.ChainObject;
import dev.blazesync.engine.membership.Entry;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.Holding;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Page;
import dev.blazesync.spi.PushResult;
import dev.blazesync.spi.Relay;
import dev.blazesync.spi.SealedBatch;
import dev.blazesync.spi.VersionVector;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A hub that keeps a log as it should, remembers everything it ever saw, and answers each device as
 * a test likes. Serves whoever asks.
 */
final class EvilHub {
  /** Changes an answer on its way to a device. */
  interface Lie<T> {
    T tell(NodeId to, T truth);
  }

  /** Changes an object on its way to a device; null = there is none. */
  interface ObjectLie {
    @Nullable
    ByteBuffer tell(NodeId to, String name, @Nullable ByteBuffer truth);
  }

  /** Answers a push in the place of the log; null = the log answers. */
  interface PushLie {
    @Nullable
    PushResult tell(NodeId from, List<SealedBatch> batches);
  }

  /** Keeps an object in the place of the log; false = the log gets it. */
  interface PutLie {
    boolean keep(NodeId from, String name, ByteBuffer bytes);
  }

  private final GroupId group;
  private final LongSupplier wallMillis;

  /** All batches that were pushed, and all objects, whatever became of them. */
  final List<SealedBatch> seenBatches = new ArrayList<>();

  final Map<String, ByteBuffer> seenObjects = new LinkedHashMap<>();

  Lie<Page> pages = (to, truth) -> truth;
  Lie<Holding> holdings = (to, truth) -> truth;
  ObjectLie objects = (to, name, truth) -> truth;
  PushLie pushes = (from, batches) -> null;
  PutLie puts = (from, name, bytes) -> false;

  /** Hears of each entry that the log has accepted. */
  Consumer<Entry> accepted = entry -> {};

  private MemoryHubLog log;

  EvilHub(GroupId group, LongSupplier wallMillis) {
    this.group = group;
    this.wallMillis = wallMillis;
    this.log = new MemoryHubLog(wallMillis);
  }

  /** Tells the truth from now on. */
  void repent() {
    pages = (to, truth) -> truth;
    holdings = (to, truth) -> truth;
    objects = (to, name, truth) -> truth;
    pushes = (from, batches) -> null;
    puts = (from, name, bytes) -> false;
  }

  /** Forgets everything but some entries of the membership, some objects and some batches. */
  void rollBack(int entries, boolean keepObjects, List<SealedBatch> batches) {
    log = new MemoryHubLog(wallMillis);
    seenObjects.forEach(
        (name, bytes) -> {
          long index = ChainObject.index(name);
          if (index >= 0 ? index < entries : keepObjects) {
            Answers.await(log.putObject(group, name, bytes.duplicate()));
          }
        });
    Answers.await(log.push(group, batches.stream().map(SealedBatch::bytes).toList()));
  }

  void put(Entry entry) {
    put(ChainObject.name(entry.index()), ByteBuffer.wrap(entry.toBytes()));
  }

  void put(String name, ByteBuffer bytes) {
    seenObjects.putIfAbsent(name, bytes.duplicate());
    if (Answers.await(log.putObject(group, name, bytes.duplicate())) && ChainObject.is(name)) {
      byte[] entry = new byte[bytes.remaining()];
      bytes.duplicate().get(entry);
      accepted.accept(Entry.decode(entry));
    }
  }

  PushResult push(SealedBatch... batches) {
    return push(List.of(batches));
  }

  PushResult push(List<SealedBatch> batches) {
    seenBatches.addAll(batches);
    return Answers.await(log.push(group, batches.stream().map(SealedBatch::bytes).toList()))
        .result();
  }

  Holding holding() {
    return log.holding(group);
  }

  /** {@return everything it holds now} */
  List<SealedBatch> batches() {
    List<SealedBatch> all = new ArrayList<>();
    Page page = log.pull(group, VersionVector.EMPTY, null, Integer.MAX_VALUE);
    all.addAll(page.batches());
    while (page.hasMore()) {
      page = log.pull(group, VersionVector.EMPTY, page.cursor(), Integer.MAX_VALUE);
      all.addAll(page.batches());
    }
    return all;
  }

  @Nullable
  ByteBuffer object(String name) {
    return log.getObject(group, name, 0, Limits.OBJECT_BYTES);
  }

  Relay relay(NodeId device) {
    return new Relay() {
      @Override
      public Holding holding() {
        return holdings.tell(device, log.holding(group));
      }

      @Override
      public PushResult push(List<SealedBatch> batches) {
        PushResult lie = pushes.tell(device, batches);
        return lie == null ? EvilHub.this.push(batches) : lie;
      }

      @Override
      public Page pull(VersionVector have, @Nullable ByteBuffer cursor, int maxBytes) {
        return pages.tell(device, log.pull(group, have, cursor, maxBytes));
      }

      @Override
      public void putObject(String name, ByteBuffer bytes) {
        if (!puts.keep(device, name, bytes)) {
          put(name, bytes);
        }
      }

      @Override
      public @Nullable ByteBuffer getObject(String name, long offset, int maxBytes) {
        ByteBuffer told = objects.tell(device, name, object(name));
        if (told == null) {
          return null;
        }
        int from = (int) Math.min(offset, told.remaining());
        int length = Math.min(maxBytes, told.remaining() - from);
        return told.slice(told.position() + from, length).asReadOnlyBuffer();
      }

      @Override
      public @Nullable AutoCloseable onMore(Runnable wake) {
        return null;
      }

      @Override
      public void close() {}
    };
  }
}
