package dev.blazesync.adapters.tck;

import static dev.blazesync.adapters.tck.Cells.key;
import static dev.blazesync.adapters.tck.Cells.number;
import static dev.blazesync.adapters.tck.Cells.row;
import static dev.blazesync.adapters.tck.Cells.text;
import static dev.blazesync.adapters.tck.KitTables.LITRES;
import static dev.blazesync.adapters.tck.KitTables.NAME;
import static dev.blazesync.adapters.tck.KitTables.POINTS;
import static dev.blazesync.adapters.tck.KitTables.TICKS;
import static dev.blazesync.adapters.tck.KitTables.scored;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.adapters.tck.StoreBench.Drained;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Row;
import dev.blazesync.spi.StoreCapability;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueKind;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is accumulated of numeric columns. */
public interface DeltaRules extends StoreRules {
  @Test
  @DisplayName("store.R48 with COLUMN_DELTAS, the deltas of a record's updates add up to new - old")
  default void deltasAddUp() {
    TableSchema table = counting();
    bench().engineWrites(table, scored(1, number(10)));
    bench().application(tx -> tx.update(table, key(1), POINTS, number(15)));
    bench().application(tx -> tx.update(table, key(1), NAME, text("b")));
    bench().application(tx -> tx.update(table, key(1), POINTS, number(12)));
    assertThat(added()).isEqualTo(2);
    bench().engineWrites(table, scored(1, number(100)));
    bench().application(tx -> tx.update(table, key(1), POINTS, number(99)));
    assertThat(added()).isEqualTo(-1);
    bench().capture(table);
    bench().application(tx -> tx.update(table, key(1), POINTS, number(0)));
    assertThat(bench().drain()).isNotEmpty().allMatch(one -> one.change().deltas() == null);
  }

  @Test
  @DisplayName("store.R82 with COLUMN_DELTAS, what the application rolls back adds nothing")
  default void rolledBackUpdatesAddNothing() {
    TableSchema table = counting();
    bench().engineWrites(table, scored(1, number(10)));
    bench().application(tx -> tx.update(table, key(1), POINTS, number(15)));
    try (ApplicationTransaction rolledBack = bench().database().begin()) {
      rolledBack.update(table, key(1), POINTS, number(1_000));
    }
    bench().application(tx -> tx.update(table, key(1), POINTS, number(16)));
    assertThat(added()).isEqualTo(6);
  }

  @Test
  @DisplayName("store.R83 with COLUMN_DELTAS, what the engine writes adds nothing")
  default void theEnginesWritesAddNothing() {
    TableSchema table = counting();
    bench().engineWrites(table, scored(1, number(10)));
    bench().application(tx -> tx.update(table, key(1), POINTS, number(15)));
    bench().engineWrites(table, scored(1, number(100)));
    bench().application(tx -> tx.update(table, key(1), POINTS, number(101)));
    assertThat(added()).isEqualTo(6);
  }

  @Test
  @DisplayName("store.R84 with COLUMN_DELTAS, NULL counts as 0, before an update and after")
  default void nullCountsAsZero() {
    TableSchema table = counting();
    bench().engineWrites(table, scored(1, Value.NULL));
    bench().application(tx -> tx.update(table, key(1), POINTS, number(7)));
    assertThat(added()).isEqualTo(7);
    bench().application(tx -> tx.update(table, key(1), POINTS, Value.NULL));
    assertThat(added()).isEqualTo(-7);
  }

  @Test
  @DisplayName("store.R85 with COLUMN_DELTAS, what 64 bits do not hold is unknown, never wrong")
  default void overflowIsUnknown() {
    TableSchema table = counting();
    bench().engineWrites(table, scored(1, number(-2)));
    bench().application(tx -> tx.update(table, key(1), POINTS, number(Long.MAX_VALUE)));
    assertThat(added()).isNull();
    bench().application(tx -> tx.update(table, key(1), POINTS, number(-2)));
    bench().application(tx -> tx.update(table, key(1), POINTS, number(5)));
    assertThat(added()).isIn(null, 5 - Long.MAX_VALUE);
    bench().application(tx -> tx.update(table, key(1), POINTS, number(6)));
    assertThat(added()).isEqualTo(1);
  }

