package dev.blazesync.engine.drain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.spi.Value;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

/** A drain sees the row as it is now; what was added tells what it was before. */
class DeltasTest {
  @Test
  void whatWasAddedIsTakenOff() {
    assertThat(before(new Value.Int64(15), new Value.Int64(5))).isEqualTo(new Value.Int64(10));
    assertThat(before(decimal("12.50"), decimal("2.50"))).isEqualTo(decimal("10.00"));
    assertThat(before(new Value.Float64(1.5), new Value.Int64(1))).isEqualTo(new Value.Float64(.5));
    assertThat(before(new Value.Int64(2), new Value.Float64(.5))).isEqualTo(new Value.Float64(1.5));
  }

  @Test
  void nullCountsAsNothing() {
    assertThat(before(Value.NULL, new Value.Int64(-7))).isEqualTo(new Value.Int64(7));
  }

  @Test
  void aWholeNumberBeyondTheEndsIsADecimal() {
    assertThat(before(new Value.Int64(Long.MIN_VALUE), new Value.Int64(1)))
        .isEqualTo(decimal("-9223372036854775809"));
  }

  @Test
  void whatIsNoNumberTellsNothing() {
    assertThat(before(new Value.Text("x"), new Value.Int64(1))).isNull();
    assertThat(before(new Value.Float64(Double.NaN), new Value.Int64(1))).isNull();
  }

  private static Value before(Value now, Value delta) {
    return Deltas.before(now, delta);
  }

  private static Value decimal(String digits) {
    return new Value.Decimal(new BigDecimal(digits));
  }
}
