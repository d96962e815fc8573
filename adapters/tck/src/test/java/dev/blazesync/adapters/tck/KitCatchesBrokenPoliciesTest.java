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
    assertThat(run.finished).isEqualTo(7);
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
    assertThat(run(Policies.greatestValueWins()).failures).containsOnlyKeys(4);
  }

  @Test
  void noticesHiddenState() {
    assertThat(run(Policies.impure()).failures).containsKeys(1, 5);
  }

  @Test
  void showsTheShortestHistory() {
    Throwable failure = run(Policies.average()).failures.get(2);
    assertThat(failure.getMessage()).contains("shortest history:");
    long versions = failure.getMessage().lines().filter(line -> line.contains(" -> ")).count();
    assertThat(versions).isBetween(2L, 4L);
  }
}
