package dev.blazesync.engine.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.engine.hub.HubLog.Stored;
import dev.blazesync.engine.hub.channel.HubLimits;
import dev.blazesync.engine.seal.BatchContents;
import dev.blazesync.engine.seal.ObjectSealer;
import dev.blazesync.engine.seal.ObjectSealer.SealedObject;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.Holding;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Page;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.PushResult;
import dev.blazesync.spi.PushResult.Reason;
import dev.blazesync.spi.PushResult.Refused;
import dev.blazesync.spi.RefusedException;
import dev.blazesync.spi.SealedBatch;
import dev.blazesync.spi.UnavailableException;
import dev.blazesync.spi.VersionVector;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link HubLog} does. */
abstract class HubLogContract {
  static final GroupId GROUP = TestChain.group(1);
  static final long NOW = 1_790_000_000_000L;

  HubLog hub;

  /** {@return an empty log whose clock stands at {@link #NOW}} */
  abstract HubLog create();

  @BeforeEach
  void open() {
    hub = create();
    TestGroup.of(1).put(hub);
    TestGroup.of(2).put(hub);
  }

  @AfterEach
  void end() {
    hub.close();
  }

  Stored push(SealedBatch... batches) {
    return Answers.await(hub.push(GROUP, TestChain.bytes(batches)));
  }

  Stored push(List<SealedBatch> batches) {
    return Answers.await(hub.push(GROUP, TestChain.bytes(batches)));
  }

  Page pull(VersionVector have, @Nullable ByteBuffer cursor, int maxBytes) {
    return hub.pull(GROUP, have, cursor, maxBytes);
  }

  static Stored all(int accepted) {
    return new Stored(new PushResult(accepted, null), accepted);
  }

  static Stored stopped(int accepted, Reason reason, Position expected) {
    return new Stored(new PushResult(accepted, new Refused(reason, expected)), accepted);
  }

  /** Pulls to the end, following cursors with the same {@code have}, as a pipelining node does. */
  List<SealedBatch> pullAll(VersionVector have, int maxBytes) {
    List<SealedBatch> got = new ArrayList<>();
    ByteBuffer cursor = null;
    Page page;
    do {
      page = pull(have, cursor, maxBytes);
      got.addAll(page.batches());
      cursor = page.cursor();
    } while (page.hasMore());
    return got;
  }

  static ByteBuffer manifest(GroupId group, String name, int bytes) {
    return TestGroup.of(group).manifest(0, name, bytes);
  }

  boolean put(GroupId group, String name, ByteBuffer bytes) {
    return Answers.await(hub.putObject(group, name, bytes));
  }

  @Test
  void holdsNothingOfAGroupNeverHeardOf() {
    GroupId other = TestChain.group(3);
    Holding holding = hub.holding(other);
    assertThat(holding.floor()).isEqualTo(VersionVector.EMPTY);
    assertThat(holding.head()).isEqualTo(VersionVector.EMPTY);
    assertThat(holding.objects()).isEmpty();
    assertThat(holding.wallMillis()).isEqualTo(NOW);
    assertThat(hub.pull(other, VersionVector.EMPTY, null, 1 << 20))
        .isEqualTo(new Page(List.of(), false, null));
    assertThat(hub.getObject(other, "snapshot-1", 0, 10)).isNull();
    assertThat(hub.membership(other)).isNull();
    assertThat(hub.status().groups()).isEqualTo(2);
  }

  @Test
  void asksAndRefusalsLeaveNothingBehind() {
    HubLogStatus before = hub.status();
    TestChain chain = TestChain.of(GROUP, 1);
    chain.next(10);
    push(chain.next(10));
    assertThat(push()).isEqualTo(all(0));
    GroupId other = TestChain.group(3);
    SealedBatch stray = TestChain.of(other, 1).next(10);
    assertThat(Answers.await(hub.push(other, TestChain.bytes(stray))))
        .isEqualTo(stopped(0, Reason.NOT_MEMBER, Position.START));
    assertThatThrownBy(() -> put(other, "snapshot-1", manifest(other, "snapshot-1", 1)))
        .isInstanceOf(RefusedException.class);
    assertThat(hub.status())
        .isEqualTo(
            new HubLogStatus(
                2, 0, 0, 0, before.objects(), before.objectBytes(), hub.status().diskBytes()));
  }

