package dev.blazesync.engine.membership;

import dev.blazesync.engine.crypto.DevicePublicKeys;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.ProtocolException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a chain of entries amounts to. Immutable: an entry makes another one. Needs no secret, so a
 * hub has it too.
 *
 * <p>There is one chain. Two entries behind the same one are a {@link Fork}, and which of them
 * comes first is not decided here: whoever holds a chain applies what its hub accepted on the head.
 * Nor is time: an invite that has expired is open until an entry ends it.
 */
public final class Membership {
  private final Roll roll;

  private Membership(Roll roll) {
    this.roll = roll;
  }

  /**
   * {@return the membership of the group that an entry begins}
   *
   * @throws ProtocolException if it begins none
   */
  public static Membership begin(Entry first) {
    return new Membership(Roll.begin(first));
  }

  /**
   * {@return the membership of a group that is known by name, as from a join code}
   *
   * @throws ProtocolException if the entry begins none, or another
   */
  public static Membership begin(Entry first, GroupId expected) {
    if (!first.group().equals(expected)) {
      throw new ProtocolException(
          "the membership is that of group " + first.group() + ", not of " + expected);
    }
    return begin(first);
  }

  /**
   * {@return the membership with one entry more}
   *
   * @throws ProtocolException if the entry breaks a rule
   */
  public Membership apply(Entry entry) {
    return applyAll(List.of(entry));
  }

  /**
   * {@return the membership with all these entries more}
   *
   * @throws ProtocolException if one breaks a rule
   */
  public Membership applyAll(Iterable<Entry> entries) {
    Roll next = roll.copy();
    entries.forEach(next::apply);
    return new Membership(next);
  }

  public GroupId group() {
    return roll.group;
  }

  /** {@return the newest entry} */
  public EntryId head() {
    return roll.ids.get(roll.ids.size() - 1);
  }

  /** {@return how many entries there are, from 1; the head's index is one less} */
  public int length() {
    return roll.ids.size();
  }

  /** {@return the entry at an index, null from {@link #length} on and below 0} */
  public @Nullable EntryId entry(long index) {
    return index >= 0 && index < roll.ids.size() ? roll.ids.get((int) index) : null;
  }

  /** {@return whether the entry is in this chain} A hub without a join code's head is refused. */
  public boolean contains(long index, EntryId id) {
    return id.equals(entry(index));
  }

  /** {@return the devices of the group, by ascending node id} */
  public SortedMap<NodeId, Member> members() {
    return Collections.unmodifiableSortedMap(roll.members);
  }

  /** {@return the device, null if it is not in the group now} */
  public @Nullable Member member(NodeId node) {
    return roll.members.get(node);
  }

  /** {@return the public keys of a device that is or was in the group; null if it never was} */
  public @Nullable DevicePublicKeys keys(NodeId node) {
    Member member = roll.members.get(node);
    if (member != null) {
      return member.keys();
    }
    Removed former = roll.removed.get(node);
    return former == null ? null : former.keys();
  }

  /**
   * {@return the device with this X25519 key, which is the static one of its channels; null if
   * there is none in the group now}
   */
  public @Nullable Member memberWithAgreementKey(byte[] key) {
    return roll.members.values().stream()
        .filter(member -> Arrays.equals(member.keys().agreement(), key))
        .findAny()
        .orElse(null);
  }

  /** {@return devices that once were in the group, by ascending node id} */
  public SortedMap<NodeId, Removed> removed() {
    return Collections.unmodifiableSortedMap(roll.removed);
  }

  /** {@return invites that are open, by the index of the entry that opened them} */
  public SortedMap<Long, OpenInvite> openInvites() {
    return Collections.unmodifiableSortedMap(roll.invites);
  }

  /** {@return the open invite with these keys, null if there is none} */
  public @Nullable OpenInvite openInvite(DevicePublicKeys keys) {
    return roll.invites.values().stream()
        .filter(invite -> invite.terms().keys().equals(keys))
        .findAny()
        .orElse(null);
  }

  /**
   * {@return open invites that nobody should use any more, by index: what a rotation had better
   * end}
   *
   * @param wallMillis milliseconds since 1970
   */
  public SortedSet<Long> expiredInvites(long wallMillis) {
    TreeSet<Long> expired = new TreeSet<>();
    roll.invites.forEach(
        (index, invite) -> {
          if (invite.terms().expired(wallMillis)) {
            expired.add(index);
          }
        });
    return expired;
  }

  /** {@return the public half of the group's recovery key, null if it has none} */
  public @Nullable DevicePublicKeys recovery() {
    return roll.recovery;
  }

  /**
   * {@return the log that the group's data began with, whether its device is in the group or not;
   * null if it has not begun}
   */
  public @Nullable OriginLog founder() {
    return roll.founder;
  }

  /** {@return all epochs; the index is the number} */
  public List<Epoch> epochs() {
    return Collections.unmodifiableList(roll.epochs);
  }

  /** {@return the newest epoch: who knows it seals under no earlier one} */
  public Epoch epoch() {
    return roll.epochs.get(roll.epochs.size() - 1);
  }

  /** {@return whether a device may do something now} Nobody may remove itself. */
  public boolean may(NodeId node, Act act) {
    Member member = roll.members.get(node);
    return member != null && (act == Act.SYNC || member.standing().admin());
  }

  /**
   * {@return whether batches of a log count up to a sequence} All of a device in the group do; of
   * one that was removed, those up to the cut-off; of anybody else's, none. A batch at a cut-off
   * must have its hash too: {@link #accepts(OriginLog, Position)}.
   *
   * @param sequence from 1
   */
  public boolean accepts(NodeId origin, long lineage, long sequence) {
    return roll.members.containsKey(origin)
        || sequence <= cutOff(new OriginLog(origin, lineage)).sequence();
  }

  /**
   * {@return whether a batch counts} Below a cut-off the hash is not looked at: those batches are
   * certain once the one at the cut-off is there, to which their hashes lead.
   *
   * @param batch its sequence and hash; at a cut-off another hash is a fork of the log
   */
  public boolean accepts(OriginLog log, Position batch) {
    if (roll.members.containsKey(log.origin())) {
      return true;
    }
    Position last = cutOff(log);
    return batch.sequence() < last.sequence() || batch.equals(last);
  }

  /**
   * {@return the last batch that counts of a log whose device is not in the group; {@link
   * Position#START} if none does}
   */
  public Position cutOff(OriginLog log) {
    Removed device = roll.removed.get(log.origin());
    return device == null
        ? Position.START
        : device.accepted().getOrDefault(log.lineage(), Position.START);
  }

  /** For the other classes of this package, which do not change it. */
  Roll roll() {
    return roll;
  }

  @Override
  public String toString() {
    return "membership of group "
        + roll.group
        + ", "
        + roll.ids.size()
        + " entries, "
        + roll.members.size()
        + " devices";
  }
}
