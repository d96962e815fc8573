package dev.blazesync.engine.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.engine.crypto.DevicePublicKeys;
import dev.blazesync.engine.crypto.Purpose;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.RefusedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Every rule, broken: each entry is well signed unless the test says otherwise. */
class RulesTest {
  private final Group group;
  private final DeviceKeys admin;
  private final DeviceKeys client;

  RulesTest() {
    Group.Founded founded = Group.founded(3);
    group = founded.group();
    admin = founded.admin();
    client = group.add(admin, Group.CLIENT);
  }

  @Test
  void anEntryIsAppliedOnce() {
    Entry rotation = group.rotate(admin);
    refused(rotation, "the next entry has index " + group.membership.length());
    refused(group.entries.get(0), "the next entry has index");
  }

  @Test
  void anEntryOfAnotherGroupIsRefused() {
    Group other = new Group(4, true);
    DeviceKeys founder = other.join(other.founding);
    other.add(founder, Group.CLIENT);
    refused(other.as(founder).rotate(Set.of()), "it is not of group " + group.membership.group());
  }

  @Test
  void indexesAreNotSkippedAndTheHeadIsTheOneBefore() {
    Body body = group.as(admin).rotate(Set.of()).body();
    GroupId id = group.membership.group();
    EntryId head = group.membership.head();
    long next = group.membership.length();
    for (long index : new long[] {next - 1, next + 1, Limits.MEMBERSHIP_ENTRIES - 1}) {
      refused(device(new Entry.Place(id, index, head), admin, body), "the next entry has index");
    }
    EntryId older = group.entries.get(1).id();
    refused(device(new Entry.Place(id, next, older), admin, body), "not behind the head");
  }

  @Test
  void aWrongSignatureIsRefused() {
    Body body = group.as(admin).rotate(Set.of()).body();
    Author author = new Author(Author.Kind.DEVICE, admin.publicKeys().verification());
    Entry.Place place = group.membership.roll().next();
    refused(
        Entry.sign(place, author, body, m -> client.sign(Purpose.MEMBERSHIP_SIGNATURE, m)),
        "a signature of it is wrong");
    refused(
        Entry.sign(place, author, body, m -> admin.sign(Purpose.BATCH_SIGNATURE, m)),
        "a signature of it is wrong");
  }

  @Test
  void onlyAdminsAct() {
    Body rotation = group.as(admin).rotate(Set.of()).body();
    Body removal = group.as(admin).remove(client.nodeId(), Map.of()).body();
    Body invite = group.as(admin).invite(terms(Group.ADMIN)).body();
    DeviceKeys stranger = DeviceKeys.generate(group.random);
    Entry.Place next = group.membership.roll().next();
    for (Body body : List.of(rotation, removal, invite)) {
      refused(device(next, client, body), "its author is no admin");
      refused(device(next, stranger, body), "its author is no admin");
      refused(Group.forge(next, Author.Kind.RECOVERY, admin, body), "its author is no admin");
      refused(Group.forge(next, Author.Kind.INVITE, admin, body), "its author is no admin");
      refused(Group.forge(next, Author.Kind.DEVICE, group.recovery, body), "is no admin");
    }
    assertThatThrownBy(() -> group.as(client))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("is no admin of group");
    assertThatThrownBy(() -> group.as(stranger)).isInstanceOf(RefusedException.class);
  }

  @Test
  void aRemovedAdminActsNoMore() {
    DeviceKeys second = group.add(admin, Group.ADMIN);
    Body body = group.as(second).invite(terms(Group.ADMIN)).body();
    group.remove(admin, second.nodeId());
    refused(group.forge(second, body), "its author is no admin");
  }

  @Test
  void aGroupWithoutRecoveryKeyHasNobodyWhoRecovers() {
    Group plain = new Group(5, false);
    DeviceKeys founder = plain.join(plain.founding);
    Body body = plain.as(founder).rotate(Set.of()).body();
    Entry entry =
        Group.forge(plain.membership.roll().next(), Author.Kind.RECOVERY, plain.recovery, body);
    assertThatThrownBy(() -> plain.membership.apply(entry)).hasMessageContaining("no admin");
    assertThatThrownBy(() -> plain.as(plain.recovery)).isInstanceOf(RefusedException.class);
  }

  @Test
  void theDataBeginsOnceWhateverBecomesOfWhoBeganIt() {
    group.take(Founding.found(group.membership, client, 7));
    for (DeviceKeys device : List.of(client, admin)) {
      for (long lineage : new long[] {7, 8}) {
        refused(group.forge(device, new Body.Found(lineage)), "the group's data has begun");
        assertThatThrownBy(() -> Founding.found(group.membership, device, lineage))
            .isInstanceOf(RefusedException.class)
            .hasMessageContaining("the group's data has begun");
      }
    }
    group.remove(admin, client.nodeId());
    assertThat(group.membership.founder()).isEqualTo(new OriginLog(client.nodeId(), 7));
    refused(group.forge(admin, new Body.Found(8)), "the group's data has begun");
  }

