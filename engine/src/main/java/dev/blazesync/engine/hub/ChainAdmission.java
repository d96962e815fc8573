package dev.blazesync.engine.hub;

import dev.blazesync.engine.membership.Body;
import dev.blazesync.engine.membership.ChainObject;
import dev.blazesync.engine.membership.Entry;
import dev.blazesync.engine.membership.Membership;
import dev.blazesync.engine.membership.OpenInvite;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.RefusedException;
import java.nio.ByteBuffer;

/**
 * What an object that is an entry of a group's membership comes to: the rule every hub log keeps.
 * Pure.
 *
 * @param membership with the entry
 * @param removed the device that the entry removes; null = none
 */
record ChainAdmission(Membership membership, @Nullable NodeId removed) {
  /**
   * @param before as it is; null = the group was never heard of
   * @param name that {@link ChainObject#is}, and that no object has yet
   * @param wallMillis the hub's clock, in milliseconds since 1970
   * @throws RefusedException if the entry is not the next one, or breaks a rule
   */
  static ChainAdmission decide(
      GroupId group, @Nullable Membership before, String name, ByteBuffer bytes, long wallMillis) {
    checkName(group, before, name);
    try {
      Entry entry = Entry.decode(BatchFacts.bytes(bytes));
      if (before == null) {
        return new ChainAdmission(Membership.begin(entry, group), null);
      }
      Membership after = before.apply(entry);
      if (entry.body() instanceof Body.Add) {
        checkExpiry(before, entry, wallMillis);
      }
      return new ChainAdmission(
          after, entry.body() instanceof Body.Remove remove ? remove.device() : null);
    } catch (ProtocolException e) {
      throw new RefusedException("object " + name + " is not kept: " + e.getMessage(), e);
    }
  }

  /**
   * Refuses beforehand, on the caller's thread, what can never be the next entry: anybody may send
   * one, and the thread that writes has better things to do. Of what comes later it says nothing,
   * since entries before it may be on their way.
   *
   * @throws RefusedException as {@link #decide}
   */
  static void checkNext(
      GroupId group, @Nullable Membership before, String name, ByteBuffer bytes, long wallMillis) {
    if (ChainObject.index(name) == (before == null ? 0 : before.length())) {
      decide(group, before, name, bytes, wallMillis);
    }
  }

  private static void checkName(GroupId group, @Nullable Membership before, String name) {
    long index = ChainObject.index(name);
    if (index < 0) {
      throw new RefusedException(
          "object " + name + " is not kept: no entry of a membership has this name");
    }
    long length = before == null ? 0 : before.length();
    if (index != length) {
      throw new RefusedException(
          "object "
              + name
              + " is not kept: the membership of group "
              + group
              + " has "
              + length
              + " entries here; send those between first");
    }
  }

  private static void checkExpiry(Membership before, Entry add, long wallMillis) {
    for (OpenInvite invite : before.openInvites().values()) {
      if (invite.terms().keys().verification().equals(add.author().key())
          && invite.terms().expired(wallMillis)) {
        throw new RefusedException("the join code has expired: ask for a new one");
      }
    }
  }
}
