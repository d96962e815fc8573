package dev.blazesync.engine.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.engine.crypto.Purpose;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.ProtocolException;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The life of a group, as everyone agrees on it. */
class MembershipTest {
  private final Group group = new Group(1, true);

  @Test
  void aGroupIsNamedAfterItsFirstEntryAndHasNoDeviceYet() {
    Entry first = group.entries.get(0);
    Membership membership = group.membership;
    assertThat(membership.group())
        .isEqualTo(GroupId.of(Purpose.GROUP_ID.hash(first.toBytes())))
        .isEqualTo(first.group());
    assertThat(membership.head()).isEqualTo(first.id());
    assertThat(membership.members()).isEmpty();
    assertThat(membership.openInvites()).containsOnlyKeys(0L);
    assertThat(membership.epochs()).hasSize(1);
    assertThat(membership.epoch().id()).isEqualTo(first.id());
    assertThat(membership.recovery()).isEqualTo(group.recovery.publicKeys());
    assertThat(Membership.begin(first, first.group()).head()).isEqualTo(first.id());
    GroupId another = new Group(2, true).membership.group();
    assertThatThrownBy(() -> Membership.begin(first, another))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("not of " + another);
  }

  @Test
  void theDataBeginsWithTheRowsOfAnyDevice() {
    DeviceKeys client = group.add(group.join(group.founding), Group.CLIENT);
    assertThat(group.membership.founder()).isNull();
    Membership before = group.membership;
    group.take(Founding.found(before, client, Long.MIN_VALUE));
    assertThat(group.membership.founder())
        .isEqualTo(new OriginLog(client.nodeId(), Long.MIN_VALUE));
    assertThat(before.founder()).isNull();
    assertThat(group.membership.epochs()).isEqualTo(before.epochs());
    assertThat(group.rotate(group.recovery).index()).isEqualTo(before.length() + 1);
    assertThat(group.membership.founder()).isNotNull();
  }

  @Test
  void theFirstCodeMakesTheFounderAndIsUsedUp() {
    DeviceKeys founder = group.join(group.founding);
    Member member = group.membership.member(founder.nodeId());
    assertThat(member)
        .isEqualTo(new Member(founder.nodeId(), founder.publicKeys(), new Standing(true, true), 1));
    assertThat(group.membership.memberWithAgreementKey(founder.agreement().publicKey()))
        .isEqualTo(member);
    assertThat(group.membership.memberWithAgreementKey(new byte[32])).isNull();
    assertThat(group.membership.openInvites()).isEmpty();
    for (Act act : Act.values()) {
      assertThat(group.membership.may(founder.nodeId(), act)).isTrue();
      assertThat(group.membership.may(NodeId.NONE, act)).isFalse();
    }
  }

  @Test
  void aDeviceIsWhatItsInviteMakesIt() {
    DeviceKeys founder = group.join(group.founding);
    for (Standing standing :
        Set.of(Group.CLIENT, Group.SERVER, Group.ADMIN, new Standing(true, true))) {
      NodeId node = group.add(founder, standing).nodeId();
      Member member = group.membership.members().get(node);
      assertThat(member.standing()).isEqualTo(standing);
      assertThat(member.since()).isEqualTo(group.membership.length() - 1);
      assertThat(group.membership.may(node, Act.SYNC)).isTrue();
      assertThat(group.membership.may(node, Act.INVITE)).isEqualTo(standing.admin());
      assertThat(group.membership.may(node, Act.REMOVE)).isEqualTo(standing.admin());
      assertThat(group.membership.may(node, Act.ROTATE)).isEqualTo(standing.admin());
    }
  }

  @Test
  void anInviteLetsInAsManyAsItSays() {
    DeviceKeys founder = group.join(group.founding);
    InviteSeed seed = group.invite(founder, Group.CLIENT, 3);
    long index = group.membership.length() - 1;
    for (int left = 3; left > 0; left--) {
      assertThat(group.membership.openInvites().get(index).usesLeft()).isEqualTo(left);
      group.join(seed);
    }
    assertThat(group.membership.openInvites()).isEmpty();
    assertThat(group.membership.members()).hasSize(4);
  }

