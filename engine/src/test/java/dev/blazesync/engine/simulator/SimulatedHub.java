package dev.blazesync.engine.simulator;

import dev.blazesync.engine.hub.Answers;
import dev.blazesync.engine.hub.MemoryHubLog;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.Holding;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Page;
import dev.blazesync.spi.PushResult;
import dev.blazesync.spi.Relay;
import dev.blazesync.spi.SealedBatch;
import dev.blazesync.spi.VersionVector;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;

/** A hub's log behind a relay that repeats and reorders as far as a relay may. */
final class SimulatedHub implements Relay {
  private final MemoryHubLog log;
  private final GroupId group;
  private final Random random;
  private final Runnable more;
  private boolean faulty = true;

  /** Whether it can be reached at all. */
  boolean up = true;

  SimulatedHub(LongSupplier wallMillis, GroupId group, Random random, Runnable more) {
    this.log = new MemoryHubLog(wallMillis);
    this.group = group;
    this.random = random;
    this.more = more;
  }

  void heal() {
    faulty = false;
    up = true;
  }

  /** {@return everything it holds} */
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

  @Override
  public Holding holding() {
    return log.holding(group);
  }

  @Override
  public PushResult push(List<SealedBatch> batches) {
    List<SealedBatch> some = batches;
    boolean full = faulty && random.nextInt(12) == 0;
    if (full) {
      some = batches.subList(0, random.nextInt(batches.size()));
    }
    var stored = Answers.await(log.push(group, some.stream().map(SealedBatch::bytes).toList()));
    if (stored.added() > 0) {
      more.run();
    }
    if (full && stored.result().refusal() == null) {
      return new PushResult(
          stored.result().accepted(),
          new PushResult.Refused(
              PushResult.Reason.RETRY_LATER,
              VersionVector.EMPTY.position(batches.get(some.size()).log())));
    }
    return stored.result();
  }

  @Override
  public Page pull(VersionVector have, @Nullable ByteBuffer cursor, int maxBytes) {
    if (!faulty) {
      return log.pull(group, have, cursor, maxBytes);
    }
    ByteBuffer from = random.nextInt(6) == 0 ? null : cursor;
    VersionVector known = random.nextInt(12) == 0 ? VersionVector.EMPTY : have;
    Page page =
        log.pull(group, known, from, random.nextBoolean() ? 1 + random.nextInt(3_000) : maxBytes);
    List<SealedBatch> batches = new ArrayList<>(page.batches());
    if (random.nextInt(4) == 0) {
      batches = reordered(batches);
    }
    if (!batches.isEmpty() && random.nextInt(6) == 0) {
      batches.addAll(List.copyOf(batches.subList(0, 1 + random.nextInt(batches.size()))));
    }
    return new Page(batches, page.hasMore(), page.cursor());
  }

  /** Shuffles logs against each other; each stays in sequence. */
  private List<SealedBatch> reordered(List<SealedBatch> batches) {
    List<List<SealedBatch>> logs = new ArrayList<>();
    for (SealedBatch batch : batches) {
      logs.stream()
          .filter(log -> log.get(0).log().equals(batch.log()))
          .findFirst()
          .ifPresentOrElse(log -> log.add(batch), () -> logs.add(new ArrayList<>(List.of(batch))));
    }
    List<SealedBatch> mixed = new ArrayList<>();
    while (!logs.isEmpty()) {
      List<SealedBatch> log = logs.get(random.nextInt(logs.size()));
      mixed.add(log.remove(0));
      if (log.isEmpty()) {
        logs.remove(log);
      }
    }
    return mixed;
  }

  @Override
  public void putObject(String name, ByteBuffer bytes) {
    if (Answers.await(log.putObject(group, name, bytes))) {
      more.run();
    }
  }

  @Override
  public @Nullable ByteBuffer getObject(String name, long offset, int maxBytes) {
    return log.getObject(group, name, offset, maxBytes);
  }

  @Override
  public @Nullable AutoCloseable onMore(Runnable wake) {
    return null;
  }

  @Override
  public void close() {}
}
