package dev.blazesync.adapters.tck;

import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.Holding;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Page;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.PushResult;
import dev.blazesync.spi.Relay;
import dev.blazesync.spi.SealedBatch;
import dev.blazesync.spi.VersionVector;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A place in memory that keeps every rule; its relays can be wrapped, to break them. */
final class MemoryPlace implements RelayUnderTest {
  private static final class Room {
    final List<SealedBatch> log = new ArrayList<>();
    final Map<OriginLog, Position> heads = new HashMap<>();
    final Map<String, byte[]> objects = new LinkedHashMap<>();
    final List<Runnable> wakes = new ArrayList<>();
  }

  private final Map<GroupId, Room> rooms = new HashMap<>();
  private final UnaryOperator<Relay> wrapping;
  private int made;

  MemoryPlace(UnaryOperator<Relay> wrapping) {
    this.wrapping = wrapping;
  }

  @Override
  public Relay connect(GroupId group) {
    return wrapping.apply(new MemoryRelay(rooms.computeIfAbsent(group, unknown -> new Room())));
  }

  @Override
  public GroupId newGroup() {
    made++;
    byte[] bytes = new byte[GroupId.BYTES];
    bytes[0] = (byte) made;
    return GroupId.of(bytes);
  }

  @Override
  public BatchLog newLog(GroupId group) {
    made++;
    return new ChainedLog(group, new OriginLog(new NodeId(1, made), made));
  }

  @Override
  public ByteBuffer object(GroupId group, String name, int bytes) {
    made++;
    ByteBuffer object = ByteBuffer.allocate(bytes);
    for (int index = 0; index < bytes; index++) {
      object.put((byte) (made + index * 31));
    }
    return object.flip();
  }

  @Override
  public void restart() {
    rooms.values().forEach(room -> room.wakes.clear());
  }

  @Override
  public long wakePatienceMillis() {
    return 0;
  }

  @Override
  public void close() {}

  private static Position position(SealedBatch batch) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(batch.bytes());
      return new Position(batch.sequence(), digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Batches that begin with the hash of the one before. */
  private static final class ChainedLog implements BatchLog {
    private final GroupId group;
    private final OriginLog log;
    private Position before = Position.START;
    private Position last = Position.START;
    private byte filling;

    ChainedLog(GroupId group, OriginLog log) {
      this.group = group;
      this.log = log;
    }

    @Override
    public OriginLog log() {
      return log;
    }

    @Override
    public SealedBatch next(int bytes, boolean control) {
      before = last;
      SealedBatch batch = batch(bytes, control);
      last = position(batch);
      return batch;
    }

    @Override
    public SealedBatch fork() {
      return batch(500, false);
    }

    private SealedBatch batch(int bytes, boolean control) {
      filling++;
      ByteBuffer buffer = ByteBuffer.allocate(bytes).put(before.hash()).put(filling);
      return new SealedBatch(group, log, before.sequence() + 1, control, buffer.rewind());
    }
  }

  private static final class MemoryRelay implements Relay {
    private final Room room;

    MemoryRelay(Room room) {
      this.room = room;
    }

    @Override
    public Holding holding() {
      List<String> manifests = new ArrayList<>(room.objects.keySet());
      manifests.removeIf(name -> !name.startsWith("snapshot-"));
      Collections.reverse(manifests);
      return new Holding(VersionVector.EMPTY, new VersionVector(room.heads), manifests, 0);
    }

    @Override
    public PushResult push(List<SealedBatch> batches) {
      int accepted = 0;
      PushResult.Refused refused = null;
      for (SealedBatch batch : batches) {
        Position head = room.heads.getOrDefault(batch.log(), Position.START);
        if (room.log.contains(batch)) {
          accepted++;
          continue;
        }
        PushResult.Reason reason = reasonAgainst(batch, head);
        if (reason != null) {
          refused = new PushResult.Refused(reason, head);
          break;
        }
        room.log.add(batch);
        room.heads.put(batch.log(), position(batch));
        accepted++;
      }
      if (accepted > 0) {
        List.copyOf(room.wakes).forEach(Runnable::run);
      }
      return new PushResult(accepted, refused);
    }

    private static PushResult.@Nullable Reason reasonAgainst(SealedBatch batch, Position head) {
      if (batch.sequence() > head.sequence() + 1) {
        return PushResult.Reason.GAP;
      }
      byte[] previous = new byte[Position.HASH_BYTES];
      batch.bytes().get(previous);
      boolean fits =
          batch.sequence() == head.sequence() + 1 && java.util.Arrays.equals(previous, head.hash());
      return fits ? null : PushResult.Reason.FORK;
    }

    @Override
    public Page pull(VersionVector have, @Nullable ByteBuffer cursor, int maxBytes) {
      List<SealedBatch> page = new ArrayList<>();
      int bytes = 0;
      for (SealedBatch batch : room.log) {
        if (batch.sequence() <= have.sequence(batch.log())) {
          continue;
        }
        if (!page.isEmpty() && bytes + batch.length() > maxBytes) {
          return new Page(page, true, null);
        }
        page.add(batch);
        bytes += batch.length();
      }
      return new Page(page, false, null);
    }

    @Override
    public void putObject(String name, ByteBuffer bytes) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.duplicate().get(copy);
      room.objects.putIfAbsent(name, copy);
    }

    @Override
    public @Nullable ByteBuffer getObject(String name, long offset, int maxBytes) {
      byte[] bytes = room.objects.get(name);
      if (bytes == null) {
        return null;
      }
      int from = (int) Math.min(offset, bytes.length);
      int length = Math.min(maxBytes, bytes.length - from);
      return ByteBuffer.wrap(bytes, from, length).slice().asReadOnlyBuffer();
    }

    @Override
    public AutoCloseable onMore(Runnable wake) {
      room.wakes.add(wake);
      return () -> room.wakes.remove(wake);
    }

    @Override
    public void close() {}
  }
}
