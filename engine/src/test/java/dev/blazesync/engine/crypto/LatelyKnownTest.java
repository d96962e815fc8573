package dev.blazesync.engine.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatelyKnownTest {
  @Test
  void whatWasAskedForLongestAgoIsForgotten() {
    LatelyKnown<String, Integer> known = new LatelyKnown<>(2);
    known.put("a", 1);
    known.put("b", 2);
    assertThat(known.get("a")).isEqualTo(1);
    known.put("c", 3);
    assertThat(known.get("b")).isNull();
    assertThat(known.get("a")).isEqualTo(1);
    assertThat(known.get("c")).isEqualTo(3);
  }
}
