package dev.blazesync.engine.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.relay.memory.MemoryHub;
import dev.blazesync.engine.simulator.FaultyStore.Fault;
import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.StoreView;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.ValueKind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When what was captured at once goes out. */
class TornCutsTest {
  private static final TableSchema OTHER =
      TableSchema.of(
          "other",
          List.of(
              ColumnSchema.of("id", ValueKind.INT64, false),
              ColumnSchema.of("a", ValueKind.INT64, true)),
          KeySchema.primary(0));

  private final MemoryHub hub = new MemoryHub(() -> 0);
  private final Device a = new Device(hub, 1, Device.NOTE, OTHER).at(9, 0);
  private final Device b = new Device(hub, 2, Device.NOTE, OTHER).at(9, 0);

  private void bothStart() {
    a.start().sync();
    b.start().sync();
  }

  private void insert(int rows) {
    a.write(
        writer -> {
          for (int id = 0; id < rows; id++) {
            writer.insert("note", Device.number(id), Device.number(1), Device.number(2));
          }
        });
  }

  /** {@return what is captured of a table still when the first of it has a number} */
  private long leftAtTheFirstBatch(TableSchema table, Runnable meanwhile) {
    long before = a.replica().vector().sequence(a.replica().own());
    a.core().localChange();
    for (int step = 0; step < 2_000; step++) {
      meanwhile.run();
      a.exchangeOnce();
      if (a.replica().vector().sequence(a.replica().own()) > before) {
        try (StoreView view = a.store().snapshot()) {
          return view.pending(table);
        }
      }
    }
    throw new AssertionError("nothing got a number");
  }

  private void bothEnd(int rows) {
    a.sync();
    b.sync();
    assertThat(b.store().application().rows("note")).hasSize(rows);
  }

  @Test
  void moreThanACutTakesGoesOutFromItsBeginning() {
    bothStart();
    int rows = Limits.CUT_OPERATIONS + 1;
    insert(rows);
    assertThat(leftAtTheFirstBatch(Device.NOTE, () -> {})).isGreaterThan(rows / 2);
    bothEnd(rows);
  }

  @Test
  void whatACutTakesGoesOutWhole() {
    bothStart();
    insert(Limits.CUT_OPERATIONS);
    assertThat(leftAtTheFirstBatch(Device.NOTE, () -> {})).isZero();
    b.exchangeOnce();
    assertThat(b.store().application().rows("note")).isEmpty();
    bothEnd(Limits.CUT_OPERATIONS);
  }

  @Test
  void mergesInBetweenTearNothing() {
    a.slow();
    bothStart();
    insert(9_000);
    int[] others = {1_000_000};
    Runnable meanwhile =
        () -> {
          b.insert(others[0]++, 1, 1);
          b.core().localChange();
          for (int round = 0; round < 4; round++) {
            b.exchangeOnce();
          }
          a.core().more(0);
        };
    assertThat(leftAtTheFirstBatch(Device.NOTE, meanwhile)).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 8, 10})
  void whatWasTornAndIsGoneTearsNothing(int calls) {
    a.slow();
    bothStart();
    insert(12_000);
    a.failAfter(calls, Fault.BUSY);
    a.core().localChange();
    a.exchangeOnce();
    a.failAfter(Integer.MAX_VALUE, Fault.BUSY);
    a.store().application().dropTable("note");
    a.write(
        writer -> {
          for (int id = 0; id < 4_000; id++) {
            writer.insert("other", Device.number(id), Device.number(1));
          }
        });
    a.at(12, 0);
    assertThat(leftAtTheFirstBatch(OTHER, () -> {})).isZero();
  }
}
