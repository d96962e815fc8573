package dev.blazesync.engine.evil;

import static dev.blazesync.engine.evil.Lab.assertAlike;
import static dev.blazesync.engine.evil.Lab.assertTold;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.Status.Peer;
import dev.blazesync.engine.membership.Administration;
import dev.blazesync.engine.membership.ChainObject;
import dev.blazesync.engine.membership.Entry;
import dev.blazesync.engine.membership.Membership;
import dev.blazesync.engine.membership.SeededRandom;
import dev.blazesync.engine.simulator.FaultyStore.Fault;
import dev.blazesync.engine.simulator.FaultyStore.SimulatedCrash;
import dev.blazesync.engine.sync.RelayRequest.RelayAnswer;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.SealedBatch;
import dev.blazesync.spi.UnavailableException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Entries of the membership that come many at a time, and what may be wrong in their middle. */
class ChainSeriesTest {
  /** Of both hubs, in a minute that leads nowhere. */
  private static final int FEW_REQUESTS = 80;

  private final Lab lab = new Lab(11, 2, Lab.NOTE);
  private final EvilHub first = lab.hubs.get(0);
  private final EvilHub second = lab.hubs.get(1);
  private final Honest a = lab.admin();
  private final Honest b = lab.honest();
  private final int known;

  ChainSeriesTest() {
    a.insert(1, 1, 1).start().sync();
    b.start().sync();
    lab.exchange(a, b);
    known = lab.membership().length();
    assertThat(b.replica().roster().length()).isEqualTo(known);
  }

  /** {@return entries behind one another, which nobody has seen} */
  private List<Entry> series(int count) {
    return series(lab.membership(), count);
  }

  private List<Entry> series(Membership from, int count) {
    List<Entry> made = new ArrayList<>();
    Membership behind = from;
    for (int index = 0; index < count; index++) {
      Entry next = new Administration(behind, lab.admin, lab.group.random).rotate(Set.of());
      behind = behind.apply(next);
      made.add(next);
    }
    return made;
  }

  private void publish(List<Entry> entries) {
    entries.forEach(entry -> lab.publish(lab.group.take(entry)));
  }

  /** The hub shows these in the place of what comes next; null = it has none there. */
  private void shows(EvilHub hub, List<@Nullable ByteBuffer> places) {
    hub.objects =
        (to, name, truth) -> {
          int place = (int) ChainObject.index(name) - known;
          return place >= 0 && place < places.size() && to.equals(b.node())
              ? places.get(place)
              : truth;
        };
  }

  private static ByteBuffer bytes(Entry entry) {
    return ByteBuffer.wrap(entry.toBytes());
  }

  private static List<@Nullable ByteBuffer> bytes(List<Entry> entries) {
    List<@Nullable ByteBuffer> all = new ArrayList<>();
    entries.forEach(entry -> all.add(bytes(entry)));
    return all;
  }

  private void assertHasAll(Honest node) {
    assertHas(node, lab.group.entries);
    assertThat(node.replica().statements().alarms()).isEmpty();
  }

  private static void assertHas(Honest node, List<Entry> entries) {
    assertThat(node.replica().roster().length()).isEqualTo(entries.size());
    for (int index = 0; index < entries.size(); index++) {
      assertThat(node.replica().roster().entry(index)).isEqualTo(entries.get(index));
    }
  }

  private List<Entry> knownAnd(List<Entry> more) {
    List<Entry> all = new ArrayList<>(lab.group.entries.subList(0, known));
    all.addAll(more);
    return all;
  }

  /** {@return B as it is now, while the hubs have nothing that a copy of it has sent} */
  private Honest again(List<SealedBatch> before, long seed) {
    lab.hubs.forEach(hub -> hub.rollBack(lab.membership().length(), true, before));
    return b.copy(new SeededRandom(seed));
  }

  @Test
  void aDatabaseThatIsBusyAnywhereInTheMiddleTakesEachEntryOnce() {
    publish(series(9));
    List<SealedBatch> before = first.batches();
    for (int call = 1; call <= 240; call += 2) {
      Honest copy = again(before, call).start();
      assertThat(copy.failAfter(call, Fault.BUSY).exchangeAtMost(FEW_REQUESTS))
          .isLessThan(FEW_REQUESTS);
      copy.failAfter(Integer.MAX_VALUE, Fault.BUSY);
      assertHasAll(copy);
      copy.stop();
    }
  }

