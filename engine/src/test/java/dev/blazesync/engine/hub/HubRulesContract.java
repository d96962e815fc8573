package dev.blazesync.engine.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.engine.hub.HubLog.Stored;
import dev.blazesync.engine.membership.Body;
import dev.blazesync.engine.membership.ChainObject;
import dev.blazesync.engine.membership.Enrolment;
import dev.blazesync.engine.membership.Entry;
import dev.blazesync.engine.membership.Founding;
import dev.blazesync.engine.membership.Group;
import dev.blazesync.engine.membership.InviteSeed;
import dev.blazesync.engine.membership.InviteTerms;
import dev.blazesync.engine.membership.NotMemberException;
import dev.blazesync.engine.membership.SeededRandom;
import dev.blazesync.engine.seal.BatchSealer;
import dev.blazesync.engine.seal.ObjectSealer;
import dev.blazesync.engine.seal.ObjectSealer.SealedObject;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.PushResult;
import dev.blazesync.spi.PushResult.Reason;
import dev.blazesync.spi.RefusedException;
import dev.blazesync.spi.SealedBatch;
import dev.blazesync.spi.VersionVector;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link HubLog} takes of whom, with devices that come and go. */
abstract class HubRulesContract {
  static final long NOW = HubLogContract.NOW;

  HubLog hub;
  Group group;
  DeviceKeys admin;
  DeviceKeys alice;
  DeviceKeys bob;
  GroupId id;

  /** {@return an empty log whose clock stands at {@link #NOW}} */
  abstract HubLog create();

  @BeforeEach
  void open() {
    Group.Founded founded = Group.founded(4711);
    group = founded.group();
    admin = founded.admin();
    alice = group.add(admin, Group.CLIENT);
    bob = group.add(admin, Group.CLIENT);
    id = group.membership.group();
    hub = create();
    TestGroup.put(group, hub);
  }

  @AfterEach
  void end() {
    hub.close();
  }

  boolean put(Entry entry) {
    return put(ChainObject.name(entry.index()), TestGroup.bytes(entry));
  }

  boolean put(SealedObject object) {
    return put(object.name(), object.bytes());
  }

  boolean put(String name, ByteBuffer bytes) {
    return Answers.await(hub.putObject(id, name, bytes));
  }

  Stored push(List<SealedBatch> batches) {
    return Answers.await(hub.push(id, TestChain.bytes(batches)));
  }

  Stored push(SealedBatch... batches) {
    return push(List.of(batches));
  }

  TestChain log(DeviceKeys device, long lineage) {
    return new TestChain(group.sealer(device), new OriginLog(device.nodeId(), lineage));
  }

  List<SealedBatch> pulled() {
    return hub.pull(id, VersionVector.EMPTY, null, 1 << 20).batches();
  }

  static Stored taken(int count) {
    return new Stored(new PushResult(count, null), count);
  }

  void assertRefused(String name, ByteBuffer bytes, String why) {
    HubLogStatus before = hub.status();
    assertThatThrownBy(() -> put(name, bytes))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(why);
    assertThat(hub.getObject(id, name, 0, 1)).isNull();
    assertThat(hub.status().objects()).isEqualTo(before.objects());
  }

  void assertRefused(Entry entry, String why) {
    int before = hub.membership(id).length();
    assertRefused(ChainObject.name(entry.index()), TestGroup.bytes(entry), why);
    assertThat(hub.membership(id).length()).isEqualTo(before);
  }

  @Test
  void theMembershipIsThatOfItsEntriesWhichEverybodyCanRead() {
    assertThat(hub.membership(id).head()).isEqualTo(group.membership.head());
    assertThat(hub.membership(id).members()).isEqualTo(group.membership.members());
    for (Entry entry : group.entries) {
      assertThat(hub.getObject(id, ChainObject.name(entry.index()), 0, Limits.ENTRY_BYTES))
          .isEqualTo(TestGroup.bytes(entry));
    }
    assertThat(hub.getObject(id, ChainObject.name(group.entries.size()), 0, 1)).isNull();
    assertThat(hub.holding(id).objects()).isEmpty();
  }

