package dev.blazesync.engine.sync;

import static dev.blazesync.engine.sync.Device.NOTE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.engine.relay.memory.MemoryHub;
import dev.blazesync.engine.simulator.FaultyStore.Fault;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whose rows a group's data begins with. */
class FoundingTest {
  private final MemoryHub hub = new MemoryHub(() -> Device.time(12, 0));

  private Device device(long seed) {
    return new Device(hub, seed, NOTE).at(8, 0);
  }

  /** {@return a device that the group's data begins with, and that has not heard of it} */
  private Device chosen() {
    Device device = device(1).insert(1, 1, 1).start();
    for (int step = 0; device.replica().roster().founder() == null; step++) {
      assertThat(step).isLessThan(50);
      device.exchangeOnce();
    }
    assertThat(device.replica().ready()).isFalse();
    assertThat(device.replica().roster().founds()).isTrue();
    return device;
  }

  private static void assertWaits(Device device) {
    for (int step = 0; step < 40; step++) {
      device.exchangeOnce();
    }
    assertThat(device.replica().roster().founder()).isNotNull();
    assertThat(device.replica().roster().founds()).isFalse();
    assertThat(device.replica().ready()).isFalse();
  }

  @Test
  void ofTwoWhoBeginAtOnceOneDoes() {
    Device a = device(1).insert(1, 1, 1).start();
    Device b = device(2).insert(2, 2, 2).start();
    for (int step = 0; step < 40; step++) {
      a.exchangeOnce();
      b.exchangeOnce();
    }
    a.sync();
    b.sync();
    a.sync();
    assertThat(List.of(a.replica().founder(), b.replica().founder()))
        .containsExactlyInAnyOrder(true, false);
    assertThat(a.replica().roster().founder()).isEqualTo(b.replica().roster().founder());
    assertThat(a.note(2)).isNotNull().isEqualTo(b.note(2));
    assertThat(b.note(1)).isNotNull().isEqualTo(a.note(1));
  }

  @Test
  void whoCrashesBehindItsEntryGoesOn() {
    Device a = chosen().stop().start();
    Device b = device(2).start();
    assertWaits(b);
    a.sync();
    b.sync();
    assertThat(a.replica().founder()).isTrue();
    assertThat(b.note(1)).isEqualTo(a.note(1));
  }

  @Test
  void whoCrashesAnywhereGoesOn() {
    for (int calls = 1; calls < 120; calls++) {
      MemoryHub fresh = new MemoryHub(() -> Device.time(12, 0));
      Device a = new Device(fresh, 1, NOTE).at(8, 0).insert(1, 1, 1).start();
      a.failAfter(calls, Fault.CRASH).sync();
      Device b = new Device(fresh, 2, NOTE).at(8, 0).start().sync();
      assertThat(a.replica().founder()).as("after %s calls", calls).isTrue();
      assertThat(b.note(1)).as("after %s calls", calls).isEqualTo(a.note(1));
    }
  }

  @Test
  void aCopyThatGoesOnUnderAnotherLineageWaits() {
    Device original = chosen();
    Device copy = original.copy().start();
    copy.replica().mark(new byte[] {1}, true);
    assertWaits(copy);
    original.sync();
    copy.sync();
    assertThat(original.replica().founder()).isTrue();
    assertThat(copy.replica().founder()).isFalse();
    assertThat(copy.note(1)).isEqualTo(original.note(1));
  }

  @Test
  void nobodyFoundsWhereTheHubHasLostTheMembership() {
    Device c = device(3).insert(3, 3, 3).start();
    for (int step = 0; !c.replica().roster().inGroup(); step++) {
      assertThat(step).isLessThan(50);
      c.exchangeOnce();
    }
    assertThat(c.replica().roster().founder()).isNull();
    Device a = device(1).insert(1, 1, 1).start().sync();
    assertThat(a.replica().founder()).isTrue();
    MemoryHub empty = new MemoryHub(() -> Device.time(12, 0));
    c = c.stop().copyAt(empty).start();
    for (int step = 0; step < 40; step++) {
      c.exchangeOnce();
    }
    assertThat(c.replica().roster().founder()).isNull();
    assertThat(c.notices()).anyMatch(notice -> notice.contains("waits for the group's rows"));
    a = a.stop().copyAt(empty).start().sync();
    c.sync();
    a.sync();
    assertThat(c.replica().founder()).isFalse();
    assertThat(c.note(1)).isEqualTo(a.note(1));
    assertThat(a.note(3)).isNotNull().isEqualTo(c.note(3));
  }

  @Test
  void whoWaitsForAFounderThatIsGoneSaysSo() {
    Device original = chosen();
    Device copy = original.copy().start();
    copy.replica().mark(new byte[] {1}, true);
    assertWaits(copy);
    assertThat(copy.notices()).anyMatch(notice -> notice.contains("restored or copied since"));
    Device other = device(2).start();
    assertWaits(other);
    assertThat(other.notices()).anyMatch(notice -> notice.contains("waits for the first snapshot"));
  }
}
