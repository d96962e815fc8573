package dev.blazesync.adapters.tck;

import static dev.blazesync.adapters.tck.Cells.bytes;
import static dev.blazesync.adapters.tck.Cells.number;
import static dev.blazesync.adapters.tck.Cells.text;

import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueKind;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Values that are easily changed on their way into a database or out of it. */
final class Samples {
  private Samples() {}

  /** {@return values of every kind at the edges of what it holds} */
  static Map<ValueKind, List<Value>> all() {
    Map<ValueKind, List<Value>> samples = new EnumMap<>(ValueKind.class);
    samples.put(ValueKind.BOOLEAN, List.of(new Value.Bool(true), new Value.Bool(false)));
    samples.put(
        ValueKind.INT64,
        List.of(
            Value.NULL,
            number(0),
            number(-1),
            number(Long.MAX_VALUE),
            number(Long.MIN_VALUE),
            number((1L << 53) + 1)));
    samples.put(
        ValueKind.FLOAT64,
        List.of(
            new Value.Float64(0.1),
            new Value.Float64(1.0),
            new Value.Float64(-0.0),
            new Value.Float64(Double.MIN_VALUE),
            new Value.Float64(Double.MAX_VALUE),
            new Value.Float64(Double.NEGATIVE_INFINITY),
            new Value.Float64(Double.NaN),
            new Value.Float64(1e300)));
    samples.put(
        ValueKind.DECIMAL,
        List.of(
            new Value.Decimal(new BigDecimal("12345678901234567890.123456789")),
            new Value.Decimal(new BigDecimal("-0.001")),
            new Value.Decimal(new BigDecimal("1.0"))));
    samples.put(
        ValueKind.TEXT,
        List.of(
            text(""),
            text(" blank "),
            text("12"),
            text("a'b\"c\\d\n"),
            text("\u00e9 e\u0301 \ud83d\ude00 \u4e2d"),
            text("x".repeat(100_000))));
    samples.put(
        ValueKind.BYTES,
        List.of(bytes(), bytes(0), bytes(255, 0, 128), new Value.Bytes(new byte[100_000])));
    samples.put(ValueKind.DATE, temporals(ValueKind.DATE, 0, -719_162, 20_000, 2_932_896));
    samples.put(ValueKind.TIME, temporals(ValueKind.TIME, 0, 86_399_999_999_000L));
    samples.put(
        ValueKind.TIMESTAMP,
        temporals(ValueKind.TIMESTAMP, 0, -1, 1_700_000_000_123_456L, -62_135_596_800_000_000L));
    samples.put(
        ValueKind.TIMESTAMP_TZ,
        List.of(
            new Value.Temporal(ValueKind.TIMESTAMP_TZ, 1_700_000_000_123_456L, 3_600),
            new Value.Temporal(ValueKind.TIMESTAMP_TZ, 1_700_000_000_000_001L, -16_200)));
    samples.put(
        ValueKind.UUID,
        List.of(
            new Value.Uuid(new UUID(0, 0)),
            new Value.Uuid(new UUID(-1, 0x8000_0000_0000_0001L)),
            new Value.Uuid(UUID.fromString("f81d4fae-7dec-11d0-a765-00a0c91e6bf6"))));
    return samples;
  }

  private static List<Value> temporals(ValueKind kind, long... units) {
    return Arrays.stream(units)
        .mapToObj(unit -> (Value) new Value.Temporal(kind, unit, 0))
        .toList();
  }
}