  @Test
  void ofTwoEntriesBehindOneHeadTheFirstStaysAndTheSecondIsLeftAlone() {
    Entry first = group.as(admin).rotate(Set.of());
    Entry second = group.as(admin).remove(alice.nodeId(), Map.of());
    assertThat(put(first)).isTrue();
    assertThat(put(second)).isFalse();
    assertThat(put(first)).isFalse();
    assertThat(put(ChainObject.name(0), ByteBuffer.allocate(1))).isFalse();
    assertThat(hub.membership(id).head()).isEqualTo(first.id());
    assertThat(hub.membership(id).member(alice.nodeId())).isNotNull();
    assertThat(hub.getObject(id, ChainObject.name(first.index()), 0, 1 << 20))
        .isEqualTo(TestGroup.bytes(first));
    group.take(second);
    Entry behindTheSecond = group.as(admin).rotate(Set.of());
    assertRefused(behindTheSecond, "not behind the head");
  }

  @Test
  void entriesComeInTheirOrder() {
    group.rotate(admin);
    Entry later = group.rotate(admin);
    assertRefused(later, "send those between first");
    assertRefused("membership-99999", TestGroup.bytes(later), "send those between first");
    assertThat(put(group.entries.get((int) later.index() - 1))).isTrue();
    assertThat(put(later)).isTrue();
  }

  @Test
  void nothingElseHasANameLikeAnEntry() {
    Entry next = group.rotate(admin);
    for (String name :
        List.of("membership-", "membership-0" + next.index(), "membership-x", "membership--1")) {
      assertRefused(name, TestGroup.bytes(next), "no entry of a membership");
      assertRefused(
          name,
          group.objects(admin).manifest(name, ByteBuffer.allocate(1)).bytes(),
          "no entry of a membership");
    }
  }

  @Test
  void whatIsNoEntryOrBreaksARuleIsRefused() {
    String next = ChainObject.name(group.entries.size());
    assertRefused(next, ByteBuffer.allocate(0), next);
    assertRefused(next, ByteBuffer.allocate(300), next);
    assertRefused(next, ByteBuffer.allocate(Limits.ENTRY_BYTES + 1), next);
    assertRefused(next, TestGroup.bytes(group.entries.get(1)), "the next entry has index");
    assertRefused(
        next, group.objects(admin).manifest(next, ByteBuffer.allocate(1)).bytes(), "BLZE");
    byte[] forged = group.as(admin).rotate(Set.of()).toBytes();
    forged[forged.length - 1] ^= 1;
    assertRefused(next, ByteBuffer.wrap(forged), "signature");
    Group.Founded other = Group.founded(1);
    while (other.group().entries.size() <= group.entries.size()) {
      other.group().rotate(other.admin());
    }
    Entry elsewhere = other.group().entries.get(group.entries.size());
    assertRefused(elsewhere, "it is not of group");
  }

  @Test
  void aGroupBeginsWithItsOwnFirstEntry() {
    Group.Founded other = Group.founded(1);
    GroupId otherId = other.group().membership.group();
    Entry first = other.group().entries.get(0);
    for (ByteBuffer bytes :
        List.of(
            TestGroup.bytes(group.entries.get(0)),
            TestGroup.bytes(other.group().entries.get(1)),
            ByteBuffer.allocate(500))) {
      assertThatThrownBy(() -> Answers.await(hub.putObject(otherId, ChainObject.name(0), bytes)))
          .isInstanceOf(RefusedException.class);
    }
    assertThat(hub.membership(otherId)).isNull();
    assertThat(hub.status().groups()).isEqualTo(1);
    assertThat(Answers.await(hub.putObject(otherId, ChainObject.name(0), TestGroup.bytes(first))))
        .isTrue();
    assertThat(hub.membership(otherId).length()).isEqualTo(1);
  }

  @Test
  void anInviteThatHasExpiredByTheHubsClockLetsNobodyIn() {
    put(invite(NOW, 1));
    assertRefused(join(1), "the join code has expired: ask for a new one");
    put(invite(NOW + 1, 2));
    assertThat(put(join(2))).isTrue();
    assertThat(hub.membership(id).members()).hasSize(4);
  }

