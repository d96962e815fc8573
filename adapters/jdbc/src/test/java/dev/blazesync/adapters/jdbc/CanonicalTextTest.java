package dev.blazesync.adapters.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueKind;
import dev.blazesync.spi.ValueRow;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CanonicalTextTest {
  @Test
  void whatIsWrittenIsReadBackTheSame() {
    List<Value> values =
        List.of(
            new Value.Decimal(new BigDecimal("-12345678901234567890.1200")),
            new Value.Temporal(ValueKind.DATE, 19_000, 0),
            new Value.Temporal(ValueKind.DATE, -800_000, 0),
            new Value.Temporal(ValueKind.TIME, 1, 0),
            new Value.Temporal(ValueKind.TIME, 3_600_000_000_000L, 0),
            new Value.Temporal(ValueKind.TIMESTAMP, -1, 0),
            new Value.Temporal(ValueKind.TIMESTAMP, 1_700_000_000_123_456L, 0),
            new Value.Temporal(ValueKind.TIMESTAMP_TZ, 1_700_000_000_123_456L, -64_800),
            new Value.Temporal(ValueKind.TIMESTAMP_TZ, 0, 3_661),
            new Value.Uuid(new UUID(1, -1)));
    for (Value value : values) {
      String text = CanonicalText.of(ValueRow.of(value), 0);
      assertThat(CanonicalText.parse(value.kind(), text)).as(text).isEqualTo(value);
    }
  }

  @Test
  void textThatWouldChangeIsNoValue() {
    assertThat(CanonicalText.parse(ValueKind.DECIMAL, "1e3")).isNull();
    assertThat(CanonicalText.parse(ValueKind.DATE, "2020-1-1")).isNull();
    assertThat(CanonicalText.parse(ValueKind.DATE, "2021-02-30")).isNull();
    assertThat(CanonicalText.parse(ValueKind.TIME, "10:00:00")).isNull();
    assertThat(CanonicalText.parse(ValueKind.TIMESTAMP, "2020-01-01 10:00:00")).isNull();
    assertThat(CanonicalText.parse(ValueKind.TIMESTAMP, "2020-01-01T10:00:00.0000001")).isNull();
    assertThat(CanonicalText.parse(ValueKind.UUID, "1-1-1-1-1")).isNull();
    assertThat(CanonicalText.parse(ValueKind.UUID, "text")).isNull();
  }
}
