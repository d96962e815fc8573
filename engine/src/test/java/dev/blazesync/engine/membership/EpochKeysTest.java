package dev.blazesync.engine.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.engine.crypto.Aead;
import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.engine.crypto.Hkdf;
import dev.blazesync.engine.crypto.Hpke;
import dev.blazesync.engine.crypto.Purpose;
import dev.blazesync.engine.crypto.Secret;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.RefusedException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class EpochKeysTest {
  private final Group group;
  private final DeviceKeys admin;

  EpochKeysTest() {
    Group.Founded founded = Group.founded(11);
    group = founded.group();
    admin = founded.admin();
  }

  @Test
  void allWhoHaveARightToThemHaveTheSameSecretsOfAllEpochs() {
    DeviceKeys early = group.add(admin, Group.CLIENT);
    InviteSeed open = group.invite(admin, Group.CLIENT, 2);
    group.rotate(admin);
    group.rotate(group.recovery);
    DeviceKeys late = group.join(open);
    try (InviteKeys invite = open.keys();
        EpochKeys expected = EpochKeys.open(group.membership, admin)) {
      assertThat(expected.count()).isEqualTo(3);
      assertThat(expected.current()).isEqualTo(expected.secret(2));
      assertThat(expected.currentEpoch()).isEqualTo(group.membership.epoch());
      assertThat(List.of(expected.secret(0), expected.secret(1), expected.secret(2)))
          .doesNotHaveDuplicates();
      same(expected, EpochKeys.open(group.membership, early));
      same(expected, EpochKeys.open(group.membership, late));
      same(expected, EpochKeys.open(group.membership, group.recovery));
      same(expected, EpochKeys.open(group.membership, invite));
    }
  }

  @Test
  void anEpochThatIsNotThereYetIsSaid() {
    EpochKeys keys = EpochKeys.open(group.membership, admin);
    for (int number : new int[] {-1, 1, Integer.MAX_VALUE}) {
      assertThatThrownBy(() -> keys.secret(number))
          .isInstanceOf(ProtocolException.class)
          .hasMessageContaining("no epoch " + number);
    }
    Secret secret = keys.current();
    keys.close();
    assertThatThrownBy(secret::toBytes).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void whoIsOutHasNoRightToThem() {
    DeviceKeys client = group.add(admin, Group.CLIENT);
    InviteSeed open = group.invite(admin, Group.CLIENT, 2);
    Membership before = group.membership;
    group.remove(admin, client.nodeId());
    assertThat(EpochKeys.open(before, client).count()).isEqualTo(1);
    for (DeviceKeys outside : List.of(client, DeviceKeys.generate(group.random))) {
      assertThatThrownBy(() -> EpochKeys.open(group.membership, outside))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("device " + outside.nodeId() + " has no right");
    }
    for (InviteSeed seed : List.of(open, group.founding)) {
      try (InviteKeys invite = seed.keys()) {
        assertThatThrownBy(() -> EpochKeys.open(group.membership, invite))
            .isInstanceOf(RefusedException.class)
            .hasMessageContaining("an invite has no right");
      }
    }
  }

  @Test
  void aRemovedDeviceOpensNoWrapOfALaterEpoch() {
    DeviceKeys client = group.add(admin, Group.CLIENT);
    group.add(admin, Group.CLIENT);
    group.remove(admin, client.nodeId());
    group.rotate(admin);
    for (Entry entry : group.entries.subList(group.entries.size() - 2, group.entries.size())) {
      Epoch epoch =
          group
              .membership
              .epochs()
              .get(entry.equals(group.entries.get(group.entries.size() - 1)) ? 2 : 1);
      assertThat(epoch.id()).isEqualTo(entry.id());
      for (Octets wrap : entry.body().rotation().wraps()) {
        assertThatThrownBy(
                () ->
                    Wrapping.unwrap(
                        epoch, wrap, client.publicKeys(), client.agreement(), "a device"))
            .isInstanceOf(ProtocolException.class);
      }
    }
  }

  @Test
  void swappedWrapsDoNotOpen() {
    DeviceKeys client = group.add(admin, Group.CLIENT);
    rotateWith(
        good -> {
          List<Octets> wraps = new ArrayList<>(good.wraps());
          Collections.swap(wraps, 0, 1);
          return new Rotation(good.commitment(), good.earlier(), wraps);
        });
    doesNotOpen(admin, "the wrap of epoch 1 for device " + admin.nodeId() + " does not open");
    doesNotOpen(client, "the wrap of epoch 1 for device " + client.nodeId() + " does not open");
    assertThat(EpochKeys.open(group.membership, group.recovery).count()).isEqualTo(2);
  }

  @Test
  void wrapsOfAnotherEpochDoNotOpen() {
    List<Octets> old = group.as(admin).rotate(Set.of()).body().rotation().wraps();
    group.rotate(admin);
    rotateWith(good -> new Rotation(good.commitment(), good.earlier(), old));
    doesNotOpen(admin, "the wrap of epoch 2 for device " + admin.nodeId() + " does not open");
    doesNotOpen(group.recovery, "the wrap of epoch 2 for the recovery key does not open");
  }

  @Test
  void wrapsOfAnotherGroupDoNotOpen() {
    Group other = new Group(12, true);
    Epoch theirs = other.membership.epoch();
    Epoch ours = group.membership.epoch();
    try (Secret secret = Secret.random(group.random)) {
      Octets wrap = Wrapping.wrap(theirs.origin(), secret, admin.publicKeys(), group.random);
      assertThatThrownBy(
              () -> Wrapping.unwrap(ours, wrap, admin.publicKeys(), admin.agreement(), "the admin"))
          .isInstanceOf(ProtocolException.class)
          .hasMessageContaining("another recipient, epoch or group");
    }
  }

  @Test
  void anotherSecretThanTheCommittedOneIsRefused() {
    rotateWith(good -> new Rotation(Octets.zeros(32), good.earlier(), good.wraps()));
    doesNotOpen(admin, "holds another secret than the group's epoch 1 has");
  }

  @Test
  void aChangedSecretBeforeDoesNotOpen() {
    rotateWith(good -> new Rotation(good.commitment(), Octets.zeros(48), good.wraps()));
    doesNotOpen(admin, "the secret of epoch 0 under that of 1 does not open");
  }

  @Test
  void anotherSecretBeforeIsRefused() {
    Epoch.Origin origin = Epoch.Origin.of(group.membership.roll().next());
    try (Secret secret = Secret.random(group.random);
        Secret wrong = Secret.random(group.random)) {
      Rotation rotation =
          Wrapping.rotation(
              origin,
              secret,
              wrong,
              group.membership.roll().recipients(null, index -> true),
              group.random);
      group.take(group.forge(admin, new Body.Rotate(new TreeSet<>(), rotation)));
    }
    doesNotOpen(admin, "under that of 1 holds another secret than the group's epoch 0 has");
  }

  @Test
  void secretsAreBoundToGroupIndexPreviousAndRecipient() {
    group.rotate(admin);
    Epoch epoch = group.membership.epoch();
    byte[] origin = new byte[72];
    System.arraycopy(group.membership.group().toBytes(), 0, origin, 0, 32);
    origin[39] = (byte) (group.membership.length() - 1);
    System.arraycopy(group.entries.get(1).id().toBytes(), 0, origin, 40, 32);
    byte[] info = Purpose.EPOCH_WRAP.prefixed(origin, admin.publicKeys().toBytes());
    byte[] wrap = group.entries.get(2).body().rotation().wraps().get(0).toBytes();
    try (EpochKeys keys = EpochKeys.open(group.membership, admin)) {
      assertThat(Hpke.open(admin.agreement(), info, new byte[0], wrap))
          .isEqualTo(keys.current().toBytes());
      assertThat(keys.current().authenticate(Purpose.EPOCH_COMMITMENT, origin))
          .isEqualTo(epoch.commitment().toBytes());
      byte[] pseudorandom = Hkdf.extract(new byte[0], keys.current().toBytes());
      byte[] key = Hkdf.expand(pseudorandom, Purpose.EARLIER_EPOCH.prefixed(origin), 32);
      assertThat(Aead.open(Secret.of(key), new byte[12], origin, epoch.earlier().toBytes()))
          .isEqualTo(keys.secret(0).toBytes());
    }
  }

  @Test
  void aSeedYieldsTheSameKeysEachTimeAndOnlyPublicHalvesAreSeen() {
    byte[] seed = group.founding.toBytes();
    try (InviteSeed again = InviteSeed.of(seed);
        InviteKeys one = again.keys();
        InviteKeys two = group.founding.keys()) {
      assertThat(one.publicKeys()).isEqualTo(two.publicKeys());
      assertThat(again).hasToString("InviteSeed[...]");
      assertThat(one).hasToString("InviteKeys[...]");
    }
    assertThatThrownBy(() -> InviteSeed.of(new byte[31]))
        .isInstanceOf(IllegalArgumentException.class);
    InviteSeed closed = InviteSeed.of(seed);
    closed.close();
    assertThatThrownBy(closed::keys).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void everyRotationHasASecretOfItsOwn() {
    Membership before = group.membership;
    Membership one = before.apply(group.as(admin).rotate(Set.of()));
    Membership two = before.apply(group.as(admin).rotate(Set.of()));
    assertThat(EpochKeys.open(one, admin).current())
        .isNotEqualTo(EpochKeys.open(two, admin).current());
    assertThat(one.head()).isNotEqualTo(two.head());
  }

  private void rotateWith(UnaryOperator<Rotation> change) {
    Rotation good = group.as(admin).rotate(Set.of()).body().rotation();
    group.take(group.forge(admin, new Body.Rotate(new TreeSet<>(), change.apply(good))));
  }

  private void doesNotOpen(DeviceKeys keys, String why) {
    assertThatThrownBy(() -> EpochKeys.open(group.membership, keys))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining(why);
  }

  private static void same(EpochKeys expected, EpochKeys found) {
    assertThat(found.count()).isEqualTo(expected.count());
    for (int number = 0; number < expected.count(); number++) {
      assertThat(found.secret(number)).isEqualTo(expected.secret(number));
    }
    found.close();
  }
}
