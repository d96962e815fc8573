package dev.blazesync.engine.sync;

import static dev.blazesync.engine.sync.Device.NOTE;
import static dev.blazesync.engine.sync.Device.number;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.engine.relay.memory.MemoryHub;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A row that makes the database fail, for a reason nobody foresaw. */
class PoisonTest {
  private final MemoryHub hub = new MemoryHub(() -> Device.time(12, 0));
  private final Device a = new Device(hub, 1, NOTE).at(8, 0);
  private final Device b = new Device(hub, 2, NOTE).at(8, 0);
  private final AtomicBoolean fails = new AtomicBoolean(true);

  private void poison(long id) {
    a.insert(1, 1, 1).start().sync();
    b.start().sync();
    a.sync();
    b.store()
        .application()
        .addCheck(
            "note",
            "bug",
            row -> {
              if (fails.get() && row.int64(0) == id) {
                throw new IllegalStateException("a bug of the driver");
              }
              return true;
            });
  }

  private void exchange() {
    for (int round = 0; round < 2; round++) {
      b.sync();
      a.sync();
    }
  }

  @Test
  void itIsParkedAloneAndTheOthersGoOn() {
    poison(3);
    a.at(9, 0).insert(2, 2, 2).insert(3, 3, 3).insert(4, 4, 4).update(1, "a", 5).sync();
    b.at(9, 1);
    exchange();
    assertThat(b.note(1)).isEqualTo(a.note(1));
    assertThat(b.note(2)).isNotNull();
    assertThat(b.note(3)).isNull();
    assertThat(b.note(4)).isNotNull();
    assertThat(b.replica().parked()).isEqualTo(1);
    a.insert(5, 5, 5).sync();
    exchange();
    assertThat(b.note(5)).isNotNull();
    assertThat(b.replica().parked()).isEqualTo(1);
  }

  @Test
  void itIsTriedAgainByItself() {
    poison(3);
    a.at(9, 0).insert(3, 3, 3).insert(4, 4, 4).sync();
    b.at(9, 1);
    exchange();
    assertThat(b.note(3)).isNull();
    fails.set(false);
    b.at(11, 0);
    exchange();
    assertThat(b.note(3)).isEqualTo(a.note(3));
    assertThat(b.replica().parked()).isZero();
  }

  @Test
  void itIsTriedAgainWhileABatchFromTheFutureWaits() {
    poison(3);
    a.at(9, 0).insert(3, 3, 3).sync();
    b.at(9, 1);
    exchange();
    assertThat(b.replica().parked()).isEqualTo(1);
    a.at(12, 0).insert(4, 4, 4).sync();
    b.at(9, 2).sync();
    assertThat(b.replica().futurePacked()).isPositive();
    fails.set(false);
    b.at(11, 0).sync();
    assertThat(b.replica().parked()).isZero();
    assertThat(b.note(4)).isNull();
  }

  @Test
  void aRowWhoseEditCannotBeWrittenComesBackWithIt() {
    poison(1);
    a.at(9, 0).update(1, "a", 7).sync();
    b.at(9, 1);
    exchange();
    assertThat(b.replica().parked()).isEqualTo(1);
    b.at(9, 2).write(writer -> writer.insert("note", number(9), number(9), number(9)));
    exchange();
    assertThat(a.note(9)).isNotNull();
    fails.set(false);
    b.at(11, 0);
    exchange();
    assertThat(b.note(1)).isEqualTo(a.note(1)).containsExactly(number(1), number(7), number(1));
  }
}