  private Entry invite(long expiresMillis, int seed) {
    InviteTerms forEver = Group.terms(seed(seed), Group.CLIENT, 1);
    return group.take(
        group.as(admin).invite(new InviteTerms(forEver.keys(), 1, expiresMillis, Group.CLIENT)));
  }

  private Entry join(int seed) {
    return Enrolment.join(
        group.membership, seed(seed), DeviceKeys.generate(group.random), group.random);
  }

  private static InviteSeed seed(int seed) {
    return InviteSeed.generate(new SeededRandom(seed));
  }

  @Test
  void aClientSaysThatTheDataBeginsWithItsRowsAndNobodyDoesAfterIt() {
    Entry stranger = group.forge(DeviceKeys.generate(group.random), new Body.Found(1));
    assertRefused(stranger, "its author is no device of the group");
    Entry first = Founding.found(group.membership, alice, 1);
    Entry late = Founding.found(group.membership, admin, 2);
    assertThat(put(first)).isTrue();
    assertThat(put(late)).isFalse();
    assertThat(hub.membership(id).founder()).isEqualTo(new OriginLog(alice.nodeId(), 1));
    group.take(first);
    assertRefused(group.forge(admin, new Body.Found(2)), "the group's data has begun");
    group.remove(admin, alice.nodeId());
    assertThat(put(group.entries.get(group.entries.size() - 1))).isTrue();
    assertRefused(group.forge(admin, new Body.Found(2)), "the group's data has begun");
  }

  @Test
  void aForgedBatchIsRefusedAndThoseBeforeItAreKept() {
    TestChain chain = log(alice, 1);
    SealedBatch good = chain.next(10);
    ByteBuffer forged = ByteBuffer.wrap(BatchFacts.bytes(chain.next(10).bytes()));
    int last = forged.limit() - 1;
    forged.put(last, (byte) (forged.get(last) ^ 1));
    List<ByteBuffer> pushed = List.of(good.bytes(), forged);
    Stored stored = Answers.await(hub.push(id, pushed));
    assertThat(stored)
        .isEqualTo(HubLogContract.stopped(1, Reason.BAD_SIGNATURE, TestChain.position(good)));
    assertThat(pulled()).containsExactly(good);
  }

  @Test
  void aBatchOfADeviceThatNeverWasInTheGroupIsRefused() {
    DeviceKeys stranger = DeviceKeys.generate(group.random);
    TestChain chain =
        new TestChain(
            new BatchSealer(
                stranger, id, group.epoch(), group.secrets(alice).current(), group.random),
            new OriginLog(stranger.nodeId(), 1));
    assertThat(push(log(alice, 1).next(1), chain.next(1)))
        .isEqualTo(HubLogContract.stopped(1, Reason.NOT_MEMBER, Position.START));
  }

  @Test
  void whatARemovedDeviceWroteBeyondItsCutOffIsGoneAndStaysAway() {
    TestChain named = log(alice, 1);
    List<SealedBatch> batches = named.next(5, 30);
    TestChain unnamed = log(alice, 2);
    List<SealedBatch> others = unnamed.next(2, 30);
    SealedBatch late = log(alice, 3).next(1);
    List<SealedBatch> bobs = log(bob, 1).next(2, 30);
    push(batches.subList(0, 3));
    push(bobs.get(0));
    push(batches.subList(3, 5));
    push(others);
    push(bobs.get(1));
    Position cutOff = TestChain.position(batches.get(2));
    assertThat(put(group.remove(admin, alice.nodeId(), Map.of(1L, cutOff)))).isTrue();
    List<SealedBatch> left = new ArrayList<>(batches.subList(0, 3));
    left.addAll(bobs);
    assertThat(pulled()).isEqualTo(left);
    assertThat(hub.holding(id).head())
        .isEqualTo(
            new VersionVector(
                Map.of(named.log(), cutOff, bobs.get(0).log(), TestChain.position(bobs.get(1)))));
    HubLogStatus status = hub.status();
    assertThat(status.batches()).isEqualTo(5);
    assertThat(status.logs()).isEqualTo(2);
    assertThat(status.batchBytes()).isEqualTo(left.stream().mapToLong(SealedBatch::length).sum());
    assertThat(push(batches))
        .isEqualTo(
            new Stored(new PushResult(3, new PushResult.Refused(Reason.NOT_MEMBER, cutOff)), 0));
    assertThat(push(others))
        .isEqualTo(HubLogContract.stopped(0, Reason.NOT_MEMBER, Position.START));
    assertThat(push(late)).isEqualTo(HubLogContract.stopped(0, Reason.NOT_MEMBER, Position.START));
    assertThat(pulled()).isEqualTo(left);
  }