  @Test
  void givesBackWhatWasPushedByteForByteInTheOrderOfArrival() {
    TestChain a = TestChain.of(GROUP, 1);
    TestChain b = TestChain.of(GROUP, 2);
    List<SealedBatch> pushed = List.of(b.next(0), a.next(500), a.next(20_000), b.next(7));
    for (SealedBatch batch : pushed) {
      assertThat(push(batch)).isEqualTo(all(1));
    }
    assertThat(pullAll(VersionVector.EMPTY, 1 << 20)).isEqualTo(pushed);
    assertThat(hub.holding(GROUP).head())
        .isEqualTo(new VersionVector(Map.of(a.log(), a.position(), b.log(), b.position())));
  }

  @Test
  void takesTheLargestBatch() {
    TestChain chain = TestChain.of(GROUP, 1);
    SealedBatch largest = chain.next(BatchContents.MAX_PAYLOAD);
    assertThat(largest.length()).isEqualTo(SealedBatch.MAX_BYTES);
    assertThat(push(largest)).isEqualTo(all(1));
    assertThat(pullAll(VersionVector.EMPTY, 1)).containsExactly(largest);
  }

  @Test
  void anIdenticalBatchIsAcceptedAgainAndStoredOnce() {
    TestChain chain = TestChain.of(GROUP, 1);
    List<SealedBatch> batches = chain.next(3, 10);
    push(batches);
    assertThat(push(batches)).isEqualTo(new Stored(new PushResult(3, null), 0));
    SealedBatch fourth = chain.next(10);
    assertThat(push(List.of(batches.get(1), batches.get(2), fourth)))
        .isEqualTo(new Stored(new PushResult(3, null), 1));
    assertThat(pullAll(VersionVector.EMPTY, 1 << 20)).hasSize(4);
  }

  @Test
  void theSameBatchTwiceInOnePushIsStoredOnce() {
    SealedBatch first = TestChain.of(GROUP, 1).next(10);
    assertThat(push(first, first)).isEqualTo(new Stored(new PushResult(2, null), 1));
    assertThat(pullAll(VersionVector.EMPTY, 1 << 20)).containsExactly(first);
  }

  @Test
  void anotherBatchOfTheSameSequenceIsAFork() {
    TestChain chain = TestChain.of(GROUP, 1);
    SealedBatch other = chain.after(Position.START, new byte[] {9});
    push(chain.next(3, 10));
    assertThat(push(other)).isEqualTo(stopped(0, Reason.FORK, chain.position()));
  }

  @Test
  void theNextSequenceBehindAnotherHashIsAFork() {
    TestChain chain = TestChain.of(GROUP, 1);
    push(chain.next(2, 10));
    Position held = chain.position();
    Position elsewhere = new Position(held.sequence(), new byte[Position.HASH_BYTES]);
    assertThat(push(chain.after(elsewhere, new byte[1]))).isEqualTo(stopped(0, Reason.FORK, held));
  }

  @Test
  void aMissingPredecessorIsAGapAndWhatCameBeforeItIsKept() {
    TestChain chain = TestChain.of(GROUP, 1);
    List<SealedBatch> batches = chain.next(4, 10);
    Position second = TestChain.position(batches.get(1));
    assertThat(push(batches.get(0), batches.get(1), batches.get(3)))
        .isEqualTo(stopped(2, Reason.GAP, second));
    assertThat(push(TestChain.of(GROUP, 2).after(new Position(5, new byte[32]), new byte[1])))
        .isEqualTo(stopped(0, Reason.GAP, Position.START));
    assertThat(push(batches.get(2), batches.get(3))).isEqualTo(all(2));
    assertThat(pullAll(VersionVector.EMPTY, 1 << 20)).isEqualTo(batches);
  }