  @Test
  void aDatabaseThatIsBusyAgainAndAgainTakesEachEntryOnce() {
    publish(series(40));
    List<SealedBatch> before = first.batches();
    for (long seed = 1; seed <= 6; seed++) {
      Random dice = new Random(seed);
      Honest copy = again(before, seed).start();
      copy.answers =
          (hub, truth) -> {
            copy.failAfter(10 + dice.nextInt(60), Fault.BUSY);
            return truth;
          };
      assertThat(copy.exchangeAtMost(FEW_REQUESTS)).isLessThan(FEW_REQUESTS);
      copy.failAfter(Integer.MAX_VALUE, Fault.BUSY);
      assertHasAll(copy);
      copy.stop();
    }
  }

  @Test
  void aCrashAnywhereInTheMiddleLosesNoEntryAndTakesNoneTwice() {
    publish(series(9));
    List<SealedBatch> before = first.batches();
    for (int call = 1; call <= 240; call += 6) {
      Honest copy = again(before, call).start().failAfter(call, Fault.CRASH);
      try {
        copy.sync();
      } catch (SimulatedCrash crash) {
        copy.stop().start().sync();
      }
      copy.failAfter(Integer.MAX_VALUE, Fault.BUSY);
      assertHasAll(copy);
      copy.stop();
    }
  }

  @Test
  void whoStartsAgainAfterEveryAnswerComesToTheEnd() {
    publish(series(70));
    int lives = 0;
    for (; b.replica().roster().length() < lab.membership().length(); lives++) {
      assertThat(lives).isLessThan(40);
      // the answer to the last request is lost with the engine
      b.exchangeAtMost(2 + 2 * (lives % 4));
      b.stop().start();
    }
    b.sync();
    assertHasAll(b);
    lab.exchange(a, b);
    assertAlike(a, b);
  }

  @Test
  void whatCameBeforeTheConnectionBrokeCounts() {
    publish(series(70));
    int[] asked = {0};
    for (EvilHub hub : lab.hubs) {
      hub.objects =
          (to, name, truth) -> {
            if (ChainObject.is(name) && ++asked[0] % 9 == 0) {
              throw new UnavailableException("the connection was lost");
            }
            return truth;
          };
    }
    lab.exchange(b);
    assertHasAll(b);
    assertThat(asked[0]).isLessThan(6 * 70);
  }

  /** What stands in the middle of a series in the place of an entry. */
  enum Wrong {
    GAP,
    ORDER,
    REPEATED,
    KNOWN,
    SIGNATURE,
    CUT,
    EMPTY,
    GENESIS
  }

  private List<@Nullable ByteBuffer> wrong(Wrong kind, List<Entry> right) {
    List<@Nullable ByteBuffer> shown = bytes(right);
    switch (kind) {
      case GAP -> shown.remove(3);
      case ORDER -> shown.add(4, shown.remove(3));
      case REPEATED -> shown.add(3, bytes(right.get(1)));
      case KNOWN -> shown.add(3, bytes(lab.group.entries.get(known - 1)));
      case SIGNATURE -> {
        byte[] forged = right.get(3).toBytes();
        forged[forged.length - 1] ^= 1;
        shown.set(3, ByteBuffer.wrap(forged));
      }
      case CUT -> shown.set(3, bytes(right.get(3)).limit(200));
      case EMPTY -> shown.set(3, ByteBuffer.allocate(0));
      case GENESIS -> shown.set(3, bytes(lab.group.entries.get(0)));
    }
    return shown;
  }

  @ParameterizedTest
  @EnumSource
  void whatIsBeforeAWrongEntryIsKeptAndNothingAfterIt(Wrong kind) {
    List<Entry> right = series(9);
    lab.hubs.forEach(hub -> shows(hub, wrong(kind, right)));
    assertThat(b.exchangeAtMost(Honest.MOST_REQUESTS)).isLessThan(FEW_REQUESTS);
    assertHas(b, knownAnd(right.subList(0, 3)));
    assertThat(b.replica().statements().alarms()).isEmpty();
    assertThat(b.core().peers()).noneMatch(peer -> peer.state() == Peer.State.REFUSED);
    b.stop().start().exchangeAtMost(Honest.MOST_REQUESTS);
    assertHas(b, knownAnd(right.subList(0, 3)));
    lab.hubs.forEach(EvilHub::repent);
    publish(right);
    lab.exchange(a, b);
    assertHasAll(b);
    b.insert(2, 2, 2);
    lab.exchange(b, a);
    assertAlike(a, b);
  }

