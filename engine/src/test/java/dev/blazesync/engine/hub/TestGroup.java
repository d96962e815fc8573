package dev.blazesync.engine.hub;

import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.engine.membership.ChainObject;
import dev.blazesync.engine.membership.Entry;
import dev.blazesync.engine.membership.Group;
import dev.blazesync.engine.seal.BatchSealer;
import dev.blazesync.engine.seal.ObjectSealer;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.Relay;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A group with a few devices, the same on every run. Nobody joins or leaves; tests in which
 * somebody does make a {@link Group} of their own.
 */
public final class TestGroup {
  private static final Map<GroupId, TestGroup> KNOWN = new ConcurrentHashMap<>();
  private static final Map<Integer, TestGroup> NUMBERED = new ConcurrentHashMap<>();
  private static final int MEMBERS = 4;

  private final Group group;
  private final List<DeviceKeys> members = new ArrayList<>();
  private final List<BatchSealer> sealers = new ArrayList<>();

  private TestGroup(int number) {
    Group.Founded founded = Group.founded(0x7e57_0000L + number);
    group = founded.group();
    members.add(founded.admin());
    while (members.size() < MEMBERS) {
      members.add(group.add(founded.admin(), Group.CLIENT));
    }
    members.forEach(member -> sealers.add(group.sealer(member)));
    KNOWN.put(id(), this);
  }

  public static TestGroup of(int number) {
    return NUMBERED.computeIfAbsent(number, TestGroup::new);
  }

  /** {@return the group, which somebody has asked for by its number} */
  public static TestGroup of(GroupId id) {
    return KNOWN.get(id);
  }

  public GroupId id() {
    return group.membership.group();
  }

  public DeviceKeys member(int number) {
    return members.get(number % MEMBERS);
  }

  BatchSealer sealer(int number) {
    return sealers.get(number % MEMBERS);
  }

  ObjectSealer objects(int number) {
    return group.objects(member(number));
  }

  /** {@return what a member has sealed to be kept under a name that is no hash} */
  public ByteBuffer manifest(int member, String name, int contentBytes) {
    return objects(member).manifest(name, ByteBuffer.allocate(contentBytes)).bytes();
  }

  /** {@return how many entries its membership has} */
  int entries() {
    return group.entries.size();
  }

  /** {@return how many bytes its membership has} */
  long entryBytes() {
    return group.entries.stream().mapToLong(entry -> entry.toBytes().length).sum();
  }

  void put(HubLog log) {
    put(group, log);
  }

  public void put(Relay relay) {
    put(group, relay);
  }

  /** Gives the hub all entries, in order. */
  static void put(Group group, HubLog log) {
    for (Entry entry : group.entries) {
      Answers.await(
          log.putObject(group.membership.group(), ChainObject.name(entry.index()), bytes(entry)));
    }
  }

  /** Gives the relay all entries, in order. */
  public static void put(Group group, Relay relay) {
    for (Entry entry : group.entries) {
      relay.putObject(ChainObject.name(entry.index()), bytes(entry));
    }
  }

  public static ByteBuffer bytes(Entry entry) {
    return ByteBuffer.wrap(entry.toBytes());
  }
}