  @Test
  void whatCountsOfARemovedDeviceMayStillCome() {
    List<SealedBatch> batches = log(alice, 1).next(4, 30);
    push(batches.get(0));
    Position cutOff = TestChain.position(batches.get(2));
    put(group.remove(admin, alice.nodeId(), Map.of(1L, cutOff)));
    assertThat(hub.holding(id).head().position(batches.get(0).log()).sequence()).isEqualTo(1);
    assertThat(push(batches))
        .isEqualTo(
            new Stored(new PushResult(3, new PushResult.Refused(Reason.NOT_MEMBER, cutOff)), 2));
    assertThat(pulled()).isEqualTo(batches.subList(0, 3));
  }

  @Test
  void aLogThatHasAnotherBatchAtItsCutOffIsForgottenAndTheRightOneTaken() {
    TestChain chain = log(alice, 1);
    SealedBatch first = chain.next(1);
    SealedBatch wrong = chain.after(TestChain.position(first), new byte[] {7});
    SealedBatch right = chain.next(1);
    push(first, wrong);
    Position cutOff = TestChain.position(right);
    put(group.remove(admin, alice.nodeId(), Map.of(1L, cutOff)));
    assertThat(pulled()).isEmpty();
    assertThat(hub.holding(id).head()).isEqualTo(VersionVector.EMPTY);
    assertThat(push(first, wrong))
        .isEqualTo(HubLogContract.stopped(1, Reason.NOT_MEMBER, TestChain.position(first)));
    assertThat(push(first, right)).isEqualTo(new Stored(new PushResult(2, null), 1));
    assertThat(pulled()).containsExactly(first, right);
  }

  @Test
  void aCursorFromBeforeARemovalLeadsToWhatIsLeft() {
    push(log(alice, 1).next(3, 30));
    List<SealedBatch> bobs = log(bob, 1).next(3, 30);
    push(bobs);
    ByteBuffer cursor = hub.pull(id, VersionVector.EMPTY, null, 1).cursor();
    put(group.remove(admin, alice.nodeId()));
    assertThat(hub.pull(id, VersionVector.EMPTY, cursor, 1 << 20).batches()).isEqualTo(bobs);
  }

  @Test
  void snapshotsOfARemovedDeviceAreGoneFromTheHolding() {
    SealedObject chunk = group.objects(alice).chunk(ByteBuffer.allocate(100));
    SealedObject other = group.objects(alice).manifest("other", ByteBuffer.allocate(1));
    put(chunk);
    put(other);
    put(group.objects(alice).manifest("snapshot-a", ByteBuffer.allocate(5)));
    put(group.objects(bob).manifest("snapshot-b", ByteBuffer.allocate(5)));
    HubLogStatus before = hub.status();
    SealedObject last = group.objects(alice).manifest("snapshot-c", ByteBuffer.allocate(5));
    put(last);
    Entry remove = group.remove(admin, alice.nodeId());
    put(remove);
    assertThat(hub.holding(id).objects()).containsExactly("snapshot-b");
    assertThat(hub.getObject(id, "snapshot-a", 0, 1)).isNull();
    assertThat(hub.getObject(id, chunk.name(), 0, 1 << 20)).isEqualTo(chunk.bytes());
    assertThat(hub.getObject(id, "other", 0, 1 << 20)).isEqualTo(other.bytes());
    assertThat(hub.status().objects()).isEqualTo(before.objects());
    assertThat(hub.status().objectBytes())
        .isEqualTo(before.objectBytes() + remove.toBytes().length - last.bytes().remaining());
    assertRefused(last.name(), last.bytes(), "is no member of group " + id);
  }

