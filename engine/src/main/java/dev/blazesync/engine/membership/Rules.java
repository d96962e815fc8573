package dev.blazesync.engine.membership;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.crypto.DevicePublicKeys;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.ProtocolException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What an entry must be to stand behind a chain. Looks and changes nothing; the cheap checks come
 * before the signatures.
 */
final class Rules {
  private Rules() {}

  /** {@return the body of an entry that may begin a group} */
  static Body.Genesis checkFirst(Entry first) {
    if (!(first.body() instanceof Body.Genesis genesis)) {
      throw new ProtocolException("a membership begins with another entry than " + first);
    }
    InviteTerms founder = genesis.founder();
    if (!first.author().equals(new Author(Author.Kind.INVITE, founder.keys().verification()))) {
      throw bad(first, "it is not signed by the founder's invite");
    }
    Set<Octets> seen = new HashSet<>();
    checkNew(first, founder.keys(), seen);
    seen.addAll(Roll.halves(founder.keys()));
    DevicePublicKeys recovery = genesis.recovery();
    if (recovery != null) {
      checkNew(first, recovery, seen);
    }
    checkWraps(first, genesis.rotation(), recovery == null ? 1 : 2);
    checkSigned(first);
    return genesis;
  }

  static void check(Roll roll, Entry entry) {
    checkPlace(roll, entry);
    checkAuthor(roll, entry);
    Body body = entry.body();
    if (body instanceof Body.Invite invite) {
      checkInvite(roll, entry, invite);
    } else if (body instanceof Body.Add add) {
      checkAdd(roll, entry, add);
    } else if (body instanceof Body.Remove remove) {
      checkRemove(roll, entry, remove);
    } else if (body instanceof Body.Rotate rotate) {
      checkRotate(roll, entry, rotate);
    } else if (body instanceof Body.Found) {
      checkFound(roll, entry);
    }
    checkSigned(entry);
  }

  private static void checkPlace(Roll roll, Entry entry) {
    if (!entry.group().equals(roll.group)) {
      throw bad(entry, "it is not of group " + roll.group);
    }
    Entry.Place next = roll.next();
    if (entry.index() != next.index()) {
      throw bad(entry, "the next entry has index " + next.index());
    }
    if (!entry.previous().equals(next.previous())) {
      throw bad(entry, "it stands behind " + entry.previous() + ", not behind the head");
    }
    if (entry.index() >= Limits.MEMBERSHIP_ENTRIES) {
      throw bad(entry, "a membership has at most " + Limits.MEMBERSHIP_ENTRIES + " entries");
    }
  }

  private static void checkAuthor(Roll roll, Entry entry) {
    Author author = entry.author();
    if (entry.body() instanceof Body.Add) {
      openInvite(roll, entry);
      return;
    }
    if (entry.body() instanceof Body.Found) {
      device(roll, entry);
      return;
    }
    boolean may =
        switch (author.kind()) {
          case DEVICE -> {
            Member member = roll.member(author.key());
            yield member != null && member.standing().admin();
          }
          case RECOVERY ->
              roll.recovery != null && roll.recovery.verification().equals(author.key());
          case INVITE -> false;
        };
    if (!may) {
      throw bad(entry, "its author is no admin");
    }
  }

  /** {@return the device of the group that signs the entry} */
  static Member device(Roll roll, Entry entry) {
    Author author = entry.author();
    Member member = author.kind() == Author.Kind.DEVICE ? roll.member(author.key()) : null;
    if (member == null) {
      throw bad(entry, "its author is no device of the group");
    }
    return member;
  }

  /** {@return the invite that lets in the device that the entry adds} */
  static OpenInvite openInvite(Roll roll, Entry entry) {
    Author author = entry.author();
    OpenInvite invite = author.kind() == Author.Kind.INVITE ? roll.invite(author.key()) : null;
    if (invite == null) {
      throw bad(entry, "its author is no open invite: it was used up or ended, or never was one");
    }
    return invite;
  }

  private static void checkInvite(Roll roll, Entry entry, Body.Invite invite) {
    if (roll.invites.size() >= Limits.OPEN_INVITES) {
      throw bad(entry, "a group has at most " + Limits.OPEN_INVITES + " open invites");
    }
    checkNew(entry, invite.terms().keys(), roll.halves);
  }

  private static void checkAdd(Roll roll, Entry entry, Body.Add add) {
    NodeId node = add.device().nodeId();
    if (roll.members.containsKey(node) || roll.removed.containsKey(node)) {
      throw bad(entry, "device " + node + " is or was in the group: it joins with new keys");
    }
    if (roll.members.size() >= Limits.DEVICES) {
      throw bad(entry, "a group has at most " + Limits.DEVICES + " devices");
    }
    checkNew(entry, add.device(), roll.halves);
  }

  private static void checkRemove(Roll roll, Entry entry, Body.Remove remove) {
    Member target = roll.members.get(remove.device());
    if (target == null) {
      throw bad(entry, "device " + remove.device() + " is not in the group");
    }
    if (target.keys().verification().equals(entry.author().key())) {
      throw bad(entry, "nobody removes itself: it would know the secret of the epoch after");
    }
    int recipients = roll.recipients(remove.device(), index -> false).size();
    checkWraps(entry, remove.rotation(), recipients);
  }

  private static void checkRotate(Roll roll, Entry entry, Body.Rotate rotate) {
    for (long index : rotate.ended()) {
      if (!roll.invites.containsKey(index)) {
        throw bad(entry, "invite " + index + " is not open");
      }
    }
    int recipients = roll.recipients(null, index -> !rotate.ended().contains(index)).size();
    checkWraps(entry, rotate.rotation(), recipients);
  }

  private static void checkFound(Roll roll, Entry entry) {
    if (roll.founder != null) {
      throw bad(entry, "the group's data has begun, with log " + roll.founder);
    }
  }

  private static void checkWraps(Entry entry, Rotation rotation, int recipients) {
    if (rotation.wraps().size() != recipients) {
      throw bad(entry, "it does not wrap its epoch's secret to " + recipients + " recipients");
    }
  }

  private static void checkNew(Entry entry, DevicePublicKeys keys, Set<Octets> seen) {
    List<Octets> halves = Roll.halves(keys);
    if (seen.contains(halves.get(0)) || seen.contains(halves.get(1))) {
      throw bad(entry, "a key it names has been in the group before");
    }
    AgreementKeys.check(keys.agreement());
  }

  private static void checkSigned(Entry entry) {
    if (!entry.signed()) {
      throw bad(entry, "a signature of it is wrong");
    }
  }

  private static ProtocolException bad(Entry entry, String why) {
    return new ProtocolException("the membership does not accept " + entry + ": " + why);
  }
}
