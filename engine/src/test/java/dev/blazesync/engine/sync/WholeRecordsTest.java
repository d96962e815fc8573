package dev.blazesync.engine.sync;

import static dev.blazesync.engine.sync.Device.NOTE;
import static dev.blazesync.engine.sync.Device.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.adapters.tck.memory.MemoryWriter;
import dev.blazesync.engine.relay.memory.MemoryHub;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.RefusedException;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Where a policy takes records whole, what the engine itself writes is a whole record too. */
class WholeRecordsTest {
  /** No two with the same a. */
  private static final TableSchema SEAT =
      TableSchema.of("note", NOTE.columns(), KeySchema.primary(0), KeySchema.unique(1));

  private final MemoryHub hub = new MemoryHub(() -> Device.time(16, 0));
  private final List<Device> seats =
      Stream.of(11, 12, 13).map(seed -> new Device(hub, seed, SEAT).at(9, 0)).toList();

  private Device seat(int index) {
    return seats.get(index);
  }

  private void exchange(int hour) {
    seats.forEach(device -> device.at(hour, 0));
    for (int round = 0; round < 3; round++) {
      seats.forEach(Device::sync);
    }
  }

  @Test
  void aClaimDatedAgainTakesItsWholeRecordAlong() {
    seat(0).rule("policy.note", "last-writer-wins-row").insert(1, 5, 1);
    seats.forEach(device -> device.start().sync());
    seat(1).at(10, 0).insert(2, 10, 1).work();
    seat(2).at(10, 1).insert(3, 10, 1).work();
    exchange(11);
    // row 3 is parked; on one node its value is given to another row, on another it is edited
    seat(0)
        .at(11, 10)
        .write(
            writer -> {
              writer.delete("note", number(2));
              writer.insert("note", number(4), number(10), number(1));
            })
        .work();
    seat(1).at(11, 5).delete(2).work();
    assertThat(seat(1).note(3)).isNotNull();
    seat(1)
        .write(w -> w.update("note", List.of(number(3)), Map.of("a", number(20), "b", number(9))));
    seat(1).work();
    exchange(12);
    seat(0).at(12, 5).delete(4).work();
    exchange(13);
    assertThat(seat(0).note(3))
        .isIn(List.of(number(3), number(10), number(1)), List.of(number(3), number(20), number(9)));
  }

  @Test
  void whatIsPutBackTakesItsWholeRecordAlong() {
    seat(0).rule("policy.note", "last-writer-wins-row").insert(1, 5, 1);
    seats.forEach(device -> device.start().sync());
    seat(0).at(11, 1).update(1, "a", 6).work();
    seat(1).at(11, 2).update(1, "b", 7).work();
    exchange(11);
    seat(2).at(11, 5).update(1, "b", 9).work();
    seat(1).at(11, 10).replica().restore(1, Device.time(11, 10));
    List<Value> put = seat(1).note(1);
    exchange(12);
    seats.forEach(device -> assertThat(device.note(1)).isEqualTo(put));
  }

  @Test
  void whatWasDeletedBehindManyOtherChangesIsNotPutBack() {
    seat(0).insert(1_000_000, 5, 1);
    seats.forEach(device -> device.start().sync());
    seat(0).at(11, 1).update(1_000_000, "a", 6).work();
    seat(1).at(11, 2).update(1_000_000, "a", 7).work();
    exchange(11);
    seat(1).at(11, 10).delete(1_000_000);
    seat(1).write(writer -> LongStream.range(0, 3_000).forEach(id -> insert(writer, id)));
    assertThatThrownBy(() -> seat(1).replica().restore(1, Device.time(11, 10)))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("is deleted by now");
    exchange(12);
    seats.forEach(device -> assertThat(device.note(1_000_000)).isNull());
  }

  private static void insert(MemoryWriter writer, long id) {
    writer.insert("note", number(id), number(id), number(1));
  }
}
