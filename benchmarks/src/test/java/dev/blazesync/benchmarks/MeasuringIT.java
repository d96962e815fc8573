package dev.blazesync.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.benchmarks.path.CommitToVisible;
import dev.blazesync.engine.noise.SecureChannel;
import dev.blazesync.engine.seal.Opening;
import org.junit.jupiter.api.Test;

/** The measurements measure what they say; how fast it is, they tell a person. */
class MeasuringIT {
  @Test
  void everySampleArrives() throws Exception {
    assertThat(CommitToVisible.measure(20).percentileMillis(50)).isPositive();
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
}
