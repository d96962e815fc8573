package dev.blazesync.spi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HybridTimestampTest {
  private static final OriginLog A = new OriginLog(new NodeId(0, 1), 7);
  private static final OriginLog B = new OriginLog(new NodeId(-1, 1), 7);

  @Test
  void timeDecidesThenNodeThenLineage() {
    assertThat(new HybridTimestamp(2, A)).isGreaterThan(new HybridTimestamp(1, B));
    assertThat(new HybridTimestamp(1, B)).isGreaterThan(new HybridTimestamp(1, A));
    assertThat(new HybridTimestamp(1, new OriginLog(A.origin(), -1)))
        .isGreaterThan(new HybridTimestamp(1, A));
  }

  @Test
  void neverIsBeforeBaseIsBeforeEveryStamp() {
    assertThat(HybridTimestamp.BASE).isGreaterThan(HybridTimestamp.NEVER);
    assertThat(new HybridTimestamp(HybridTimestamp.pack(1), A)).isGreaterThan(HybridTimestamp.BASE);
  }

  @Test
  void packingClampsWhatDoesNotFit() {
    assertThat(HybridTimestamp.pack(-5)).isZero();
    assertThat(new HybridTimestamp(HybridTimestamp.pack(Long.MAX_VALUE), A).millis())
        .isEqualTo(HybridTimestamp.MAX_MILLIS);
  }
}
