package dev.blazesync.engine.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class PaceTest {
  private static final long SECOND = 1_000_000_000;

  @Test
  void soManyAtOnceThenSoManyASecond() {
    for (long start : new long[] {0, -5, Long.MAX_VALUE - SECOND / 2, Long.MIN_VALUE}) {
      Pace pace = new Pace(10, 25);
      assertThat(pace.isFull(start)).isTrue();
      for (int i = 0; i < 25; i++) {
        assertThat(pace.take(start)).isTrue();
      }
      assertThat(pace.take(start)).isFalse();
      assertThat(pace.take(start + SECOND / 10 - 1)).isFalse();
      assertThat(pace.take(start + SECOND / 10)).isTrue();
      assertThat(pace.take(start + SECOND / 10)).isFalse();
      assertThat(pace.isFull(start + SECOND)).isFalse();
      assertThat(pace.isFull(start + 3 * SECOND)).isTrue();
    }
  }

  @Test
  void neverMoreThanTheBurstAndTheRate() {
    Random random = new Random(20_261_122);
    Pace pace = new Pace(100, 50);
    long now = 0;
    int taken = 0;
    for (int i = 0; i < 100_000; i++) {
      now += random.nextInt(2_000_000);
      taken += pace.take(now) ? 1 : 0;
      assertThat(taken).isLessThanOrEqualTo((int) (50 + now * 100 / SECOND + 1));
    }
    assertThat(taken).isGreaterThan((int) (now * 95 / SECOND));
  }
}
