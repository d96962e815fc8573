package dev.blazesync.engine.evil;

import static dev.blazesync.engine.evil.Lab.assertAlike;
import static dev.blazesync.engine.evil.Lab.assertTold;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.engine.membership.ChainObject;
import dev.blazesync.engine.membership.NotMemberException;
import dev.blazesync.engine.membership.SeededRandom;
import dev.blazesync.spi.Holding;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Page;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.PushResult;
import dev.blazesync.spi.PushResult.Reason;
import dev.blazesync.spi.SealedBatch;
import dev.blazesync.spi.VersionVector;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A hub answers as it likes: nobody goes round in circles, and its lies change nothing. */
class LyingHubTest {
  /** What one device asks of one hub in a minute, when the hub is at its worst. */
  private static final int MOST = 200;

  private final Lab lab = new Lab(8);
  private final Honest a = lab.admin();
  private final Honest b = lab.honest();

  LyingHubTest() {
    a.insert(1, 1, 1).start().sync();
    b.start().sync();
    lab.exchange(a, b);
  }

  private long rows = 50;

  private void assertPatient(Honest node) {
    assertPatient(node, MOST);
  }

  private void assertPatient(Honest node, int most) {
    assertThat(node.exchangeAtMost(most)).as("%s", node.told()).isLessThan(most);
    lab.hub.repent();
    lab.millis += 61_000;
    a.insert(++rows, 1, 1);
    lab.exchange(a, b, a);
    assertAlike(a, b);
  }

  private static Holding with(Holding truth, OriginLog log, Position position) {
    Map<OriginLog, Position> head = new TreeMap<>(truth.head().positions());
    head.put(log, position);
    return new Holding(truth.floor(), new VersionVector(head), truth.objects(), truth.wallMillis());
  }

  @Test
  void thatItHasMoreOfOnesOwnLog() {
    OriginLog own = b.replica().own();
    lab.millis += 61_000;
    lab.hub.holdings =
        (to, truth) ->
            with(truth, b.replica().own(), new Position(900, new byte[Position.HASH_BYTES]));
    b.insert(2, 2, 2);
    b.exchangeAtMost(MOST);
    assertThat(b.replica().own()).isEqualTo(own);
    assertPatient(b);
  }

  @Test
  void aForgedBatchOfOnesOwnLog() {
    b.insert(2, 2, 2).sync();
    OriginLog own = b.replica().own();
    SealedBatch real = lab.hub.batches().get(0);
    SealedBatch forged =
        new SealedBatch(real.group(), own, 900, false, ByteBuffer.wrap(ForgeryTest.bytes(real)));
    lab.hub.pages = (to, truth) -> new Page(List.of(forged), false, null);
    b.exchangeAtMost(MOST);
    assertThat(b.replica().own()).isEqualTo(own);
    assertPatient(b);
  }

  @ParameterizedTest
  @EnumSource(
      value = Reason.class,
      names = {"QUOTA", "RETRY_LATER"})
  void thatItTakesNothingNow(Reason reason) {
    thatItDoesNotTakeAnything(reason);
  }

  @ParameterizedTest
  @EnumSource(
      value = Reason.class,
      names = {"GAP", "NOT_MEMBER", "BAD_SIGNATURE"})
  void thatItDoesNotTakeAnything(Reason reason) {
    lab.hub.pushes =
        (from, batches) -> new PushResult(0, new PushResult.Refused(reason, Position.START));
    b.insert(2, 2, 2);
    assertPatient(b);
  }

  @Test
  void thatEverythingIsAFork() {
    thatItDoesNotTakeAnything(Reason.FORK);
  }

  @Test
  void thatThereIsAlwaysMore() {
    lab.hub.pages = (to, truth) -> new Page(List.of(), true, null);
    assertPatient(b);
  }

  @Test
  void aBatchIsLeftOutForEver() {
    a.insert(2, 2, 2).sync();
    a.insert(3, 3, 3).sync();
    List<SealedBatch> batches = lab.hub.batches();
    lab.hub.pages =
        (to, truth) ->
            to.equals(b.node())
                ? new Page(List.of(batches.get(batches.size() - 1)), false, null)
                : truth;
    assertPatient(b);
  }

  @Test
  void thatItHasTakenWhatItThrowsAway() {
    lab.hub.pushes = (from, batches) -> new PushResult(batches.size(), null);
    b.insert(2, 2, 2);
    assertPatient(b);
  }

