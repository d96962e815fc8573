package dev.blazesync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LifetimeTest {
  @ParameterizedTest
  @CsvSource({"90s,PT90S", "30m,PT30M", "1h,PT1H", "7d,P7D", "0s,PT0S"})
  void aNumberAndAUnit(String text, Duration time) {
    assertThat(Lifetime.parse("--expires", text)).isEqualTo(time);
  }

  @Test
  void neverIsNoTime() {
    assertThat(Lifetime.parse("--expires", "never")).isNull();
  }
}
