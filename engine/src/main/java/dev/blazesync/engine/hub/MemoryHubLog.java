package dev.blazesync.engine.hub;

import dev.blazesync.engine.hub.channel.HubLimits;
import dev.blazesync.engine.membership.ChainObject;
import dev.blazesync.engine.membership.Membership;
import dev.blazesync.engine.seal.ObjectHeader;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.Holding;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Page;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.PushResult;
import dev.blazesync.spi.PushResult.Reason;
import dev.blazesync.spi.PushResult.Refused;
import dev.blazesync.spi.SealedBatch;
import dev.blazesync.spi.SyncException;
import dev.blazesync.spi.UnavailableException;
import dev.blazesync.spi.VersionVector;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/** A hub's log in memory: durable for as long as the process lives. For tests and simulation. */
public final class MemoryHubLog implements HubLog {
  /** Cursors need no more to tell stores apart: a store dies with its process. */
  private static final long STORE = 0x4d454d4f5259L;

  private final LongSupplier wallMillis;
  private final Map<GroupId, Group> groups = new HashMap<>();
  private boolean closed;

  /**
   * @param wallMillis the clock told to callers, in milliseconds since 1970
   */
  public MemoryHubLog(LongSupplier wallMillis) {
    this.wallMillis = wallMillis;
  }

  /** A batch as it arrived. */
  private record Arrived(SealedBatch batch, byte[] hash) {}

  /** What is kept of one group. */
  private static final class Group {
    /** In order of arrival; null where one was dropped, so that cursors stay what they are. */
    final List<@Nullable Arrived> arrivals = new ArrayList<>();

    /** Index into {@link #arrivals} by sequence - 1. */
    final Map<OriginLog, List<Integer>> logs = new HashMap<>();

    final Map<String, byte[]> objects = new LinkedHashMap<>();
    @Nullable Membership membership;

    Position position(OriginLog log) {
      int newest = logs.getOrDefault(log, List.of()).size();
      byte[] hash = hash(log, newest);
      return hash == null ? Position.START : new Position(newest, hash);
    }

    byte @Nullable [] hash(OriginLog log, long sequence) {
      List<Integer> batches = logs.getOrDefault(log, List.of());
      if (sequence < 1 || sequence > batches.size()) {
        return null;
      }
      Arrived there = arrivals.get(batches.get((int) sequence - 1));
      return there == null ? null : there.hash();
    }

    void add(BatchFacts batch) {
      logs.computeIfAbsent(batch.log(), log -> new ArrayList<>()).add(arrivals.size());
      arrivals.add(new Arrived(batch.copy(), batch.hash()));
    }

    /** Drops of a removed device's what does not count. */
    void drop(NodeId removed, Membership after) {
      for (OriginLog log : List.copyOf(logs.keySet())) {
        if (log.origin().equals(removed)) {
          cut(log, after.cutOff(log));
        }
      }
      objects
          .entrySet()
          .removeIf(
              object ->
                  object.getKey().startsWith(HubObjects.MANIFEST_PREFIX)
                      && ObjectHeader.read(ByteBuffer.wrap(object.getValue()))
                          .maker()
                          .equals(removed));
    }

    private void cut(OriginLog log, Position last) {
      List<Integer> batches = logs.getOrDefault(log, List.of());
      if (batches.size() < last.sequence()) {
        return;
      }
      boolean counts =
          last.sequence() > 0 && Arrays.equals(hash(log, last.sequence()), last.hash());
      List<Integer> dropped = batches.subList(counts ? (int) last.sequence() : 0, batches.size());
      dropped.forEach(index -> arrivals.set(index, null));
      dropped.clear();
      if (!counts) {
        logs.remove(log);
      }
    }
  }

  @Override
  public synchronized @Nullable Membership membership(GroupId group) {
    open();
    Group there = groups.get(group);
    return there == null ? null : there.membership;
  }

  @Override
  public synchronized Holding holding(GroupId group) {
    open();
    Group there = groups.get(group);
    if (there == null) {
      return new Holding(
          VersionVector.EMPTY, VersionVector.EMPTY, List.of(), wallMillis.getAsLong());
    }
    Map<OriginLog, Position> head = new HashMap<>();
    there.logs.keySet().forEach(log -> head.put(log, there.position(log)));
    List<String> manifests = new ArrayList<>();
    for (String name : there.objects.keySet()) {
      if (name.startsWith(HubObjects.MANIFEST_PREFIX)) {
        manifests.add(0, name);
      }
    }
    int listed = Math.min(manifests.size(), HubLimits.HOLDING_OBJECTS);
    return new Holding(
        VersionVector.EMPTY,
        new VersionVector(head),
        manifests.subList(0, listed),
        wallMillis.getAsLong());
  }