  @Test
  void thatItTookMoreThanItWasGiven() {
    lab.hub.pushes = (from, batches) -> new PushResult(Integer.MAX_VALUE, null);
    b.insert(2, 2, 2);
    assertPatient(b);
  }

  @Test
  void thatItHoldsWhatNobodyMade() {
    lab.hub.holdings =
        (to, truth) ->
            with(
                truth,
                new OriginLog(a.node(), 99),
                new Position(Long.MAX_VALUE, new byte[Position.HASH_BYTES]));
    assertPatient(b);
  }

  /** {@return what a newcomer asks in a minute of a hub that has no snapshot yet, and a bit} */
  private int newcomersMost() {
    Honest other = lab.honest();
    other.start();
    lab.hub.holdings =
        (to, truth) -> new Holding(truth.floor(), truth.head(), List.of(), truth.wallMillis());
    int requests = other.exchangeAtMost(1_000);
    assertThat(requests).isLessThan(1_000);
    assertThat(other.replica().ready()).isFalse();
    return requests + requests / 10;
  }

  @Test
  void aSnapshotWithTheNameOfAnEntry() {
    int most = newcomersMost();
    Honest newcomer = lab.honest();
    newcomer.start();
    String name = "membership-x-" + a.node().toString().substring(0, 16);
    lab.hub.holdings =
        (to, truth) -> new Holding(truth.floor(), truth.head(), List.of(name), truth.wallMillis());
    assertPatient(newcomer, most);
  }

  @Test
  void aSnapshotThatIsNotThere() {
    int most = newcomersMost();
    Honest newcomer = lab.honest();
    newcomer.start();
    String name = "snapshot-1-" + a.node().toString().substring(0, 16);
    lab.hub.holdings =
        (to, truth) -> new Holding(truth.floor(), truth.head(), List.of(name), truth.wallMillis());
    assertPatient(newcomer, most);
  }

  @Test
  void snapshotsWithStrangeNames() {
    Honest newcomer = lab.honest();
    newcomer.start();
    String maker = a.node().toString().substring(0, 16);
    List<String> names =
        List.of("", "-", "-" + maker, "x".repeat(10_000) + "-" + maker, "../../etc-" + maker);
    for (String name : names) {
      lab.hub.holdings =
          (to, truth) ->
              new Holding(truth.floor(), truth.head(), List.of(name), truth.wallMillis());
      newcomer.exchangeAtMost(20);
      assertThat(newcomer.replica().ready()).isFalse();
    }
  }

  @Test
  void aTimeFarFromEverybodys() {
    long id = 200;
    for (long wall : new long[] {1, -1, Long.MIN_VALUE, Long.MAX_VALUE, lab.millis / 2}) {
      lab.hub.holdings =
          (to, truth) -> new Holding(truth.floor(), truth.head(), truth.objects(), wall);
      b.insert(++id, 2, 2);
      assertPatient(b);
    }
  }

  @Test
  void thousandsOfForgedBatchesAreNotThousandsOfSentences() {
    a.insert(2, 2, 2).sync();
    SealedBatch real = lab.hub.batches().get(0);
    SeededRandom random = new SeededRandom(4);
    lab.hub.pages =
        (to, truth) -> {
          List<SealedBatch> forged = new ArrayList<>();
          for (int count = 0; count < 200; count++) {
            byte[] bytes = ForgeryTest.bytes(real);
            byte[] sequence = new byte[7];
            random.nextBytes(sequence);
            System.arraycopy(sequence, 0, bytes, 97, 7);
            forged.add(TamperTest.enveloped(bytes, real));
          }
          return new Page(forged, false, null);
        };
    for (int round = 0; round < 10; round++) {
      b.exchangeAtMost(20);
      lab.millis += 61_000;
    }
    int told = b.core().currentNotices().size();
    assertThat(told).isBetween(1, 250);
    b.exchangeAtMost(20);
    assertThat(b.core().currentNotices()).hasSize(told);
  }

  @Test
  void batchesWithheldFromOneHarmNobodyElse() {
    Honest c = lab.honest();
    c.start().sync();
    lab.hub.pages = (to, truth) -> to.equals(c.node()) ? new Page(List.of(), false, null) : truth;
    a.insert(2, 2, 2);
    lab.exchange(a, b, c);
    assertThat(b.note(2)).isNotNull();
    assertThat(c.note(2)).isNull();
    c.insert(3, 3, 3);
    lab.exchange(c, a, b);
    assertThat(a.note(3)).isNotNull();
    lab.hub.repent();
    lab.exchange(a, b, c);
    assertAlike(a, b, c);
  }