  @Test
  void anotherLineageOfAnOriginIsAnotherLog() {
    OriginLog first = TestChain.log(GROUP, 1);
    OriginLog second = new OriginLog(first.origin(), first.lineage() + 1);
    TestChain a = new TestChain(TestGroup.of(1).sealer(1), first);
    TestChain b = new TestChain(TestGroup.of(1).sealer(1), second);
    assertThat(push(a.next(1), b.next(1), a.next(1))).isEqualTo(all(3));
    assertThat(hub.holding(GROUP).head().positions()).containsOnlyKeys(first, second);
  }

  @Test
  void aBatchOfAnotherGroupIsRefusedAndNothingOfThePushIsStored() {
    SealedBatch right = TestChain.of(GROUP, 1).next(1);
    SealedBatch wrong = TestChain.of(TestChain.group(2), 1).next(1);
    assertThatThrownBy(() -> push(right, wrong))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(TestChain.group(2).toString());
    assertThat(hub.status().batches()).isZero();
  }

  @Test
  void groupsAreApart() {
    GroupId other = TestChain.group(2);
    SealedBatch mine = TestChain.of(GROUP, 1).next(1);
    SealedBatch theirs = TestChain.of(other, 1).next(2);
    push(mine);
    Answers.await(hub.push(other, TestChain.bytes(theirs)));
    put(other, "snapshot-x", manifest(other, "snapshot-x", 1));
    assertThat(pullAll(VersionVector.EMPTY, 1 << 20)).containsExactly(mine);
    assertThat(hub.pull(other, VersionVector.EMPTY, null, 1).batches()).containsExactly(theirs);
    assertThat(hub.holding(GROUP).objects()).isEmpty();
    assertThat(hub.getObject(GROUP, "snapshot-x", 0, 1)).isNull();
  }

  @Test
  void nothingIsStoredOfABatchWithAFlippedBitOrCutShort() {
    ByteBuffer good = TestChain.of(GROUP, 1).next(40).bytes();
    byte[] bytes = new byte[good.remaining()];
    good.get(bytes);
    for (int at = 0; at < bytes.length; at++) {
      byte[] flipped = bytes.clone();
      flipped[at] ^= (byte) (1 << (at % 8));
      assertNotTaken(ByteBuffer.wrap(flipped));
      assertMalformed(ByteBuffer.wrap(bytes, 0, at));
    }
    assertMalformed(ByteBuffer.allocate(SealedBatch.MAX_BYTES + 1));
    assertThat(hub.status().batches()).isZero();
  }

  private void assertMalformed(ByteBuffer bytes) {
    assertThatThrownBy(() -> Answers.await(hub.push(GROUP, List.of(bytes))))
        .isInstanceOf(ProtocolException.class);
  }

  private void assertNotTaken(ByteBuffer bytes) {
    try {
      assertThat(Answers.await(hub.push(GROUP, List.of(bytes))).result().refusal().reason())
          .isIn(Reason.BAD_SIGNATURE, Reason.NOT_MEMBER);
    } catch (ProtocolException | RefusedException e) {
      assertThat(e).hasMessageNotContaining("null");
    }
  }

  @Test
  void whatTheCallerDoesWithItsBufferLaterChangesNothing() {
    ByteBuffer good = TestChain.of(GROUP, 1).next(40).bytes();
    byte[] bytes = new byte[good.remaining()];
    good.duplicate().get(bytes);
    Answers.await(hub.push(GROUP, List.of(ByteBuffer.wrap(bytes))));
    bytes[50] ^= 1;
    assertThat(pullAll(VersionVector.EMPTY, 1).get(0).bytes()).isEqualTo(good);
  }

