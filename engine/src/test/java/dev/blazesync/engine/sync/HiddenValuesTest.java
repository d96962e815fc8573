package dev.blazesync.engine.sync;

import static dev.blazesync.engine.sync.Device.NOTE;
import static dev.blazesync.engine.sync.Device.number;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.adapters.tck.memory.MemoryWriter;
import dev.blazesync.engine.relay.memory.MemoryHub;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that a row holds and does not show, under every kind of rule and edit. */
class HiddenValuesTest {
  /** No two with the same a. */
  private static final TableSchema SEAT =
      TableSchema.of("note", NOTE.columns(), KeySchema.primary(0), KeySchema.unique(1));

  private final MemoryHub hub = new MemoryHub(() -> Device.time(16, 0));
  private final List<Device> seats =
      Stream.of(11, 12, 13).map(seed -> new Device(hub, seed, SEAT).at(9, 0)).toList();

  private Device seat(int index) {
    return seats.get(index);
  }

  /** Row 3 shows NULL: row 2, written before it, has its value. */
  private void hide() {
    seat(0).rule("unique.note.a", "park-value").insert(1, 5, 1);
    seats.forEach(device -> device.start().sync());
    seat(1).at(10, 0).insert(2, 10, 1).work();
    seat(2).at(10, 1).insert(3, 10, 1).work();
    exchange(11);
    all(3, number(3), Value.NULL, number(1));
  }

  private void exchange(int hour) {
    seats.forEach(device -> device.at(hour, 0));
    for (int round = 0; round < 3; round++) {
      seats.forEach(Device::sync);
    }
  }

  private void all(long id, Value... cells) {
    for (Device device : seats) {
      assertThat(device.note(id)).containsExactly(cells);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "last-writer-wins",
        "last-writer-wins-row",
        "server-wins",
        "server-wins:row",
        "first-writer-wins",
        "max"
      })
  void anEditOfAnotherColumnKeepsIt(String policy) {
    seat(0).rule("policy.note", policy);
    hide();
    seat(2).at(11, 5).update(3, "b", 7).work();
    exchange(12);
    all(3, number(3), Value.NULL, number(7));
    seat(0).at(12, 5).delete(2).work();
    exchange(13);
    all(3, number(3), number(10), number(7));
  }

  @ParameterizedTest
  @ValueSource(strings = {"last-writer-wins", "first-writer-wins", "max"})
  void replacingTheRowAsItIsShownKeepsIt(String policy) {
    seat(0).rule("policy.note.a", policy);
    hide();
    seat(2)
        .at(11, 5)
        .write(writer -> writer.replace("note", number(3), Value.NULL, number(7)))
        .work();
    exchange(12);
    all(3, number(3), Value.NULL, number(7));
    seat(0).at(12, 5).delete(2).work();
    exchange(13);
    all(3, number(3), number(10), number(7));
  }

  @Test
  void replacingItWhileALargeTransactionIsOnItsWayKeepsIt() {
    hide();
    Device writer = seat(2).at(11, 5).write(HiddenValuesTest::much);
    assertThat(writer.replica().drain(Device.time(11, 5), false)).as("all of it").isFalse();
    assertThat(writer.replica().unsealed()).as("drained of it").isPositive();
    writer.write(rows -> rows.replace("note", number(3), Value.NULL, number(8)));
    exchange(12);
    all(3, number(3), Value.NULL, number(8));
    seat(0).at(12, 5).delete(2).work();
    exchange(13);
    all(3, number(3), number(10), number(8));
  }

  private static void much(MemoryWriter rows) {
    rows.update("note", List.of(number(3)), Map.of("b", number(7)));
    for (long id = 1_000; id < 12_000; id++) {
      rows.insert("note", number(id), Value.NULL, number(1));
    }
  }

  @Test
  void anUpdateThatWinsOverADeleteBringsItBack() {
    seat(0).rule("deletes.note", "update-wins");
    hide();
    seat(1).at(11, 5).update(3, "b", 6).delete(3).work();
    seat(2).at(11, 6).update(3, "b", 7).work();
    exchange(12);
    all(3, number(3), Value.NULL, number(7));
    seat(0).at(12, 5).delete(2).work();
    exchange(13);
    all(3, number(3), number(10), number(7));
  }

  @ParameterizedTest
  @ValueSource(strings = {"last-writer-wins", "first-writer-wins", "last-writer-wins-row"})
  void aNewcomerAndARestartKeepIt(String policy) {
    seat(0).rule("policy.note", policy);
    hide();
    Device late = new Device(hub, 14, SEAT).at(11, 1).start().sync();
    assertThat(late.note(3)).containsExactly(number(3), Value.NULL, number(1));
    late.stop();
    late.start().sync();
    late.at(11, 2).update(3, "b", 8).work();
    late.sync();
    exchange(12);
    all(3, number(3), Value.NULL, number(8));
    seat(0).at(12, 5).delete(2).work();
    exchange(13);
    late.at(13, 1).sync();
    all(3, number(3), number(10), number(8));
    assertThat(late.note(3)).containsExactly(number(3), number(10), number(8));
  }

  @Test
  void aRowThatMustNotShowNullComesBackWithItsValue() {
    seats.forEach(
        device ->
            device
                .store()
                .application()
                .addCheck(
                    "note",
                    "a_from_three_on",
                    row -> row.int64(0) < 3 || !row.value(1).equals(Value.NULL)));
    seat(0).rule("unique.note.a", "park-value").insert(1, 5, 1);
    seats.forEach(device -> device.start().sync());
    seat(1).at(10, 0).insert(2, 10, 1).work();
    seat(2).at(10, 1).insert(3, 10, 1).work();
    exchange(11);
    seats.forEach(device -> assertThat(device.note(3)).isNull());
    exchange(12);
    exchange(13);
    exchange(15);
    // no time passes in which it would be tried again
    seat(0).delete(2).work();
    assertThat(seat(0).note(3)).containsExactly(number(3), number(10), number(1));
  }
}