  @Test
  void aHubThatForgetsTheNewestBatchesGetsThemBack() {
    a.insert(2, 2, 2).sync();
    a.insert(3, 3, 3).sync();
    b.sync();
    List<SealedBatch> before = lab.hub.batches();
    lab.hub.rollBack(lab.membership().length(), true, before.subList(0, 1));
    lab.exchange(a, b);
    assertThat(lab.hub.batches()).containsAll(before);
    assertThat(lab.changes(lab.hub)).hasSize(2);
    assertAlike(a, b);
  }

  @Test
  void aHubThatForgetsTheBatchesOfADeviceThatIsGoneGetsThemFromAnother() {
    a.insert(2, 2, 2).sync();
    b.sync();
    List<SealedBatch> before = lab.hub.batches();
    List<SealedBatch> covered =
        before.stream().filter(x -> b.replica().batch(x.log(), x.sequence()) == null).toList();
    assertThat(covered).doesNotContainAnyElementsOf(lab.changes(lab.hub));
    lab.hub.rollBack(lab.membership().length(), true, covered);
    lab.exchange(b);
    assertThat(lab.hub.batches()).containsAll(before);
  }

  @Test
  void thatAHubHasForgottenBatchesIsTold() {
    a.insert(2, 2, 2).sync();
    a.insert(3, 3, 3).sync();
    b.sync();
    lab.hub.rollBack(lab.membership().length(), true, lab.hub.batches().subList(0, 1));
    lab.exchange(a, b);
    assertTold(a, "shows less than it once did");
  }

  @Test
  void aHubThatForgetsEntriesGetsThemBackAndItIsTold() {
    lab.publish(lab.group.rotate(lab.admin));
    a.insert(2, 2, 2);
    lab.exchange(a, b);
    int length = lab.membership().length();
    List<SealedBatch> batches = List.copyOf(lab.hub.batches());
    lab.hub.rollBack(length - 1, true, batches);
    a.stop().start();
    lab.exchange(a, b);
    assertThat(lab.hub.object("membership-" + (length - 1))).isNotNull();
    assertTold(a, "shows less than it once did");
    assertAlike(a, b);
  }

  @Test
  void aHubThatForgetsEverythingGetsItBack() {
    a.insert(2, 2, 2);
    lab.exchange(a, b);
    lab.hub.rollBack(0, false, List.of());
    a.insert(3, 3, 3);
    a.stop().start();
    b.stop().start();
    lab.exchange(a, b);
    assertThat(lab.changes(lab.hub)).hasSize(2);
    assertThat(lab.hub.object("membership-0")).isNotNull();
    assertTold(a, "shows less than it once did");
    assertAlike(a, b);
    Honest newcomer = lab.honest();
    newcomer.start();
    lab.exchange(a, newcomer, a, newcomer);
    assertAlike(a, newcomer);
  }

  /** As a real hub does, it refuses whom it does not know to be a member. */
  @Test
  void aHubThatForgetsEverythingGetsItBackFromThoseWhoRun() {
    a.insert(2, 2, 2);
    lab.exchange(a, b);
    lab.hub.rollBack(0, false, List.of());
    lab.hub.holdings =
        (to, truth) -> {
          if (lab.hub.object("membership-0") == null) {
            throw new NotMemberException("device " + to + " is no member of the group");
          }
          return truth;
        };
    lab.exchange(a, b);
    assertThat(lab.hub.object("membership-0")).isNotNull();
    assertThat(lab.changes(lab.hub)).hasSize(1);
  }

  private static Holding nothing(Lab where) {
    return new Holding(VersionVector.EMPTY, VersionVector.EMPTY, List.of(), where.millis);
  }

  @Test
  void aHubThatHidesTheFirstSnapshotMakesNoSecondFounder() {
    Honest c = lab.honest();
    c.insert(1, 9, 9);
    lab.hub.objects =
        (to, name, truth) -> to.equals(c.node()) && !ChainObject.is(name) ? null : truth;
    lab.hub.holdings = (to, truth) -> to.equals(c.node()) ? nothing(lab) : truth;
    lab.hub.pages = (to, truth) -> to.equals(c.node()) ? new Page(List.of(), false, null) : truth;
    c.start();
    c.exchangeAtMost(MOST);
    assertThat(c.replica().roster().founder()).isEqualTo(a.replica().own());
    assertThat(c.replica().ready()).isFalse();
    lab.hub.repent();
    lab.exchange(a, c, b);
    assertThat(c.replica().founder()).isFalse();
    assertAlike(a, b, c);
  }
}