  @Test
  void pagesAreBoundedByBytesAndFollowOneAnother() {
    TestChain a = TestChain.of(GROUP, 1);
    TestChain b = TestChain.of(GROUP, 2);
    List<SealedBatch> pushed = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      pushed.add((i % 3 == 0 ? b : a).next(100 + i));
    }
    push(pushed);
    int size = pushed.get(0).length();
    for (int maxBytes : new int[] {1, size, 3 * size, 1 << 20}) {
      assertThat(pullAll(VersionVector.EMPTY, maxBytes)).isEqualTo(pushed);
    }
    Page first = pull(VersionVector.EMPTY, null, 3 * size);
    assertThat(first.hasMore()).isTrue();
    assertThat(first.batches().stream().mapToInt(SealedBatch::length).sum())
        .isLessThanOrEqualTo(3 * size);
    Page exactly = pull(VersionVector.EMPTY, null, size);
    assertThat(exactly.batches()).hasSize(1);
  }

  @Test
  void pagesFollowOneAnotherWithoutACursorToo() {
    TestChain a = TestChain.of(GROUP, 1);
    TestChain b = TestChain.of(GROUP, 2);
    List<SealedBatch> pushed = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      pushed.add((i % 2 == 0 ? b : a).next(100));
    }
    push(pushed);
    List<SealedBatch> got = new ArrayList<>();
    Map<OriginLog, Position> have = new HashMap<>();
    Page page;
    do {
      page = pull(new VersionVector(have), null, 700);
      for (SealedBatch batch : page.batches()) {
        have.put(batch.log(), new Position(batch.sequence(), new byte[32]));
        got.add(batch);
      }
    } while (page.hasMore());
    assertThat(got).isEqualTo(pushed);
    assertThat(pull(new VersionVector(have), null, 700))
        .isEqualTo(new Page(List.of(), false, null));
  }

  @Test
  void pullsOnlyWhatLiesBeyond() {
    TestChain a = TestChain.of(GROUP, 1);
    TestChain b = TestChain.of(GROUP, 2);
    List<SealedBatch> ofA = a.next(10, 50);
    push(ofA);
    List<SealedBatch> ofB = b.next(10, 50);
    push(ofB);
    VersionVector have =
        new VersionVector(
            Map.of(
                a.log(),
                new Position(8, new byte[32]),
                b.log(),
                new Position(3, new byte[32]),
                TestChain.log(GROUP, 99),
                new Position(1_000, new byte[32])));
    List<SealedBatch> expected = new ArrayList<>(ofA.subList(8, 10));
    expected.addAll(ofB.subList(3, 10));
    assertThat(pullAll(have, 1 << 20)).isEqualTo(expected);
    assertThat(pullAll(have, 1)).isEqualTo(expected);
  }

  @Test
  void whatACallerLostComesAgainOnceTheCursorIsAtItsEnd() {
    TestChain a = TestChain.of(GROUP, 1);
    List<SealedBatch> batches = a.next(3, 50);
    push(batches);
    Page first = pull(VersionVector.EMPTY, null, 1);
    Page second = pull(VersionVector.EMPTY, first.cursor(), 1);
    Page third = pull(VersionVector.EMPTY, second.cursor(), 1);
    assertThat(third.batches()).containsExactly(batches.get(2));
    assertThat(third.hasMore()).isFalse();
    assertThat(pull(VersionVector.EMPTY, third.cursor(), 1).batches())
        .containsExactly(batches.get(0));
  }

  @Test
  void aCursorItDidNotMakeCountsAsNone() {
    List<SealedBatch> batches = TestChain.of(GROUP, 1).next(3, 50);
    push(batches);
    for (int length = 0; length <= HubLimits.CURSOR_BYTES; length++) {
      byte[] cursor = new byte[length];
      java.util.Arrays.fill(cursor, (byte) 0x7f);
      assertThat(pull(VersionVector.EMPTY, ByteBuffer.wrap(cursor), 1 << 20).batches())
          .isEqualTo(batches);
    }
  }

  @Test
  void listsManifestsNewestFirstAndLeavesObjectsAlone() {
    ByteBuffer first = manifest(GROUP, "snapshot-b", 3);
    ByteBuffer other = manifest(GROUP, "other.1_x", 0);
    assertThat(put(GROUP, "snapshot-b", first)).isTrue();
    assertThat(put(GROUP, "other.1_x", other)).isTrue();
    assertThat(put(GROUP, "snapshot-a", manifest(GROUP, "snapshot-a", 1))).isTrue();
    assertThat(put(GROUP, "snapshot-b", manifest(GROUP, "snapshot-b", 1))).isFalse();
    assertThat(put(GROUP, "snapshot-b", ByteBuffer.wrap(new byte[] {9}))).isFalse();
    assertThat(hub.holding(GROUP).objects()).containsExactly("snapshot-a", "snapshot-b");
    assertThat(hub.getObject(GROUP, "snapshot-b", 0, 1_000)).isEqualTo(first);
    assertThat(hub.getObject(GROUP, "other.1_x", 0, 1_000)).isEqualTo(other);
  }

  @Test
  void readsObjectsInParts() {
    SealedObject chunk =
        TestGroup.of(GROUP).objects(1).chunk(ByteBuffer.allocate(ObjectSealer.MAX_CONTENT));
    int length = chunk.bytes().remaining();
    assertThat(length).isEqualTo(HubLimits.OBJECT_BYTES);
    put(GROUP, chunk.name(), chunk.bytes());
    assertThat(hub.getObject(GROUP, chunk.name(), 0, 100).remaining()).isEqualTo(100);
    assertThat(hub.getObject(GROUP, chunk.name(), length - 1, 100))
        .isEqualTo(chunk.bytes().position(length - 1));
    assertThat(hub.getObject(GROUP, chunk.name(), length, 100).remaining()).isZero();
    assertThat(hub.getObject(GROUP, chunk.name(), Long.MAX_VALUE, 100).remaining()).isZero();
    assertThat(hub.getObject(GROUP, "other", 0, 100)).isNull();
  }

  @Test
  void refusesObjectsThatAreTooLongOrNamedOddly() {
    ByteBuffer tooLong = ByteBuffer.allocate(HubLimits.OBJECT_BYTES + 1);
    assertThatThrownBy(() -> Answers.await(hub.putObject(GROUP, "chunk", tooLong)))
        .isInstanceOf(ProtocolException.class);
    for (String name : List.of("", "A", "a/b", "ä", "a b", "x".repeat(129))) {
      assertThatThrownBy(() -> Answers.await(hub.putObject(GROUP, name, ByteBuffer.allocate(1))))
          .isInstanceOf(ProtocolException.class);
      assertThatThrownBy(() -> hub.getObject(GROUP, name, 0, 1))
          .isInstanceOf(ProtocolException.class);
    }
  }

  @Test
  void countsWhatItHolds() {
    TestGroup one = TestGroup.of(1);
    TestGroup two = TestGroup.of(2);
    TestChain a = TestChain.of(GROUP, 1);
    List<SealedBatch> batches = a.next(3, 50);
    push(batches);
    SealedBatch other = TestChain.of(two.id(), 1).next(5);
    Answers.await(hub.push(two.id(), TestChain.bytes(other)));
    ByteBuffer object = manifest(GROUP, "other", 11);
    put(GROUP, "other", object);
    long bytes = batches.stream().mapToLong(SealedBatch::length).sum() + other.length();
    assertThat(hub.status())
        .isEqualTo(
            new HubLogStatus(
                2,
                2,
                4,
                bytes,
                one.entries() + two.entries() + 1,
                one.entryBytes() + two.entryBytes() + object.remaining(),
                hub.status().diskBytes()));
  }

  @Test
  void aGroupHasABoundOfLogs() {
    List<SealedBatch> batches = new ArrayList<>();
    for (int origin = 0; origin <= HubLimits.LOGS_PER_GROUP; origin++) {
      batches.add(TestChain.of(GROUP, origin).next(0));
    }
    assertThat(push(batches))
        .isEqualTo(stopped(HubLimits.LOGS_PER_GROUP, Reason.QUOTA, Position.START));
    assertThat(hub.holding(GROUP).head().positions()).hasSize(HubLimits.LOGS_PER_GROUP);
  }

  @Test
  void isUnavailableOnceClosed() {
    push(TestChain.of(GROUP, 1).next(1));
    hub.close();
    hub.close();
    assertThatThrownBy(() -> hub.holding(GROUP)).isInstanceOf(UnavailableException.class);
    assertThatThrownBy(() -> pull(VersionVector.EMPTY, null, 1))
        .isInstanceOf(UnavailableException.class);
    assertThatThrownBy(() -> push(TestChain.of(GROUP, 2).next(1)))
        .isInstanceOf(UnavailableException.class);
    ByteBuffer object = manifest(GROUP, "a", 1);
    assertThatThrownBy(() -> put(GROUP, "a", object)).isInstanceOf(UnavailableException.class);
  }
}