  @Test
  void onlyDevicesOfTheGroupBeginItsData() {
    DeviceKeys former = group.add(admin, Group.ADMIN);
    group.remove(admin, former.nodeId());
    InviteSeed open = group.invite(admin, Group.ADMIN, 2);
    Body body = new Body.Found(1);
    Entry.Place next = group.membership.roll().next();
    String why = "its author is no device of the group";
    refused(device(next, DeviceKeys.generate(group.random), body), why);
    refused(device(next, former, body), why);
    for (Author.Kind kind : Author.Kind.values()) {
      refused(Group.forge(next, kind, group.recovery, body), why);
    }
    refused(Group.forge(next, Author.Kind.RECOVERY, admin, body), why);
    refused(Group.forge(next, Author.Kind.INVITE, admin, body), why);
    refused(invited(open, body), why);
    try (InviteKeys keys = open.keys()) {
      Author asDevice = new Author(Author.Kind.DEVICE, keys.author().key());
      refused(Entry.sign(next, asDevice, body, keys::sign), why);
    }
    Author author = new Author(Author.Kind.DEVICE, client.publicKeys().verification());
    refused(
        Entry.sign(next, author, body, m -> admin.sign(Purpose.MEMBERSHIP_SIGNATURE, m)),
        "a signature of it is wrong");
    assertThat(group.membership.founder()).isNull();
  }

  @Test
  void nobodyRemovesItselfSoOneAdminStays() {
    assertThatThrownBy(() -> group.as(admin).remove(admin.nodeId(), Map.of()))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("nobody removes itself");
  }

  @Test
  void onlyWhoIsThereIsRemoved() {
    assertThatThrownBy(() -> group.as(admin).remove(NodeId.NONE, Map.of()))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("is not in the group");
    group.remove(admin, client.nodeId());
    assertThatThrownBy(() -> group.as(admin).remove(client.nodeId(), Map.of()))
        .isInstanceOf(RefusedException.class);
  }

  @Test
  void aDeviceDoesNotComeBackWithItsKeys() {
    InviteSeed early = group.invite(admin, Group.CLIENT, 5);
    join(early, client, "is or was in the group");
    group.remove(admin, client.nodeId());
    InviteSeed seed = group.invite(admin, Group.CLIENT, 5);
    join(seed, client, "is or was in the group");
    group.join(seed);
  }

  @Test
  void noHalfOfAKeyPairStandsTwiceInAChain() {
    DevicePublicKeys fresh = DeviceKeys.generate(group.random).publicKeys();
    for (DevicePublicKeys known :
        List.of(
            client.publicKeys(),
            group.recovery.publicKeys(),
            Group.terms(group.founding, Group.ADMIN, 1).keys())) {
      for (DevicePublicKeys mixed : List.of(mix(known, fresh), mix(fresh, known), known)) {
        InviteTerms terms = new InviteTerms(mixed, 1, 0, Group.CLIENT);
        assertThatThrownBy(() -> group.as(admin).invite(terms))
            .isInstanceOf(RefusedException.class)
            .hasMessageContaining("has been in the group before");
      }
    }
  }

  @Test
  void aKeyThatNothingCanBeWrappedToStaysOut() {
    InviteSeed seed = group.invite(admin, Group.CLIENT, 1);
    DeviceKeys device = DeviceKeys.generate(group.random);
    byte[] low = Arrays.copyOf(device.publicKeys().verification().toBytes(), 64);
    byte[] twice = low.clone();
    Arrays.fill(twice, 32, 64, (byte) 0xff);
    for (byte[] keys : List.of(low, twice)) {
      DevicePublicKeys bad = DevicePublicKeys.of(keys);
      try (InviteKeys invite = seed.keys()) {
        Body.Add add = new Body.Add(bad, Octets.zeros(80), Octets.zeros(64));
        Entry entry =
            Entry.sign(group.membership.roll().next(), invite.author(), add, invite::sign);
        refused(entry, "an X25519 public key is");
      }
    }
  }

  @Test
  void anInviteThatWasUsedUpLetsNobodyIn() {
    DeviceKeys device = DeviceKeys.generate(group.random);
    InviteSeed seed = group.invite(admin, Group.CLIENT, 1);
    Entry early = Enrolment.join(group.membership, seed, device, group.random);
    group.join(seed);
    refused(behindTheHead(seed, early), "its author is no open invite");
    joinRefused(seed);
    joinRefused(group.founding);
  }

