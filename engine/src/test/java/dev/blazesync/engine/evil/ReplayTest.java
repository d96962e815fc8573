package dev.blazesync.engine.evil;

import static dev.blazesync.engine.evil.Lab.assertAlike;
import static dev.blazesync.engine.evil.Lab.assertTold;
import static dev.blazesync.engine.evil.Lab.number;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.spi.Page;
import dev.blazesync.spi.SealedBatch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** True batches at the wrong time, in the wrong place, or not at all. */
class ReplayTest {
  private final Lab lab = new Lab(2);
  private final Honest a = lab.admin();
  private final Honest b = lab.honest();

  ReplayTest() {
    a.rules.put("policy.note.b", "counter");
    a.insert(1, 1, 1).start().sync();
    b.start().sync();
    lab.exchange(a, b);
    for (int count = 2; count < 5; count++) {
      a.update(1, "b", count).sync();
    }
  }

  private void told(List<SealedBatch> batches) {
    lab.hub.pages = (to, truth) -> to.equals(b.node()) ? new Page(batches, false, null) : truth;
    b.exchangeAtMost(60);
  }

  private void assertWhole() {
    lab.hub.repent();
    lab.exchange(b, a);
    assertAlike(a, b);
    assertThat(b.note(1)).isEqualTo(List.of(number(1), number(1), number(4)));
  }

  @Test
  void aBatchThatComesAgainCountsOnce() {
    List<SealedBatch> all = new ArrayList<>();
    for (int round = 0; round < 3; round++) {
      all.addAll(lab.hub.batches());
    }
    told(all);
    told(all);
    b.stop().start();
    told(all);
    assertWhole();
  }

  @Test
  void theWrongOrderIsPutRight() {
    List<SealedBatch> all = new ArrayList<>(lab.hub.batches());
    Collections.reverse(all);
    told(all);
    assertWhole();
  }

  @Test
  void aGapIsNotJumped() {
    List<SealedBatch> all = new ArrayList<>(lab.hub.batches());
    all.remove(lab.changes(lab.hub).get(1));
    told(all);
    assertThat(b.note(1)).isEqualTo(List.of(number(1), number(1), number(2)));
    assertWhole();
  }

  @Test
  void aTailThatIsCutOffForEverHarmsNobody() {
    told(List.of(b.nextChange()));
    b.insert(5, 5, 5);
    b.exchangeAtMost(200);
    lab.exchange(a);
    assertThat(a.note(5)).isNotNull();
    assertThat(b.note(1)).isEqualTo(List.of(number(1), number(1), number(2)));
    assertWhole();
  }

  @Test
  void aBatchOfAnotherGroupIsNotTaken() {
    Lab other = new Lab(22);
    Honest stranger = other.admin();
    stranger.insert(1, 7, 7).start().sync();
    stranger.insert(9, 9, 9).sync();
    told(other.hub.batches());
    assertThat(b.note(9)).isNull();
    assertTold(b, "another group");
    assertWhole();
  }

  @Test
  void aBatchAsThatOfAnotherGroupIsNotTaken() {
    SealedBatch real = b.nextChange();
    var held = b.ofOthers();
    byte[] bytes = ForgeryTest.bytes(real);
    System.arraycopy(new Lab(22).id().toBytes(), 0, bytes, 8, 32);
    told(List.of(TamperTest.enveloped(bytes, real)));
    assertThat(b.ofOthers()).isEqualTo(held);
    assertWhole();
  }

  @Test
  void aBatchAsThatOfAnotherOriginIsNotTaken() {
    SealedBatch real = b.nextChange();
    var held = b.ofOthers();
    byte[] bytes = ForgeryTest.bytes(real);
    System.arraycopy(lab.member().nodeId().toBytes(), 0, bytes, 72, 16);
    told(List.of(TamperTest.enveloped(bytes, real)));
    assertThat(b.ofOthers()).isEqualTo(held);
    assertWhole();
  }

  @Test
  void aBatchUnderAnotherLineageSequenceOrEpochIsNotTaken() {
    lab.publish(lab.group.rotate(lab.admin));
    SealedBatch real = b.nextChange();
    var held = b.ofOthers();
    for (int offset : new int[] {88, 96, 40}) {
      byte[] bytes = ForgeryTest.bytes(real);
      byte[] patch =
          offset == 40 ? lab.group.epoch().toBytes() : new byte[] {0, 0, 0, 0, 0, 0, 0, 9};
      System.arraycopy(patch, 0, bytes, offset, patch.length);
      told(List.of(TamperTest.enveloped(bytes, real)));
      assertThat(b.ofOthers()).isEqualTo(held);
    }
    assertTold(b, "signature");
    assertWhole();
  }
}
