package dev.blazesync.engine.membership;

import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.engine.crypto.DevicePublicKeys;
import dev.blazesync.engine.crypto.Purpose;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.Position;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A group and all who have a part in it, with keys from a seed. */
final class Group {
  static final Standing CLIENT = new Standing(false, false);
  static final Standing SERVER = new Standing(true, false);
  static final Standing ADMIN = new Standing(false, true);

  final SecureRandom random;
  final DeviceKeys recovery;
  final InviteSeed founding;
  final List<Entry> entries = new ArrayList<>();
  Membership membership;

  Group(long seed, boolean recoverable) {
    this(seed, recoverable, InviteSeed.generate(new SeededRandom(~seed)));
  }

  Group(long seed, boolean recoverable, InviteSeed founding) {
    this.founding = founding;
    random = new SeededRandom(seed);
    recovery = DeviceKeys.generate(random);
    DevicePublicKeys known = recoverable ? recovery.publicKeys() : null;
    Entry first = Founding.create(founding, true, 0, known, random);
    entries.add(first);
    membership = Membership.begin(first);
  }

  /** A group with a recovery key, whose first device is there. */
  static Founded founded(long seed) {
    Group group = new Group(seed, true);
    return new Founded(group, group.join(group.founding));
  }

  /** A group and its first admin. */
  record Founded(Group group, DeviceKeys admin) {}

  Entry take(Entry entry) {
    membership = membership.apply(entry);
    entries.add(entry);
    return entry;
  }

  DeviceKeys join(InviteSeed seed) {
    DeviceKeys device = DeviceKeys.generate(random);
    take(Enrolment.join(membership, seed, device, random));
    return device;
  }

  InviteSeed invite(DeviceKeys admin, Standing standing, int uses) {
    InviteSeed seed = InviteSeed.generate(random);
    take(as(admin).invite(terms(seed, standing, uses)));
    return seed;
  }

  DeviceKeys add(DeviceKeys admin, Standing standing) {
    return join(invite(admin, standing, 1));
  }

  Entry remove(DeviceKeys admin, NodeId device) {
    return take(as(admin).remove(device, Map.of()));
  }

  Entry remove(DeviceKeys admin, NodeId device, Map<Long, Position> accepted) {
    return take(as(admin).remove(device, accepted));
  }

  Entry rotate(DeviceKeys admin) {
    return take(as(admin).rotate(Set.of()));
  }

  Administration as(DeviceKeys admin) {
    return new Administration(membership, admin, random);
  }

  static InviteTerms terms(InviteSeed seed, Standing standing, int uses) {
    try (InviteKeys keys = seed.keys()) {
      return new InviteTerms(keys.publicKeys(), uses, 0, standing);
    }
  }

  /** What the group's software would not make: a body behind the head, signed as told. */
  Entry forge(DeviceKeys author, Body body) {
    return forge(membership.roll().next(), Author.Kind.DEVICE, author, body);
  }

  static Entry forge(Entry.Place place, Author.Kind kind, DeviceKeys author, Body body) {
    return Entry.sign(
        place,
        new Author(kind, author.publicKeys().verification()),
        body,
        message -> author.sign(Purpose.MEMBERSHIP_SIGNATURE, message));
  }
}