  @Test
  void anInviteThatWasEndedLetsNobodyIn() {
    DeviceKeys device = DeviceKeys.generate(group.random);
    InviteSeed one = group.invite(admin, Group.CLIENT, 2);
    InviteSeed two = group.invite(admin, Group.CLIENT, 2);
    Entry byOne = Enrolment.join(group.membership, one, device, group.random);
    Entry byTwo = Enrolment.join(group.membership, two, device, group.random);
    long index = group.membership.openInvites().firstKey();
    group.take(group.as(admin).rotate(Set.of(index)));
    refused(behindTheHead(one, byOne), "its author is no open invite");
    joinRefused(one);
    group.remove(admin, client.nodeId());
    refused(behindTheHead(two, byTwo), "its author is no open invite");
    joinRefused(two);
    assertThatThrownBy(() -> group.as(admin).rotate(Set.of(index)))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("invite " + index + " is not open");
  }

  @Test
  void aDeviceIsAddedByAnInviteAndItselfAlone() {
    InviteSeed seed = group.invite(admin, Group.CLIENT, 2);
    DeviceKeys device = DeviceKeys.generate(group.random);
    Entry good = Enrolment.join(group.membership, seed, device, group.random);
    Body.Add add = (Body.Add) good.body();
    refused(group.forge(admin, add), "its author is no open invite");
    Entry.Place next = group.membership.roll().next();
    refused(Group.forge(next, Author.Kind.RECOVERY, group.recovery, add), "no open invite");
    Body.Add unproven = new Body.Add(add.device(), add.wrap(), Octets.zeros(64));
    refused(invited(seed, unproven), "a signature of it is wrong");
    Body.Add another =
        new Body.Add(DeviceKeys.generate(group.random).publicKeys(), add.wrap(), add.possession());
    refused(invited(seed, another), "a signature of it is wrong");
    group.take(good);
  }

  @Test
  void aSecretIsWrappedToAllWhoHaveARightToIt() {
    for (Entry good :
        List.of(
            group.as(admin).rotate(Set.of()), group.as(admin).remove(client.nodeId(), Map.of()))) {
      Rotation rotation = good.body().rotation();
      List<Octets> fewer = rotation.wraps().subList(1, rotation.wraps().size());
      List<Octets> more = new ArrayList<>(rotation.wraps());
      more.add(rotation.wraps().get(0));
      for (List<Octets> wraps : List.of(fewer, more, List.<Octets>of())) {
        Rotation wrong = new Rotation(rotation.commitment(), rotation.earlier(), wraps);
        Body body =
            good.body() instanceof Body.Rotate
                ? new Body.Rotate(new TreeSet<>(), wrong)
                : new Body.Remove(client.nodeId(), new TreeMap<>(), wrong);
        refused(group.forge(admin, body), "does not wrap its epoch's secret to");
      }
    }
  }

  @Test
  void aGroupHasRoomForSoManyInvites() {
    for (int index = 0; index < Limits.OPEN_INVITES; index++) {
      group.invite(admin, Group.CLIENT, 1);
    }
    assertThatThrownBy(() -> group.as(admin).invite(terms(Group.CLIENT)))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("at most " + Limits.OPEN_INVITES + " open invites");
    Set<Long> all = Set.copyOf(group.membership.openInvites().keySet());
    group.take(group.as(admin).rotate(all));
    assertThat(group.membership.openInvites()).isEmpty();
  }

  @Test
  void aGroupHasRoomForSoManyDevices() {
    InviteSeed seed = group.invite(admin, Group.CLIENT, Limits.INVITE_USES);
    while (group.membership.members().size() < Limits.DEVICES) {
      group.join(seed);
    }
    join(
        seed,
        DeviceKeys.generate(group.random),
        "a group has at most " + Limits.DEVICES + " devices");
    group.remove(admin, client.nodeId());
    group.add(admin, Group.CLIENT);
  }

  @Test
  void theLargestEntryIsWithinTheLimit() {
    TreeMap<Long, Position> logs = new TreeMap<>();
    for (long lineage = 0; lineage < Limits.REMOVED_LOGS; lineage++) {
      logs.put(lineage, new Position(Long.MAX_VALUE, new byte[32]));
    }
    List<Octets> wraps = Collections.nCopies(Rotation.MAX_WRAPS, Octets.zeros(80));
    Rotation rotation = new Rotation(Octets.zeros(32), Octets.zeros(48), wraps);
    Entry entry = group.forge(admin, new Body.Remove(client.nodeId(), logs, rotation));
    assertThat(entry.toBytes()).hasSizeLessThan(Limits.ENTRY_BYTES);
    assertThat(Entry.decode(entry.toBytes()).body()).isEqualTo(entry.body());
  }

