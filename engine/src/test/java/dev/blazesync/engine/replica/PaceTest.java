package dev.blazesync.engine.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PaceTest {
  private final AtomicLong now = new AtomicLong(7);
  private final Pace pace = new Pace(now::get);

  private void take(int done, long nanos) {
    pace.begin();
    now.addAndGet(nanos);
    pace.end(done);
  }

  @Test
  void sizesSettleWhereATransactionTakesTheTimeAimedAt() {
    for (int nanosEach : new int[] {2_000, 5_000, 50_000, 9_000}) {
      for (int round = 0; round < 12; round++) {
        take(pace.size(), 300_000L + (long) pace.size() * nanosEach);
      }
      long takes = 300_000L + (long) pace.size() * nanosEach;
      assertThat(takes).as("%s each", nanosEach).isBetween(5_500_000L, 6_100_000L);
    }
  }

  @Test
  void oneSlowTransactionHalvesItAtMostAndOneFastDoublesItAtMost() {
    int size = pace.size();
    take(size, 1_000_000_000L);
    assertThat(pace.size()).isEqualTo(size / 2);
    take(size / 2, 1);
    assertThat(pace.size()).isEqualTo(size);
    // the little that was left says nothing about many
    take(3, 100_000);
    assertThat(pace.size()).isEqualTo(size);
    take(3, 20_000_000);
    assertThat(pace.size()).isEqualTo(size / 2);
  }

  @Test
  void neverSoFewThatNothingMovesNorSoManyThatMemoryFills() {
    Random random = new Random(20_261_123);
    for (int round = 0; round < 10_000; round++) {
      take(1 + random.nextInt(pace.size()), (long) Math.exp(random.nextDouble() * 25));
      assertThat(pace.size()).isBetween(32, 4_096);
    }
  }

  @Test
  void sharesAreEvenAndLeaveNothing() {
    Random random = new Random(20_261_123);
    for (int round = 0; round < 1_000; round++) {
      take(pace.size(), 1 + random.nextInt(20_000_000));
      int left = 1 + random.nextInt(10_000);
      int least = Integer.MAX_VALUE;
      int most = 0;
      while (left > 0) {
        int share = pace.share(left);
        least = Math.min(least, share);
        most = Math.max(most, share);
        left -= share;
      }
      assertThat(left).isZero();
      assertThat(most).isLessThanOrEqualTo(pace.size());
      assertThat(most - least).isLessThanOrEqualTo(1);
    }
  }
}
