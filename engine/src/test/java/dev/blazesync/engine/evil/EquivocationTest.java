package dev.blazesync.engine.evil;

import static dev.blazesync.engine.evil.Lab.assertAlike;
import static dev.blazesync.engine.evil.Lab.assertTold;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.engine.membership.ChainObject;
import dev.blazesync.engine.membership.Entry;
import dev.blazesync.spi.Page;
import dev.blazesync.spi.PushResult;
import dev.blazesync.spi.SealedBatch;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Two devices are told two stories. */
class EquivocationTest {
  private final Lab lab = new Lab(9, 2, Lab.NOTE);
  private final Honest a = lab.admin();
  private final Honest b = lab.honest();
  private final Honest c = lab.honest();
  private final Mallory mallory = lab.mallory();
  private final EvilHub other = lab.hubs.get(1);

  EquivocationTest() {
    a.insert(1, 1, 1).start().sync();
    b.start().sync();
    c.start().sync();
    lab.exchange(a, b, c);
  }

  /** Shows b another first batch of a third device than c. */
  private void twoHistories() {
    Mallory liar = mallory.fork();
    SealedBatch one = mallory.write(mallory.insert(2, 2, 2));
    SealedBatch two = liar.write(liar.insert(2, 9, 9));
    lab.hubs.forEach(
        hub -> {
          hub.pages =
              (to, truth) -> new Page(List.of(to.equals(b.node()) ? two : one), false, null);
          hub.pushes = (from, batches) -> new PushResult(batches.size(), null);
        });
    lab.exchange(b, c);
    assertThat(b.note(2)).isNotEqualTo(c.note(2)).isNotNull();
    lab.hubs.forEach(EvilHub::repent);
    lab.hubs.forEach(hub -> hub.push(one));
    a.insert(3, 3, 3);
    lab.exchange(a, b, c);
  }

  @Test
  void twoHistoriesOfABatchLogAreToldAndTheOthersGoOn() {
    twoHistories();
    lab.hub.push(mallory.write(mallory.insert(6, 6, 6)));
    b.insert(4, 4, 4);
    lab.exchange(b, a, c);
    assertTold(b, "two histories");
    assertThat(c.note(4)).isNotNull();
    assertThat(b.note(3)).isNotNull();
    assertAlike(a, c);
  }

  @Test
  void twoHistoriesOfOneLengthAreTold() {
    twoHistories();
    assertTold(b, "two histories");
  }

  @Test
  void whoseSecondHistoryIsLongerIsToldToo() {
    Mallory liar = mallory.fork();
    lab.hub.push(mallory.write(mallory.insert(2, 2, 2)));
    lab.exchange(a, b, c);
    SealedBatch first = liar.write(liar.insert(2, 9, 9));
    SealedBatch second = liar.write(liar.insert(5, 9, 9));
    lab.hubs.forEach(
        hub -> hub.pages = (to, truth) -> new Page(List.of(first, second), false, null));
    lab.exchange(b);
    assertThat(b.note(5)).isNull();
    assertTold(b, "two histories");
    lab.hubs.forEach(EvilHub::repent);
    lab.exchange(a, b, c);
    assertAlike(a, b, c);
  }

  @Test
  void twoHistoriesOfTheMembershipAreToldWhereTheyMeet() {
    int index = lab.membership().length();
    Entry one = lab.group.as(lab.admin).rotate(Set.of());
    Entry two = lab.group.as(lab.admin).rotate(Set.of());
    lab.hubs.forEach(
        hub ->
            hub.objects =
                (to, name, truth) ->
                    ChainObject.index(name) == index
                        ? ByteBuffer.wrap((to.equals(b.node()) ? two : one).toBytes())
                        : truth);
    lab.exchange(a, b, c);
    assertThat(b.replica().roster().length()).isEqualTo(index + 1);
    assertThat(c.replica().roster().length()).isEqualTo(index + 1);
    lab.hubs.forEach(EvilHub::repent);
    lab.group.take(one);
    lab.publish(one);
    b.stop().start();
    lab.exchange(a, b, c);
    assertTold(b, "two histories");
    c.insert(7, 7, 7);
    lab.exchange(c, a);
    assertAlike(a, c);
  }

  @Test
  void throughAnHonestHubAllConvergeThoughTheOtherLies() {
    a.insert(2, 2, 2);
    b.insert(3, 3, 3);
    other.pages =
        (to, truth) ->
            new Page(
                truth.batches().stream()
                    .map(
                        batch ->
                            TamperTest.enveloped(TamperTest.flipped(batch.bytes(), 1999), batch))
                    .toList(),
                false,
                null);
    for (int round = 0; round < 6; round++) {
      lab.millis += 61_000;
      for (Honest node : List.of(a, b, c)) {
        node.exchangeAtMost(200);
      }
    }
    assertThat(c.note(2)).isNotNull();
    assertThat(c.note(3)).isNotNull();
    assertAlike(a, b, c);
  }
}
