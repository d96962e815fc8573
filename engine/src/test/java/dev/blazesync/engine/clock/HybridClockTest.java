package dev.blazesync.engine.clock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.spi.HybridTimestamp;
import org.junit.jupiter.api.Test;

class HybridClockTest {
  private static long at(long millis) {
    return HybridTimestamp.pack(millis);
  }

  @Test
  void aStampIsTheTimeOfCapture() {
    HybridClock clock = new HybridClock(at(10), at(10));
    assertThat(clock.stamp(20, 30, 0)).isEqualTo(at(20));
    assertThat(clock.last()).isEqualTo(at(20));
  }

  @Test
  void aCaptureFromTheFutureIsStampedNow() {
    HybridClock clock = new HybridClock(0, 0);
    assertThat(clock.stamp(99, 30, 0)).isEqualTo(at(30));
  }

  @Test
  void aStampIsAfterEverythingMerged() {
    HybridClock clock = new HybridClock(0, 0);
    clock.merged(at(50));
    assertThat(clock.stamp(20, 60, 0)).isEqualTo(at(50) + 1);
    assertThat(clock.stamp(20, 60, at(50) + 1)).isEqualTo(at(50) + 2);
  }

  @Test
  void aStampIsAfterTheRecordsNewest() {
    HybridClock clock = new HybridClock(0, 0);
    assertThat(clock.stamp(20, 60, at(40))).isEqualTo(at(40) + 1);
  }

  @Test
  void aLaterPieceOfACutMayHoldAnEarlierEdit() {
    HybridClock clock = new HybridClock(0, 0);
    assertThat(clock.stamp(12, 60, 0)).isEqualTo(at(12));
    assertThat(clock.stamp(10, 60, 0)).isEqualTo(at(10));
    assertThat(clock.last()).isEqualTo(at(12));
  }

  @Test
  void afterACutEveryStampIsLater() {
    HybridClock clock = new HybridClock(0, 0);
    clock.stamp(12, 60, 0);
    clock.cutDone();
    assertThat(clock.stamp(10, 60, 0)).isEqualTo(at(12) + 1);
  }

  @Test
  void mergingSomethingOldMovesNothing() {
    HybridClock clock = new HybridClock(at(20), at(30));
    clock.merged(at(10));
    assertThat(clock.floor()).isEqualTo(at(20));
    assertThat(clock.last()).isEqualTo(at(30));
  }
}
