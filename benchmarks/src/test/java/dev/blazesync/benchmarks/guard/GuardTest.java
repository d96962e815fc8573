package dev.blazesync.benchmarks.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.benchmarks.guard.Contest.Result;
import dev.blazesync.benchmarks.guard.Guard.Finding;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A change for the worse is found, and the table says what it means. */
class GuardTest {
  private static final List<Limit> LIMITS =
      Limit.parse(
          List.of(Guard.HEAD, "", "encode\tallocation\t24.0\t20.0", "encode\tratio\t1.60\t0.80"));

  private static List<Finding> compare(double bytes, double ratio) {
    return Guard.compare(LIMITS, Map.of("encode", new Result(bytes, 100, ratio)));
  }

  @Test
  void whatStaysWithinItsLimitsIsFine() {
    assertThat(compare(24, 1.6)).hasSize(2).noneMatch(Finding::exceeded);
  }

  @Test
  void moreMemoryIsFound() {
    assertThat(compare(24.1, 0.8))
        .filteredOn(Finding::exceeded)
        .singleElement()
        .extracting(Finding::text)
        .isEqualTo("WORSE: encode, allocation: measured 24.1, limit 24.0, was 20.0");
  }

  @Test
  void moreTimeThanTheBaselineIsFound() {
    assertThat(compare(20, 1.61))
        .filteredOn(Finding::exceeded)
        .singleElement()
        .extracting(Finding::text)
        .isEqualTo("WORSE: encode, ratio: measured 1.61, limit 1.60, was 0.80");
  }

  @Test
  void whatIsNotMeasuredOrHasNoLimitIsFound() {
    assertThat(Guard.compare(LIMITS, Map.of("decode", new Result(10, 100, 1))))
        .allMatch(Finding::exceeded)
        .extracting(Finding::text)
        .containsExactly(
            "encode, allocation: is in the table, and was not measured",
            "encode, ratio: is in the table, and was not measured",
            "not in the table: decode\tallocation\t12.4\t10.0",
            "not in the table: decode\tratio\t2.00\t1.00");
  }

  @Test
  void aNewTableHoldsWhatItIsMadeOf() {
    Map<String, Result> results = Map.of("merge", new Result(0, 8, 0.5));
    List<Limit> limits = Limit.parse(Guard.table(results));
    assertThat(limits)
        .containsExactly(
            new Limit("merge", Limit.Kind.ALLOCATION, 0.4, 0),
            new Limit("merge", Limit.Kind.RATIO, 1, 0.5));
    assertThat(Guard.compare(limits, results)).noneMatch(Finding::exceeded);
  }

  @Test
  void linesThatAreNoneAreRefused() {
    assertThatThrownBy(() -> Limit.parse(List.of("encode ratio 1 2")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tabs between");
    assertThatThrownBy(() -> Limit.parse(List.of("encode\tseconds\t1\t2")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'seconds'");
  }

  @Test
  void whatIsAllocatedIsCountedToTheByte() throws Exception {
    byte[][] kept = new byte[1][];
    Contest contest =
        new Contest(
            "arrays",
            1_000,
            () -> {
              for (int count = 0; count < 1_000; count++) {
                kept[0] = new byte[1_000];
              }
              return kept[0].length;
            },
            () -> 1);
    // a header of 16 bytes
    assertThat(contest.measure(0).bytes()).isEqualTo(1_016);
  }

  @Test
  void aWorkThatGrewIsMeasuredTwiceAndFails() throws Exception {
    int[] prepared = {0};
    Work grown =
        new Work() {
          private byte[] kept = {};

          @Override
          public void prepare() {
            prepared[0]++;
          }

          @Override
          public long run() {
            kept = new byte[100];
            return kept.length;
          }
        };
    Contest contest = new Contest("encode", 1, grown, () -> 1);
    List<Finding> findings = Guard.check(LIMITS, List.of(contest), 0);
    assertThat(findings).anyMatch(Finding::exceeded);
    assertThat(prepared[0]).as("rounds of both times").isGreaterThanOrEqualTo(10);
  }
}
