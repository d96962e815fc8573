package dev.blazesync.adapters.tck;

import dev.blazesync.adapters.tck.PolicyHistory.Outcome;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueKind;
import dev.blazesync.spi.Version;
import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;

/** Versions that no policy has made. */
final class PlainVersions {
  private static final List<Value> KINDS =
      List.of(
          Value.NULL,
          new Value.Bool(true),
          new Value.Int64(Long.MAX_VALUE),
          new Value.Int64(-1),
          new Value.Float64(Double.NaN),
          new Value.Float64(Double.NEGATIVE_INFINITY),
          new Value.Float64(-0.0),
          new Value.Float64(0.0),
          new Value.Decimal(new BigDecimal("1.00")),
          new Value.Decimal(new BigDecimal("1E+200")),
          new Value.Text(""),
          new Value.Text("\ud800 [1]\n"),
          new Value.Text("x".repeat(3_000)),
          new Value.Bytes(new byte[] {0, -1}),
          new Value.Temporal(ValueKind.DATE, 7, 0),
          new Value.Temporal(ValueKind.TIMESTAMP_TZ, 7, 3_600),
          new Value.Uuid(new UUID(1, 2)));

  private PlainVersions() {}

  /** {@return a plain version at a stamp that others may have too} */
  static Version random(Random random, Outcome outcome, Function<Random, Value> values) {
    Value value =
        random.nextBoolean() ? values.apply(random) : KINDS.get(random.nextInt(KINDS.size()));
    int known = outcome.versions().size();
    Stamp stamp =
        known == 0 || random.nextInt(3) == 0
            ? Stamp.BASE
            : outcome.versions().get(random.nextInt(known)).stamp();
    return Version.of(value, stamp);
  }
}
