package dev.blazesync.engine.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final long MILLI = 1_000_000L;

  private final Pace pace = new Pace();

  private void begin() {
    for (int first = 0; first < 3; first++) {
      pace.took(pace.size(), 1);
    }
  }

  @Test
  void sizesSettleWhereATransactionStaysWithinTheBudget() {
    for (int nanosEach : new int[] {2_000, 5_000, 50_000, 9_000}) {
      for (int round = 0; round < 40; round++) {
        pace.took(pace.size(), MILLI / 3 + (long) pace.size() * nanosEach);
      }
      long takes = MILLI / 3 + (long) pace.size() * nanosEach;
      assertThat(takes).as("%s each", nanosEach).isBetween(5 * MILLI, 10 * MILLI);
    }
  }

  @Test
  void theFirstFewAreSmallWhateverTheyTake() {
    for (int size = 32; size < 256; size *= 2) {
      assertThat(pace.size()).isEqualTo(size);
      // nothing, and next to nothing, tells nothing
      pace.took(0, 1);
      pace.took(size / 2 - 1, 1);
      assertThat(pace.size()).isEqualTo(size);
      pace.took(size, 100 * MILLI);
    }
    assertThat(pace.size()).isEqualTo(256);
    pace.took(256, 100 * MILLI);
    assertThat(pace.size()).isEqualTo(128);
  }

  @Test
  void oneSlowTransactionHalvesItAndOneFastDoublesItAtMost() {
    begin();
    int size = pace.size();
    pace.took(size, 1_000 * MILLI);
    assertThat(pace.size()).isEqualTo(size / 2);
    pace.took(size / 2, 1);
    assertThat(pace.size()).isEqualTo(size);
    // the little that was left says nothing about many, nor does a wait for the disk
    pace.took(3, MILLI / 10);
    assertThat(pace.size()).isEqualTo(size);
    pace.took(3, 20 * MILLI);
    assertThat(pace.size()).isEqualTo(size);
  }

  @Test
  void aCommitThatWaitsForTheDiskDoesNotShrinkIt() {
    for (long wait = 3 * MILLI; wait < 9 * MILLI; wait += MILLI / 2) {
      Pace slow = new Pace();
      for (int round = 0; round < 100; round++) {
        slow.took(slow.size(), wait + slow.size() * 5_000L);
      }
      assertThat(slow.size()).as("%s ns", wait).isGreaterThanOrEqualTo(128);
    }
  }

  @Test
  void neverSoFewThatNothingMovesNorSoManyThatMemoryFills() {
    Random random = new Random(20_261_123);
    for (int round = 0; round < 10_000; round++) {
      int done = random.nextInt(pace.size() + 1);
      pace.took(done, (long) Math.exp(random.nextDouble() * 40) - 1);
      assertThat(pace.size()).isBetween(32, 4_096);
    }
  }

  @Test
  void sharesAreEvenAndLeaveNothing() {
    Random random = new Random(20_261_123);
    for (int round = 0; round < 1_000; round++) {
      pace.took(pace.size(), 1 + random.nextInt(20_000_000));
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
