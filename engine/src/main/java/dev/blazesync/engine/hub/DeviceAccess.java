package dev.blazesync.engine.hub;

import dev.blazesync.engine.hub.HubLog.Stored;
import dev.blazesync.engine.membership.ChainObject;
import dev.blazesync.engine.membership.Membership;
import dev.blazesync.engine.membership.NotMemberException;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.Holding;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Page;
import dev.blazesync.spi.RefusedException;
import dev.blazesync.spi.SyncException;
import dev.blazesync.spi.VersionVector;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A hub's log as one device of one group may use it: entries of the membership are for everybody
 * who was not removed, since a device becomes a member by them; everything else is for members. It
 * is looked up at each call. Who the device is, the caller has made sure of. Thread-safe; calls
 * block as those of {@link HubLog}, and looking up may read the disk.
 */
public final class DeviceAccess {
  private final HubLog log;
  private final GroupId group;
  private final NodeId device;

  public DeviceAccess(HubLog log, GroupId group, NodeId device) {
    this.log = log;
    this.group = group;
    this.device = device;
  }

  /** {@return whether the device is in the group now} */
  public boolean isMember() {
    Membership membership = log.membership(group);
    return membership != null && membership.member(device) != null;
  }

  /** {@return whether the device was in the group, and is no more} */
  public boolean isRemoved() {
    Membership membership = log.membership(group);
    return membership != null && membership.removed().containsKey(device);
  }

  /** {@return what a device is told that was removed} */
  String removed() {
    return "device " + device + " was removed from group " + group;
  }

  /**
   * @throws RefusedException if the device is not in the group
   */
  public void requireMember() {
    if (!isMember()) {
      throw isRemoved()
          ? new RefusedException(removed())
          : new NotMemberException("device " + device + " is no member of group " + group);
    }
  }

  private void requireFor(String name) {
    if (!ChainObject.is(name)) {
      requireMember();
    } else if (isRemoved()) {
      throw new RefusedException(removed());
    }
  }

  /** See {@link HubLog#holding}. */
  public Holding holding() {
    requireMember();
    return log.holding(group);
  }

  /** See {@link HubLog#push}. */
  public CompletionStage<Stored> push(List<ByteBuffer> sealed) {
    try {
      requireMember();
    } catch (SyncException e) {
      return CompletableFuture.failedFuture(e);
    }
    return log.push(group, sealed);
  }

  /** See {@link HubLog#pull}. */
  public Page pull(VersionVector have, @Nullable ByteBuffer cursor, int maxBytes) {
    requireMember();
    return log.pull(group, have, cursor, maxBytes);
  }

  /** See {@link HubLog#putObject}. */
  public CompletionStage<Boolean> putObject(String name, ByteBuffer bytes) {
    try {
      HubObjects.check(name, bytes);
      requireFor(name);
    } catch (SyncException e) {
      return CompletableFuture.failedFuture(e);
    }
    return log.putObject(group, name, bytes);
  }

  /** See {@link HubLog#getObject}. */
  public @Nullable ByteBuffer getObject(String name, long offset, int maxBytes) {
    HubObjects.checkName(name);
    requireFor(name);
    return log.getObject(group, name, offset, maxBytes);
  }
}
