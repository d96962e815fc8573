package dev.blazesync.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.benchmarks.guard.Contest;
import dev.blazesync.benchmarks.path.CommitToVisible;
import dev.blazesync.engine.noise.SecureChannel;
import dev.blazesync.engine.seal.Opening;
import org.junit.jupiter.api.Test;

/** The measurements measure what they say; how fast it is, they tell a person. */
class MeasuringIT {
  @Test
  void everySampleArrives() throws Exception {
    assertThat(CommitToVisible.measure(20, 10).get(0).percentileMillis(50)).isPositive();
  }

  @Test
  void anAttachedTableTakesTheSameUpdates() throws Exception {
    try (CapturedTable plain = new CapturedTable(false);
        CapturedTable attached = new CapturedTable(true)) {
      assertThat(plain.updateAll()).isEqualTo(CapturedTable.ROWS);
      assertThat(attached.updateAll()).isEqualTo(CapturedTable.ROWS);
    }
  }

  @Test
  void whatIsSealedOpens() {
    SealCost cost = new SealCost();
    cost.fill();
    assertThat(cost.open()).isInstanceOf(Opening.Opened.class);
    assertThat(cost.open().header()).isEqualTo(cost.check());
    assertThat(cost.verifyHash()).isTrue();
  }

  @Test
  void aHandshakeMakesTwoEndsOfOneChannel() {
    SecureChannel[] ends = new HandshakeCost().handshake();
    byte[] message = {1, 2, 3};
    assertThat(ends[1].open(ends[0].seal(message))).isEqualTo(message);
  }

  @Test
  void whatIsMergedIsWhatIsSaid() {
    int versions = 100 * MergeCost.COLUMNS;
    assertThat(merging(MergeCost.Arriving.LOSES).states()).isZero();
    assertThat(merging(MergeCost.Arriving.LOSES).operations()).isZero();
    assertThat(merging(MergeCost.Arriving.EQUALS).states()).isZero();
    assertThat(merging(MergeCost.Arriving.WINS).states()).isEqualTo(100);
    assertThat(merging(MergeCost.Arriving.WINS).operations()).isEqualTo(100);
    assertThat(merging(MergeCost.Arriving.WINS).maps()).isEqualTo(versions);
  }

  private static MergeCost merging(MergeCost.Arriving arriving) {
    MergeCost cost = new MergeCost(100);
    cost.arriving = arriving;
    cost.fill();
    return cost;
  }

  @Test
  void vectorsDoTheSameAsMaps() {
    VectorCost cost = new VectorCost();
    cost.logs = 16;
    cost.fill();
    assertThat(cost.covers()).isTrue().isEqualTo(cost.mapCovers());
    assertThat(cost.make().positions()).hasSameSizeAs(cost.mapMake());
    assertThat(cost.join().positions().keySet()).isEqualTo(cost.mapJoin().keySet());
  }

  @Test
  void whatIsDrainedAtOneIsAppliedAtTheOther() throws Exception {
    try (SyncCost cost = new SyncCost()) {
      for (Contest contest : cost.contests()) {
        contest.work().prepare();
        assertThat(contest.work().run()).as(contest.name()).isEqualTo(CapturedTable.ROWS);
      }
      assertThat(cost.arrived()).isEqualTo(CapturedTable.ROWS);
    }
  }

  @Test
  void everyCodecIsTimed() throws Exception {
    CodecSpeed speed = new CodecSpeed();
    speed.fill();
    assertThat(speed.decode()).isEqualTo(Items.COUNT);
    assertThat(speed.compress()).isPositive().isLessThanOrEqualTo(speed.encode());
  }
}
