package dev.blazesync.engine.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.relay.memory.MemoryHub;
import dev.blazesync.spi.StoreView;
import org.junit.jupiter.api.Test;

/** When what was captured at once goes out. */
class TornCutsTest {
  private final MemoryHub hub = new MemoryHub(() -> 0);
  private final Device a = new Device(hub, 1, Device.NOTE).at(9, 0).start().sync();
  private final Device b = new Device(hub, 2, Device.NOTE).at(9, 0).start().sync();

  /** {@return what is captured still when the first of it has a number} */
  private long leftAtTheFirstBatch(int rows) {
    a.write(
        writer -> {
          for (int id = 0; id < rows; id++) {
            writer.insert("note", Device.number(id), Device.number(1), Device.number(2));
          }
        });
    long before = a.replica().vector().sequence(a.replica().own());
    a.core().localChange();
    for (int step = 0; step < 1_000; step++) {
      a.exchangeOnce();
      if (a.replica().vector().sequence(a.replica().own()) > before) {
        try (StoreView view = a.store().snapshot()) {
          return view.pending(Device.NOTE);
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
    int rows = Limits.CUT_OPERATIONS + 1;
    assertThat(leftAtTheFirstBatch(rows)).isGreaterThan(rows / 2);
    bothEnd(rows);
  }

  @Test
  void whatACutTakesGoesOutWhole() {
    assertThat(leftAtTheFirstBatch(Limits.CUT_OPERATIONS)).isZero();
    b.exchangeOnce();
    assertThat(b.store().application().rows("note")).isEmpty();
    bothEnd(Limits.CUT_OPERATIONS);
  }
}