  @Test
  void aRemovalEndsEveryInviteBeginsAnEpochAndCutsTheLogsOff() {
    DeviceKeys founder = group.join(group.founding);
    DeviceKeys device = group.add(founder, Group.CLIENT);
    group.invite(founder, Group.CLIENT, 5);
    group.invite(founder, Group.ADMIN, 1);
    OriginLog log = new OriginLog(device.nodeId(), -7);
    OriginLog unnamed = new OriginLog(device.nodeId(), 8);
    Position last = new Position(12, filled(1));
    assertThat(group.membership.accepts(log.origin(), log.lineage(), 13)).isTrue();
    assertThat(group.membership.accepts(unnamed, new Position(1, filled(2)))).isTrue();
    Entry removal =
        group.remove(founder, device.nodeId(), Map.of(-7L, last, 3L, new Position(1, filled(3))));
    Membership after = group.membership;
    assertThat(after.openInvites()).isEmpty();
    assertThat(after.member(device.nodeId())).isNull();
    assertThat(after.memberWithAgreementKey(device.agreement().publicKey())).isNull();
    assertThat(after.may(device.nodeId(), Act.SYNC)).isFalse();
    assertThat(after.epoch().id()).isEqualTo(removal.id());
    assertThat(after.epoch().number()).isEqualTo(1);
    assertThat(after.removed().get(device.nodeId()).since()).isEqualTo(removal.index());
    assertThat(after.cutOff(log)).isEqualTo(last);
    assertThat(after.cutOff(unnamed)).isEqualTo(Position.START);
    assertThat(after.accepts(log.origin(), -7, 12)).isTrue();
    assertThat(after.accepts(log.origin(), -7, 13)).isFalse();
    assertThat(after.accepts(log.origin(), 8, 1)).isFalse();
    assertThat(after.accepts(log, new Position(11, filled(9)))).isTrue();
    assertThat(after.accepts(log, last)).isTrue();
    assertThat(after.accepts(log, new Position(12, filled(2)))).isFalse();
    assertThat(after.accepts(log, new Position(13, filled(1)))).isFalse();
    assertThat(after.accepts(NodeId.NONE, 0, 1)).isFalse();
    assertThat(after.accepts(founder.nodeId(), 99, Long.MAX_VALUE)).isTrue();
  }

  @Test
  void theRecoveryKeyHelpsWhenEveryAdminIsLost() {
    DeviceKeys founder = group.join(group.founding);
    DeviceKeys device = group.add(founder, Group.CLIENT);
    group.remove(group.recovery, founder.nodeId());
    assertThat(group.membership.members()).containsOnlyKeys(device.nodeId());
    DeviceKeys next = group.add(group.recovery, Group.ADMIN);
    group.remove(next, device.nodeId());
    group.rotate(group.recovery);
    assertThat(group.membership.epochs()).hasSize(4);
    group.remove(group.recovery, next.nodeId());
    assertThat(group.membership.members()).isEmpty();
    assertThat(group.membership.may(group.recovery.nodeId(), Act.SYNC)).isFalse();
    group.add(group.recovery, Group.ADMIN);
  }

  @Test
  void aRotationEndsTheInvitesItNames() {
    DeviceKeys founder = group.join(group.founding);
    group.invite(founder, Group.CLIENT, 1);
    InviteSeed kept = group.invite(founder, Group.CLIENT, 1);
    group.take(group.as(founder).rotate(Set.of(2L)));
    assertThat(group.membership.openInvites()).containsOnlyKeys(3L);
    assertThat(group.membership.openInvite(Group.terms(kept, Group.CLIENT, 1).keys())).isNotNull();
    assertThat(group.membership.epoch().number()).isEqualTo(1);
    group.join(kept);
  }

  @Test
  void anEntryMakesAnotherMembershipAndLeavesTheOldOne() {
    Membership before = group.membership;
    EntryId head = before.head();
    DeviceKeys founder = group.join(group.founding);
    assertThat(before.members()).isEmpty();
    assertThat(before.openInvites()).hasSize(1);
    assertThat(before.head()).isEqualTo(head);
    assertThat(before.length()).isEqualTo(1);
    assertThat(group.membership.members()).containsOnlyKeys(founder.nodeId());
    assertThatThrownBy(() -> group.membership.members().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> group.membership.epochs().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void aChainIsReplayedFromItsBytes() {
    DeviceKeys founder = group.join(group.founding);
    group.add(founder, Group.SERVER);
    group.rotate(founder);
    Membership again =
        Membership.begin(Entry.decode(group.entries.get(0).toBytes()))
            .applyAll(group.entries.stream().skip(1).map(e -> Entry.decode(e.toBytes())).toList());
    assertThat(again.head()).isEqualTo(group.membership.head());
    assertThat(again.members()).isEqualTo(group.membership.members());
    assertThat(again.epochs()).isEqualTo(group.membership.epochs());
    for (Entry entry : group.entries) {
      assertThat(again.contains(entry.index(), entry.id())).isTrue();
      assertThat(again.contains(entry.index() + 1, entry.id())).isFalse();
    }
    assertThat(again.entry(-1)).isNull();
    assertThat(again.entry(again.length())).isNull();
  }

  @Test
  void anExpiryIsForThoseWhoHaveAClock() {
    InviteTerms never = Group.terms(group.founding, Group.CLIENT, 1);
    InviteTerms soon = new InviteTerms(never.keys(), 1, 1000, Group.CLIENT);
    assertThat(never.expired(Long.MAX_VALUE)).isFalse();
    assertThat(soon.expired(999)).isFalse();
    assertThat(soon.expired(1000)).isTrue();
    DeviceKeys founder = group.join(group.founding);
    try (InviteSeed seed = InviteSeed.generate(group.random);
        InviteKeys keys = seed.keys()) {
      group.take(group.as(founder).invite(new InviteTerms(keys.publicKeys(), 1, 7, Group.CLIENT)));
      assertThat(group.membership.expiredInvites(6)).isEmpty();
      assertThat(group.membership.expiredInvites(7)).containsExactly(2L);
      group.join(seed);
    }
  }

  private static byte[] filled(int value) {
    byte[] bytes = new byte[Position.HASH_BYTES];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }
}
