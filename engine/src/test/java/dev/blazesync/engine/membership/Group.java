package dev.blazesync.engine.membership;

import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.engine.crypto.DevicePublicKeys;
import dev.blazesync.engine.crypto.Purpose;
import dev.blazesync.engine.seal.BatchSealer;
import dev.blazesync.engine.seal.EpochId;
import dev.blazesync.engine.seal.ObjectSealer;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.Position;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A group and all who have a part in it, with keys from a seed. */
public final class Group {
  public static final Standing CLIENT = new Standing(false, false);
  public static final Standing SERVER = new Standing(true, false);
  public static final Standing ADMIN = new Standing(false, true);

  public final SecureRandom random;
  public final DeviceKeys recovery;
  public final InviteSeed founding;
  public final List<Entry> entries = new ArrayList<>();
  public Membership membership;

  public Group(long seed, boolean recoverable) {
    this(seed, recoverable, InviteSeed.generate(new SeededRandom(~seed)));
  }

  public Group(long seed, boolean recoverable, InviteSeed founding) {
    this.founding = founding;
    random = new SeededRandom(seed);
    recovery = DeviceKeys.generate(random);
    DevicePublicKeys known = recoverable ? recovery.publicKeys() : null;
    Entry first = Founding.create(founding, true, 0, known, random);
    entries.add(first);
    membership = Membership.begin(first);
  }

  /** A group with a recovery key, whose first device is there. */
  public static Founded founded(long seed) {
    Group group = new Group(seed, true);
    return new Founded(group, group.join(group.founding));
  }

  /** A group and its first admin. */
  public record Founded(Group group, DeviceKeys admin) {}

  public Entry take(Entry entry) {
    membership = membership.apply(entry);
    entries.add(entry);
    return entry;
  }

  public DeviceKeys join(InviteSeed seed) {
    DeviceKeys device = DeviceKeys.generate(random);
    take(Enrolment.join(membership, seed, device, random));
    return device;
  }

  public InviteSeed invite(DeviceKeys admin, Standing standing, int uses) {
    InviteSeed seed = InviteSeed.generate(random);
    take(as(admin).invite(terms(seed, standing, uses)));
    return seed;
  }

  public DeviceKeys add(DeviceKeys admin, Standing standing) {
    return join(invite(admin, standing, 1));
  }

  public Entry remove(DeviceKeys admin, NodeId device) {
    return take(as(admin).remove(device, Map.of()));
  }

  public Entry remove(DeviceKeys admin, NodeId device, Map<Long, Position> accepted) {
    return take(as(admin).remove(device, accepted));
  }

  public Entry rotate(DeviceKeys admin) {
    return take(as(admin).rotate(Set.of()));
  }

  public Administration as(DeviceKeys admin) {
    return new Administration(membership, admin, random);
  }

  public static InviteTerms terms(InviteSeed seed, Standing standing, int uses) {
    try (InviteKeys keys = seed.keys()) {
      return new InviteTerms(keys.publicKeys(), uses, 0, standing);
    }
  }

  /** {@return who opens what the group seals, as this member} */
  public EpochKeys secrets(DeviceKeys member) {
    return EpochKeys.open(membership, member);
  }

  /** {@return the current epoch as batches name it} */
  public EpochId epoch() {
    return EpochId.of(membership.epoch().id().toBytes());
  }

  /** {@return what seals this member's batches under the current epoch} */
  public BatchSealer sealer(DeviceKeys member) {
    return new BatchSealer(member, membership.group(), epoch(), secrets(member).current(), random);
  }

  /** {@return what seals this member's objects under the current epoch} */
  public ObjectSealer objects(DeviceKeys member) {
    return new ObjectSealer(member, membership.group(), epoch(), secrets(member).current(), random);
  }

  /** What the group's software would not make: a body behind the head, signed as told. */
  public Entry forge(DeviceKeys author, Body body) {
    return forge(Author.Kind.DEVICE, author, body);
  }

  /** The same by an author who says to be of that kind. */
  public Entry forge(Author.Kind kind, DeviceKeys author, Body body) {
    return forge(membership.roll().next(), kind, author, body);
  }

  static Entry forge(Entry.Place place, Author.Kind kind, DeviceKeys author, Body body) {
    return Entry.sign(
        place,
        new Author(kind, author.publicKeys().verification()),
        body,
        message -> author.sign(Purpose.MEMBERSHIP_SIGNATURE, message));
  }
}
