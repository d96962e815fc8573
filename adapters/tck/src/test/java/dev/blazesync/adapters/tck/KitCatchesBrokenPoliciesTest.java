package dev.blazesync.adapters.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.spi.ConflictPolicy;
import org.junit.jupiter.api.Test;

/** The kit lets policies pass that keep the laws, and says which law another one breaks. */
class KitCatchesBrokenPoliciesTest {
  private static KitRun run(ConflictPolicy policy) {
    FaultyPolicy.policy = policy;
    return KitRun.of(FaultyPolicy.class);
  }

  @Test
  void findsNothingWrongWithLastWriterWins() {
    KitRun run = run(Policies.lastWriterWins());
    assertThat(run.failures).isEmpty();
    assertThat(run.finished).isEqualTo(12);
  }

  @Test
  void findsNothingWrongWithACounter() {
    assertThat(run(Policies.counter()).failures).isEmpty();
  }

  @Test
  void noticesThatTheOrderOfArgumentsMatters() {
    assertThat(run(Policies.firstArgumentWins()).failures).containsKeys(1, 4);
  }

  @Test
  void noticesThatTheOrderOfMeetingMatters() {
    assertThat(run(Policies.average()).failures).containsKeys(2, 3).doesNotContainKeys(1, 5, 6);
  }

  @Test
  void noticesThatRepetitionMatters() {
    assertThat(run(Policies.sum()).failures).containsKey(3).doesNotContainKeys(1, 2, 5, 6);
  }

  @Test
  void noticesThatAnEditIsTakenBack() {
    assertThat(run(Policies.greatestValueWins()).failures)
        .containsKey(4)
        .doesNotContainKeys(1, 2, 3);
  }

  @Test
  void noticesThatADeathLeavesWhatShouldBeGone() {
    assertThat(run(Policies.maximumThatOutlivesItself()).failures)
        .containsKeys(8, 12)
        .doesNotContainKeys(1, 2, 3, 4);
  }

  @Test
  void noticesThatWhatDiedComesBack() {
    assertThat(run(Policies.nothingDies()).failures)
        .containsKey(9)
        .doesNotContainKeys(1, 2, 3, 4, 8, 11);
  }

  @Test
  void noticesThatAValueOfAnotherKindIsTooMuch() {
    assertThat(run(Policies.onlyNumbers()).failures).containsOnlyKeys(10);
  }

  @Test
  void noticesThatARecordIsTorn() {
    assertThat(run(Policies.greatestValueWinsTheRow()).failures).containsKey(11);
    assertThat(run(Policies.greatestValueWins()).failures).doesNotContainKey(11);
  }

  @Test
  void noticesHiddenState() {
    assertThat(run(Policies.impure()).failures).containsKeys(1, 5);
  }

  @Test
  void showsTheShortestHistory() {
    Throwable failure = run(Policies.average()).failures.get(2);
    assertThat(failure.getMessage()).contains("shortest history:");
    long versions =
        failure.getMessage().lines().filter(line -> line.contains(" = version ")).count();
    assertThat(versions).isBetween(2L, 4L);
  }
}
