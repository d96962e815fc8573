package dev.blazesync.engine.membership;

import dev.blazesync.engine.crypto.DevicePublicKeys;
import dev.blazesync.engine.crypto.Ed25519PublicKey;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.ProtocolException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongPredicate;

/**
 * What a chain amounts to, while it grows: writes down entries that {@link Rules} let pass. Not
 * thread-safe; a {@link Membership} never changes the one it holds.
 */
final class Roll {
  final GroupId group;
  final @Nullable DevicePublicKeys recovery;
  final ArrayList<EntryId> ids;
  final TreeMap<NodeId, Member> members;
  final TreeMap<NodeId, Removed> removed;
  final TreeMap<Long, OpenInvite> invites;
  final ArrayList<Epoch> epochs;

  /** The log that the group's data began with; null = it has not begun. */
  @Nullable OriginLog founder;

  /** The current epoch's secret for each who has a right to it. */
  final Map<DevicePublicKeys, Octets> wraps;

  /** Both halves of every pair of public keys that the chain has ever named. */
  final Set<Octets> halves;

  private Roll(Entry first, Body.Genesis genesis) {
    group = first.group();
    recovery = genesis.recovery();
    ids = new ArrayList<>();
    members = new TreeMap<>();
    removed = new TreeMap<>();
    invites = new TreeMap<>();
    epochs = new ArrayList<>();
    wraps = new HashMap<>();
    halves = new HashSet<>();
  }

  private Roll(Roll other) {
    group = other.group;
    recovery = other.recovery;
    ids = new ArrayList<>(other.ids);
    members = new TreeMap<>(other.members);
    removed = new TreeMap<>(other.removed);
    invites = new TreeMap<>(other.invites);
    epochs = new ArrayList<>(other.epochs);
    founder = other.founder;
    wraps = new HashMap<>(other.wraps);
    halves = new HashSet<>(other.halves);
  }

  /**
   * @throws ProtocolException if the entry begins no group
   */
  static Roll begin(Entry first) {
    Body.Genesis genesis = Rules.checkFirst(first);
    Roll roll = new Roll(first, genesis);
    roll.ids.add(first.id());
    roll.open(0, genesis.founder());
    if (roll.recovery != null) {
      roll.remember(roll.recovery);
    }
    roll.begin(first, Epoch.Origin.first(genesis.nonce()), genesis.rotation());
    return roll;
  }

  Roll copy() {
    return new Roll(this);
  }

  /**
   * @throws ProtocolException if the entry breaks a rule; then nothing has changed
   */
  void apply(Entry entry) {
    Rules.check(this, entry);
    Body body = entry.body();
    if (body instanceof Body.Invite invite) {
      open(entry.index(), invite.terms());
      wraps.put(invite.terms().keys(), invite.wrap());
    } else if (body instanceof Body.Add add) {
      add(entry, add);
    } else if (body instanceof Body.Remove remove) {
      remove(entry, remove);
    } else if (body instanceof Body.Rotate rotate) {
      invites.keySet().removeAll(rotate.ended());
    } else if (body instanceof Body.Found found) {
      founder = new OriginLog(Rules.device(this, entry).node(), found.lineage());
    }
    ids.add(entry.id());
    Rotation rotation = body.rotation();
    if (rotation != null) {
      begin(entry, Epoch.Origin.of(place(entry.index(), entry.previous())), rotation);
    }
  }

  private Entry.Place place(long index, EntryId previous) {
    return new Entry.Place(group, index, previous);
  }

  /** {@return where the next entry stands} */
  Entry.Place next() {
    return place(ids.size(), ids.get(ids.size() - 1));
  }

  private void open(long index, InviteTerms terms) {
    invites.put(index, new OpenInvite(index, terms, terms.uses()));
    remember(terms.keys());
  }

  private void add(Entry entry, Body.Add add) {
    OpenInvite invite = Rules.openInvite(this, entry);
    NodeId node = add.device().nodeId();
    members.put(node, new Member(node, add.device(), invite.terms().standing(), entry.index()));
    remember(add.device());
    wraps.put(add.device(), add.wrap());
    if (invite.usesLeft() > 1) {
      invites.put(
          invite.index(), new OpenInvite(invite.index(), invite.terms(), invite.usesLeft() - 1));
    } else {
      invites.remove(invite.index());
      wraps.remove(invite.terms().keys());
    }
  }

  private void remove(Entry entry, Body.Remove remove) {
    NodeId node = remove.device();
    Member member = members.remove(node);
    if (member != null) {
      removed.put(node, new Removed(node, member.keys(), entry.index(), remove.accepted()));
    }
    invites.clear();
  }

  private void begin(Entry entry, Epoch.Origin origin, Rotation rotation) {
    epochs.add(
        new Epoch(epochs.size(), entry.id(), origin, rotation.commitment(), rotation.earlier()));
    List<DevicePublicKeys> recipients = recipients(null, index -> true);
    wraps.clear();
    for (int index = 0; index < recipients.size(); index++) {
      wraps.put(recipients.get(index), rotation.wraps().get(index));
    }
  }

  /**
   * {@return who has a right to the secret, in the order of the wraps}
   *
   * @param without a device that has none
   * @param kept which of the open invites have one, by index
   */
  List<DevicePublicKeys> recipients(@Nullable NodeId without, LongPredicate kept) {
    List<DevicePublicKeys> recipients = new ArrayList<>();
    members.values().stream()
        .filter(member -> !member.node().equals(without))
        .forEach(member -> recipients.add(member.keys()));
    invites.values().stream()
        .filter(invite -> kept.test(invite.index()))
        .forEach(invite -> recipients.add(invite.terms().keys()));
    if (recovery != null) {
      recipients.add(recovery);
    }
    return recipients;
  }

  /** {@return the device whose signatures the key verifies, null if there is none} */
  @Nullable
  Member member(Ed25519PublicKey key) {
    return members.values().stream()
        .filter(member -> key.equals(member.keys().verification()))
        .findAny()
        .orElse(null);
  }

  /** {@return the open invite whose signatures the key verifies, null if there is none} */
  @Nullable
  OpenInvite invite(Ed25519PublicKey key) {
    return invites.values().stream()
        .filter(invite -> key.equals(invite.terms().keys().verification()))
        .findAny()
        .orElse(null);
  }

  private void remember(DevicePublicKeys keys) {
    halves.addAll(halves(keys));
  }

  static List<Octets> halves(DevicePublicKeys keys) {
    return List.of(Octets.of(keys.verification().toBytes()), Octets.of(keys.agreement()));
  }
}
