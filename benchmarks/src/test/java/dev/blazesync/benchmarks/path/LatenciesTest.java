package dev.blazesync.benchmarks.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LatenciesTest {
  @Test
  void percentilesAreMeasuredTimes() {
    Latencies latencies =
        new Latencies(LongStream.rangeClosed(1, 200).map(i -> (201 - i) * 1_000_000).toArray());
    assertThat(latencies.percentileMillis(50)).isEqualTo(100);
    assertThat(latencies.percentileMillis(99)).isEqualTo(198);
    assertThat(latencies.percentileMillis(100)).isEqualTo(200);
    assertThat(latencies.percentileMillis(0)).isEqualTo(1);
  }

  @Test
  void theAnswerIsOneLineOfJson() {
    assertThat(new Latencies(new long[] {2_500_000}).json("x"))
        .isEqualTo(
            "{\"benchmark\":\"x\",\"unit\":\"ms\",\"samples\":1,\"p50\":2.500,\"p90\":2.500,"
                + "\"p99\":2.500,\"max\":2.500}");
  }

  @Test
  void nothingMeasuredIsNoAnswer() {
    assertThatThrownBy(() -> new Latencies(new long[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