  @Test
  void objectsAreSealedByADeviceOfTheGroup() {
    Group.Founded other = Group.founded(1);
    ByteBuffer content = ByteBuffer.allocate(9);
    SealedObject theirs = other.group().objects(other.admin()).manifest("snapshot-1", content);
    assertRefused("snapshot-1", theirs.bytes(), "it belongs to group");
    SealedObject strangers =
        new ObjectSealer(
                other.admin(), id, group.epoch(), group.secrets(alice).current(), group.random)
            .manifest("snapshot-1", content);
    // a hub may have heard less of the membership than the device: that one tries again
    assertThatThrownBy(() -> put(strangers))
        .isInstanceOf(NotMemberException.class)
        .hasMessageContaining("is no member of group " + id);
    SealedObject good = group.objects(alice).manifest("snapshot-1", content);
    assertRefused("snapshot-2", good.bytes(), "does not have the signature of device");
    ByteBuffer forged = ByteBuffer.wrap(BatchFacts.bytes(good.bytes()));
    forged.put(forged.limit() - 1, (byte) ~forged.get(forged.limit() - 1));
    assertRefused("snapshot-1", forged, "does not have the signature of device");
    assertThat(put(good)).isTrue();
  }

  @Test
  void aChunkIsNamedByItsHashAndNothingElseIs() {
    SealedObject chunk = group.objects(alice).chunk(ByteBuffer.allocate(9));
    String hash = "0123456789abcdef".repeat(4);
    SealedObject manifest = group.objects(alice).manifest(hash, ByteBuffer.allocate(9));
    assertMalformed("snapshot-1", chunk.bytes());
    assertMalformed("other", chunk.bytes());
    assertMalformed(hash, chunk.bytes());
    assertMalformed(hash, manifest.bytes());
    assertMalformed("snapshot-1", ByteBuffer.allocate(0));
    assertMalformed("snapshot-1", ByteBuffer.allocate(1_000));
    assertMalformed("snapshot-1", TestGroup.bytes(group.entries.get(0)));
    assertThat(put(chunk)).isTrue();
  }

  private void assertMalformed(String name, ByteBuffer bytes) {
    assertThatThrownBy(() -> put(name, bytes))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("object " + name + " is not kept: ");
    assertThat(hub.getObject(id, name, 0, 1)).isNull();
  }

  @Test
  void writesThatAreNotWaitedForSeeThoseBeforeThem() {
    List<CompletionStage<?>> answers = new ArrayList<>();
    for (int round = 0; round < 20; round++) {
      int known = group.entries.size();
      DeviceKeys carol = group.add(admin, Group.CLIENT);
      for (Entry entry : group.entries.subList(known, group.entries.size())) {
        answers.add(hub.putObject(id, ChainObject.name(entry.index()), TestGroup.bytes(entry)));
      }
      SealedObject object = group.objects(carol).chunk(ByteBuffer.allocate(round));
      answers.add(hub.putObject(id, object.name(), object.bytes()));
      List<SealedBatch> batches = log(carol, 1).next(2, 10);
      answers.add(hub.push(id, TestChain.bytes(batches)));
      Position cutOff = TestChain.position(batches.get(0));
      Entry remove = group.remove(admin, carol.nodeId(), Map.of(1L, cutOff));
      answers.add(hub.putObject(id, ChainObject.name(remove.index()), TestGroup.bytes(remove)));
      CompletionStage<Stored> late = hub.push(id, TestChain.bytes(batches));
      answers.add(
          late.thenAccept(
              stored ->
                  assertThat(stored.result())
                      .isEqualTo(
                          new PushResult(1, new PushResult.Refused(Reason.NOT_MEMBER, cutOff)))));
    }
    answers.forEach(answer -> assertThat((Object) Answers.await(answer)).isNotEqualTo(false));
    assertThat(hub.status().batches()).isEqualTo(20);
    assertThat(hub.membership(id).removed()).hasSize(20);
    assertThat(hub.membership(id).head()).isEqualTo(group.membership.head());
  }
}
