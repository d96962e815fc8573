package dev.blazesync.engine.sync;

import static dev.blazesync.engine.sync.Device.NOTE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.engine.relay.memory.MemoryHub;
import dev.blazesync.engine.replica.Replica;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.TableSchema;
import org.junit.jupiter.api.Test;

/** A parked record that is tried again and again must leave its device in peace meanwhile. */
class RetriesTest {
  private static final TableSchema SEAT =
      TableSchema.of("note", NOTE.columns(), KeySchema.primary(0), KeySchema.unique(1));

  private final MemoryHub hub = new MemoryHub(() -> Device.time(12, 0));
  private final Device a = new Device(hub, 1, SEAT).at(8, 0);
  private final Device b = new Device(hub, 2, SEAT).at(8, 0);

  /** b does not take row 3. */
  private void refuse() {
    a.insert(1, 1, 1).start().sync();
    b.start().sync();
    a.sync();
    b.store().application().addCheck("note", "not_three", row -> row.int64(0) != 3);
    a.at(9, 0).insert(3, 30, 3).sync();
    b.at(9, 1).sync();
    assertThat(b.note(3)).isNull();
    assertThat(b.replica().parked()).isEqualTo(1);
  }

  private static void comesToRest(Device device, long nowMillis) {
    Replica.Merged merged = new Replica.Merged(0, 0, true);
    for (int round = 0; merged.more() && round < 20; round++) {
      merged = device.replica().merge(nowMillis);
    }
    assertThat(merged.more()).as("whether there is still something to do at once").isFalse();
    assertThat(device.replica().nextRetryMillis()).isGreaterThan(nowMillis);
  }

  @Test
  void itWaitsThoughAnotherRowTookItsValueBeforeIt() {
    a.insert(1, 1, 1).start().sync();
    b.start().sync();
    Device c = new Device(hub, 3, SEAT).at(8, 0).start().sync();
    a.sync();
    c.at(8, 30).insert(2, 30, 2).work();
    b.store().application().addCheck("note", "not_three", row -> row.int64(0) != 3);
    a.at(9, 0).insert(3, 30, 3).sync();
    b.at(9, 1).sync();
    assertThat(b.replica().parked()).isEqualTo(1);
    c.at(9, 2).sync();
    b.at(9, 2).sync();
    assertThat(b.note(2)).isNotNull();
    comesToRest(b, Device.time(9, 30));
  }

  @Test
  void itWaitsThoughItsTableIsGone() {
    refuse();
    b.store().application().dropTable("note");
    b.replica().followSchema(Device.time(9, 2));
    comesToRest(b, Device.time(9, 30));
  }
}
