package dev.blazesync.engine.membership;

import dev.blazesync.engine.join.JoinCode;
import dev.blazesync.engine.replica.Roster;
import dev.blazesync.engine.seal.BatchOpener;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.Relay;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/**
 * A group that any number of devices can join with one code. What its chain is worth, a relay or
 * this object decides, by keeping the first entry of each index.
 */
public final class OpenGroup {
  private static final int USES = 1_000;

  private final Group group;
  private final InviteSeed clients;
  private final InviteSeed servers;
  private final Entry head;

  /**
   * @param seed devices may have keys from the same one
   */
  public OpenGroup(long seed) {
    group = new Group(seed ^ 0x67726f7570L, true);
    clients = group.invite(group.recovery, Group.CLIENT, USES);
    servers = group.invite(group.recovery, Group.SERVER, USES);
    head = group.entries.get(group.entries.size() - 1);
  }

  public GroupId id() {
    return group.membership.group();
  }

  /** {@return the chain as it is here; devices that joined at a relay are not in it} */
  public List<Entry> entries() {
    return group.entries;
  }

  /** {@return its administration, with the recovery key, behind a chain} */
  public Administration admin(Membership behind) {
    return new Administration(behind, group.recovery, group.random);
  }

  /** {@return the code by which clients come in} */
  public JoinCode code(List<URI> hubs) {
    return code(hubs, clients);
  }

  /** {@return the code by which servers come in} */
  public JoinCode serverCode(List<URI> hubs) {
    return code(hubs, servers);
  }

  private JoinCode code(List<URI> hubs, InviteSeed seed) {
    return new JoinCode(hubs, id(), seed.toBytes(), head.index(), head.id(), 0, USES, Map.of());
  }

  /** Puts the chain on a relay. */
  public void putOn(Relay relay) {
    for (Entry entry : group.entries) {
      relay.putObject(ChainObject.name(entry.index()), ByteBuffer.wrap(entry.toBytes()));
    }
  }

  /** Without a relay: a node takes what it lacks of the chain here, and lets itself in. */
  public void meet(Roster roster, long nowMillis) {
    if (roster.length() < group.entries.size()) {
      roster.take(group.entries.subList(roster.length(), group.entries.size()), nowMillis);
    }
    if (!roster.inGroup() && !roster.removed()) {
      group.take(roster.enrolment());
      meet(roster, nowMillis);
    }
  }

  /** {@return what opens batches under the first epochs; signatures are not looked at} */
  public BatchOpener opener() {
    EpochKeys keys = group.secrets(group.recovery);
    return new BatchOpener(id(), epoch -> keys.find(EntryId.of(epoch.toBytes())), node -> null);
  }
}