  @Override
  public synchronized CompletionStage<Stored> push(GroupId group, List<ByteBuffer> sealed) {
    try {
      open();
      return CompletableFuture.completedFuture(
          add(group, BatchFacts.readAll(group, membership(group), sealed)));
    } catch (SyncException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private Stored add(GroupId id, List<BatchFacts> batches) {
    Group group = groups.getOrDefault(id, new Group());
    int accepted = 0;
    int added = 0;
    for (BatchFacts batch : batches) {
      OriginLog log = batch.log();
      Position held = group.position(log);
      Admission decision =
          Admission.decide(batch, group.membership, held, sequence -> group.hash(log, sequence));
      Refused refusal = decision.refusal();
      if (decision.append() && held.sequence() == 0 && full(group)) {
        refusal = new Refused(Reason.QUOTA, held);
      }
      if (refusal != null) {
        return new Stored(new PushResult(accepted, refusal), added);
      }
      if (decision.append()) {
        group.add(batch);
        groups.put(id, group);
        added++;
      }
      accepted++;
    }
    return new Stored(new PushResult(accepted, null), added);
  }

  private static boolean full(Group group) {
    return group.logs.size() >= HubLimits.LOGS_PER_GROUP;
  }

  @Override
  public synchronized Page pull(
      GroupId group, VersionVector have, @Nullable ByteBuffer cursor, int maxBytes) {
    open();
    Group there = groups.get(group);
    if (there == null) {
      return new Page(List.of(), false, null);
    }
    List<SealedBatch> page = new ArrayList<>();
    long bytes = 0;
    int next = (int) Math.max(0, PullCursor.nextArrival(STORE, cursor));
    for (; next < there.arrivals.size(); next++) {
      Arrived arrived = there.arrivals.get(next);
      if (arrived == null || arrived.batch().sequence() <= have.sequence(arrived.batch().log())) {
        continue;
      }
      SealedBatch batch = arrived.batch();
      bytes += batch.length();
      if (!page.isEmpty() && (bytes > maxBytes || page.size() >= HubLimits.PAGE_BATCHES)) {
        return new Page(page, true, PullCursor.of(STORE, next));
      }
      page.add(batch);
    }
    return new Page(page, false, null);
  }

  @Override
  public synchronized CompletionStage<Boolean> putObject(
      GroupId group, String name, ByteBuffer bytes) {
    try {
      open();
      HubObjects.check(name, bytes);
      return CompletableFuture.completedFuture(keep(group, name, bytes));
    } catch (SyncException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private boolean keep(GroupId id, String name, ByteBuffer bytes) {
    Group group = groups.getOrDefault(id, new Group());
    if (group.objects.containsKey(name)) {
      return false;
    }
    if (ChainObject.is(name)) {
      ChainAdmission decision =
          ChainAdmission.decide(id, group.membership, name, bytes, wallMillis.getAsLong());
      group.membership = decision.membership();
      if (decision.removed() != null) {
        group.drop(decision.removed(), decision.membership());
      }
    } else {
      ObjectFacts.read(name, group.membership, bytes).require(id, group.membership);
    }
    group.objects.put(name, BatchFacts.bytes(bytes));
    groups.put(id, group);
    return true;
  }

  @Override
  public synchronized @Nullable ByteBuffer getObject(
      GroupId group, String name, long offset, int maxBytes) {
    open();
    HubObjects.checkName(name);
    Group there = groups.get(group);
    byte[] object = there == null ? null : there.objects.get(name);
    return object == null ? null : HubObjects.part(object, offset, maxBytes);
  }

  @Override
  public synchronized HubLogStatus status() {
    long logs = 0;
    long batches = 0;
    long batchBytes = 0;
    long objects = 0;
    long objectBytes = 0;
    for (Group group : groups.values()) {
      logs += group.logs.size();
      List<Arrived> held = group.arrivals.stream().filter(Objects::nonNull).toList();
      batches += held.size();
      batchBytes += held.stream().mapToLong(arrived -> arrived.batch().length()).sum();
      objects += group.objects.size();
      objectBytes += group.objects.values().stream().mapToLong(bytes -> bytes.length).sum();
    }
    return new HubLogStatus(groups.size(), logs, batches, batchBytes, objects, objectBytes, 0);
  }

  @Override
  public synchronized void close() {
    closed = true;
    groups.clear();
  }

  private void open() {
    if (closed) {
      throw new UnavailableException("this hub's log in memory is closed: open another hub");
    }
  }
}