  @Test
  void whatIsMissingInTheMiddleEndsTheSeries() {
    List<Entry> right = series(9);
    List<@Nullable ByteBuffer> shown = bytes(right);
    shown.set(3, null);
    lab.hubs.forEach(hub -> shows(hub, shown));
    assertThat(b.exchangeAtMost(Honest.MOST_REQUESTS)).isLessThan(FEW_REQUESTS);
    assertHas(b, knownAnd(right.subList(0, 3)));
    lab.hubs.forEach(EvilHub::repent);
    publish(right);
    lab.exchange(b);
    assertHasAll(b);
  }

  @Test
  void aSecondSuccessorOfAnEntryInTheMiddleIsProof() {
    List<Entry> right = series(9);
    Entry other = series(lab.membership().apply(right.get(0)), 1).get(0);
    List<@Nullable ByteBuffer> shown = bytes(right);
    shown.add(3, bytes(other));
    lab.hubs.forEach(hub -> shows(hub, shown));
    assertThat(b.exchangeAtMost(Honest.MOST_REQUESTS)).isLessThan(FEW_REQUESTS);
    assertHas(b, knownAnd(right.subList(0, 3)));
    assertForked(other.index());
    assertThat(b.core().peers()).allMatch(peer -> peer.state() == Peer.State.REFUSED);
    b.stop().start();
    assertForked(other.index());
  }

  private void assertForked(long index) {
    assertThat(b.replica().statements().alarms())
        .singleElement()
        .asString()
        .contains("two histories of the group's membership exist from entry " + index + " on:");
  }

  /** One hub's history parts from the other's in the middle of what both show at once. */
  private void twoHubs(boolean onlyOnce) {
    List<Entry> right = series(9);
    List<Entry> fork = new ArrayList<>(right.subList(0, 4));
    fork.addAll(series(lab.membership().applyAll(fork), 5));
    publish(right);
    shows(second, bytes(fork));
    if (onlyOnce) {
      b.answers =
          (hub, truth) -> {
            if (hub == 1 && truth instanceof RelayAnswer.Entries) {
              second.repent();
            }
            return truth;
          };
    }
    assertThat(b.exchangeAtMost(Honest.MOST_REQUESTS)).isLessThan(FEW_REQUESTS);
    assertHas(b, lab.group.entries);
    assertForked(known + 4);
    assertTold(b, "shows another membership");
    assertThat(b.core().peers().get(1).state()).isEqualTo(Peer.State.REFUSED);
    b.insert(2, 2, 2);
    lab.exchange(b, a);
    assertThat(a.note(2)).isNotNull();
    b.stop().start();
    assertForked(known + 4);
  }

  @Test
  void whereTwoHubsPartInTheMiddleIsProof() {
    twoHubs(false);
  }

  @Test
  void whatWasShownOnceIsProofThoughItIsHiddenAgain() {
    twoHubs(true);
  }

  @Test
  void aHubThatHasMoreAndShowsNothingIsNotAskedForEver() {
    publish(series(3));
    b.answers =
        (hub, truth) ->
            truth instanceof RelayAnswer.Entries more
                ? new RelayAnswer.Entries(more.from(), List.of(), false)
                : truth;
    assertThat(b.exchangeAtMost(Honest.MOST_REQUESTS)).isLessThan(FEW_REQUESTS);
    assertThat(b.replica().roster().length()).isEqualTo(known);
    assertTold(b, "and shows none");
    b.answers = (hub, truth) -> truth;
    lab.exchange(a, b);
    assertHasAll(b);
    assertAlike(a, b);
  }

  @Test
  void seriesOfAnySizeEndInTheSameChain() {
    for (int count : new int[] {1, 31, 32, 33, 64}) {
      publish(series(count));
      assertThat(b.exchangeAtMost(Honest.MOST_REQUESTS)).isLessThan(FEW_REQUESTS);
      assertHasAll(b);
      assertThat(first.object(ChainObject.name(lab.membership().length()))).isNull();
    }
  }
}