  @Test
  void aFirstEntryIsSignedByTheFoundersInviteAndNamesNoKeyTwice() {
    Entry first = group.entries.get(0);
    Body.Genesis genesis = (Body.Genesis) first.body();
    notFirst(Group.forge(Entry.Place.FIRST, Author.Kind.INVITE, admin, genesis), "not signed by");
    InviteTerms own = new InviteTerms(admin.publicKeys(), 1, 0, genesis.founder().standing());
    Rotation rotation = genesis.rotation();
    Body twice = new Body.Genesis(genesis.nonce(), own, admin.publicKeys(), rotation);
    notFirst(
        Group.forge(Entry.Place.FIRST, Author.Kind.INVITE, admin, twice), "has been in the group");
    Body fewer =
        new Body.Genesis(
            genesis.nonce(),
            own,
            client.publicKeys(),
            new Rotation(rotation.commitment(), null, rotation.wraps().subList(0, 1)));
    notFirst(Group.forge(Entry.Place.FIRST, Author.Kind.INVITE, admin, fewer), "to 2 recipients");
    Body more = new Body.Genesis(genesis.nonce(), own, null, rotation);
    notFirst(Group.forge(Entry.Place.FIRST, Author.Kind.INVITE, admin, more), "to 1 recipients");
    notFirst(Group.forge(Entry.Place.FIRST, Author.Kind.DEVICE, admin, more), "not signed by");
    notFirst(group.entries.get(1), "begins with another entry");
    Body fine = new Body.Genesis(genesis.nonce(), own, client.publicKeys(), rotation);
    assertThat(Membership.begin(Group.forge(Entry.Place.FIRST, Author.Kind.INVITE, admin, fine)))
        .isNotNull();
    Entry unsigned =
        Entry.sign(Entry.Place.FIRST, first.author(), genesis, message -> new byte[64]);
    notFirst(unsigned, "a signature of it is wrong");
  }

  @Test
  void aBodyOutOfItsRangeIsAMistakeOfOurs() {
    DevicePublicKeys keys = client.publicKeys();
    Rotation rotation = group.as(admin).rotate(Set.of()).body().rotation();
    TreeMap<Long, Position> logs = new TreeMap<>();
    for (long lineage = 0; lineage <= Limits.REMOVED_LOGS; lineage++) {
      logs.put(lineage, new Position(1, new byte[32]));
    }
    List<Runnable> mistakes =
        List.of(
            () -> new InviteTerms(keys, 0, 0, Group.CLIENT),
            () -> new InviteTerms(keys, Limits.INVITE_USES + 1, 0, Group.CLIENT),
            () -> new InviteTerms(keys, 1, -1, Group.CLIENT),
            () -> new Body.Remove(NodeId.NONE, logs, rotation),
            () -> new Body.Remove(NodeId.NONE, new TreeMap<>(Map.of(1L, Position.START)), rotation),
            () -> new Body.Genesis(Octets.zeros(32), terms(Group.CLIENT), null, rotation),
            () -> new Body.Genesis(Octets.zeros(32), terms(Group.ADMIN), null, rotation),
            () -> new Body.Invite(terms(Group.CLIENT), Octets.zeros(79)),
            () -> EntryId.of(new byte[31]));
    for (Runnable mistake : mistakes) {
      assertThatThrownBy(mistake::run).isInstanceOf(IllegalArgumentException.class);
    }
  }

  private void refused(Entry entry, String why) {
    EntryId head = group.membership.head();
    assertThatThrownBy(() -> group.membership.apply(entry))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining(why);
    assertThat(group.membership.head()).isEqualTo(head);
  }

  private static void notFirst(Entry entry, String why) {
    assertThatThrownBy(() -> Membership.begin(entry))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining(why);
  }

  private void join(InviteSeed seed, DeviceKeys device, String why) {
    assertThatThrownBy(() -> Enrolment.join(group.membership, seed, device, group.random))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(why);
  }

  private void joinRefused(InviteSeed seed) {
    join(seed, DeviceKeys.generate(group.random), "used up or was ended");
  }

  /** The same act, signed again for the head that is there now. */
  private Entry behindTheHead(InviteSeed seed, Entry entry) {
    return invited(seed, entry.body());
  }

  private Entry invited(InviteSeed seed, Body body) {
    try (InviteKeys invite = seed.keys()) {
      return Entry.sign(group.membership.roll().next(), invite.author(), body, invite::sign);
    }
  }

  private InviteTerms terms(Standing standing) {
    return Group.terms(InviteSeed.generate(group.random), standing, 1);
  }

  private static Entry device(Entry.Place place, DeviceKeys author, Body body) {
    return Group.forge(place, Author.Kind.DEVICE, author, body);
  }

  private static DevicePublicKeys mix(DevicePublicKeys first, DevicePublicKeys second) {
    byte[] bytes = Arrays.copyOf(first.verification().toBytes(), 64);
    System.arraycopy(second.agreement(), 0, bytes, 32, 32);
    return DevicePublicKeys.of(bytes);
  }
}
