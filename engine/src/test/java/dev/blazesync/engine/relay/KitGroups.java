package dev.blazesync.engine.relay;

import dev.blazesync.adapters.tck.BatchLog;
import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.engine.hub.TestGroup;
import dev.blazesync.engine.membership.ChainObject;
import dev.blazesync.engine.membership.Entry;
import dev.blazesync.engine.membership.Group;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.Relay;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;

/** Groups for the compatibility kit, whose members are known at the place. */
public final class KitGroups {
  private final BiFunction<GroupId, DeviceKeys, Relay> connecting;
  private final Map<GroupId, Group.Founded> groups = new HashMap<>();
  private byte filling;

  /**
   * @param connecting opens a relay for a device
   */
  public KitGroups(BiFunction<GroupId, DeviceKeys, Relay> connecting) {
    this.connecting = connecting;
  }

  public GroupId newGroup() {
    Group.Founded founded = Group.founded(groups.size() + 1);
    GroupId id = founded.group().membership.group();
    groups.put(id, founded);
    tell(id, 0);
    return id;
  }

  private DeviceKeys newMember(GroupId id) {
    Group.Founded founded = groups.get(id);
    int known = founded.group().entries.size();
    DeviceKeys member = founded.group().add(founded.admin(), Group.CLIENT);
    tell(id, known);
    return member;
  }

  private void tell(GroupId id, int from) {
    Group group = groups.get(id).group();
    try (Relay relay = connecting.apply(id, groups.get(id).admin())) {
      for (Entry entry : group.entries.subList(from, group.entries.size())) {
        relay.putObject(ChainObject.name(entry.index()), TestGroup.bytes(entry));
      }
    }
  }

  public Relay connect(GroupId id) {
    return connecting.apply(id, newMember(id));
  }

  public BatchLog newLog(GroupId id) {
    DeviceKeys member = newMember(id);
    return new TestBatchLog(groups.get(id).group().sealer(member), member.nodeId());
  }

  public ByteBuffer object(GroupId id, String name, int bytes) {
    filling++;
    ByteBuffer content = ByteBuffer.allocate(bytes);
    for (int index = 0; index < bytes; index++) {
      content.put((byte) (filling + index * 31));
    }
    Group.Founded founded = groups.get(id);
    return founded.group().objects(founded.admin()).manifest(name, content.flip()).bytes();
  }
}