  @Test
  @DisplayName("store.R86 with COLUMN_DELTAS, integers and reals add up, in order of the columns")
  default void severalColumnsAddUp() {
    bench().assume(StoreCapability.COLUMN_DELTAS);
    TableSchema table = bench().captured(KitTables.METER, false, LITRES, TICKS);
    Value litres = new Value.Float64(0.5);
    bench().engineWrites(table, row(number(1), litres, text("cellar"), number(1L << 60)));
    bench().application(tx -> tx.update(table, key(1), LITRES, new Value.Float64(2.0)));
    bench().application(tx -> tx.update(table, key(1), TICKS, number((1L << 60) + 1)));
    bench().application(tx -> tx.update(table, key(1), KitTables.LITRES + 1, text("roof")));
    bench().application(tx -> tx.update(table, key(1), LITRES, new Value.Float64(-0.25)));
    List<Drained> drained = bench().drain();
    for (Drained one : drained) {
      Row deltas = one.change().deltas();
      if (deltas != null) {
        assertThat(deltas.size()).isEqualTo(2);
        assertThat(deltas.kind(0)).isIn(ValueKind.FLOAT64, ValueKind.NULL);
        assertThat(deltas.kind(1)).isIn(ValueKind.INT64, ValueKind.NULL);
      }
    }
    assertThat(added(drained, LITRES, 0)).isEqualByComparingTo("-0.75");
    assertThat(added(drained, TICKS, 1)).isEqualByComparingTo("1");
  }

  @Test
  @DisplayName("store.R87 with COLUMN_DELTAS, asking for others loses nothing; the past is unknown")
  default void askingAnewLosesNothing() {
    bench().assume(StoreCapability.COLUMN_DELTAS);
    TableSchema table = bench().captured(KitTables.PERSON);
    bench().engineWrites(table, scored(1, number(10)), scored(2, number(10)));
    bench().application(tx -> tx.update(table, key(1), POINTS, number(15)));
    bench().capture(table, false, POINTS);
    bench().application(tx -> tx.update(table, key(1), POINTS, number(16)));
    bench().application(tx -> tx.update(table, key(1), NAME, text("b")));
    assertThat(added()).isNull();
    bench().application(tx -> tx.update(table, key(2), POINTS, number(17)));
    bench().capture(table);
    List<Drained> drained = bench().drain();
    assertThat(drained).anyMatch(one -> one.key().equals(key(2)) && one.touches(POINTS));
    assertThat(drained).allMatch(one -> one.change().deltas() == null);
  }

  private TableSchema counting() {
    bench().assume(StoreCapability.COLUMN_DELTAS);
    return bench().captured(KitTables.PERSON, false, POINTS);
  }

  /** {@return what was added to the points of the only record that changed, or null = unknown} */
  private @Nullable Long added() {
    List<Drained> drained = bench().drain();
    assertThat(drained).isNotEmpty().allMatch(one -> one.key().equals(key(1)));
    assertThat(drained).anyMatch(one -> one.touches(POINTS));
    BigDecimal sum = added(drained, POINTS, 0);
    return sum == null ? null : sum.longValueExact();
  }

  /** As {@link dev.blazesync.spi.CapturedChange} says. */
  private static @Nullable BigDecimal added(List<Drained> drained, int column, int cell) {
    BigDecimal sum = BigDecimal.ZERO;
    for (Drained one : drained) {
      Row deltas = one.change().deltas();
      if (!one.touches(column)) {
        continue;
      }
      if (deltas == null || deltas.kind(cell) == ValueKind.NULL) {
        return null;
      }
      sum =
          sum.add(
              deltas.kind(cell) == ValueKind.INT64
                  ? BigDecimal.valueOf(deltas.int64(cell))
                  : new BigDecimal(deltas.float64(cell)));
    }
    return sum;
  }
}
