package dev.blazesync.engine.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.Status;
import dev.blazesync.engine.relay.memory.MemoryHub;
import dev.blazesync.engine.replica.Replica;
import dev.blazesync.spi.OriginLog;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What devices tell each other of their heads, and what comes of it. */
class HeadsTest {
  private final MemoryHub hub = new MemoryHub(() -> Device.time(23, 0));
  private final Device a = new Device(hub, 1, Device.NOTE).at(8, 0);
  private final Device b = new Device(hub, 2, Device.NOTE).at(8, 0);

  private void twoMembers() {
    a.insert(1, 1, 1).start().sync();
    b.start().sync();
  }

  private static void exchange(List<Device> devices) {
    for (int round = 0; round < 4; round++) {
      devices.forEach(Device::sync);
    }
  }

  @Test
  void aStatementFollowsWhatHappenedAndNoOtherStatement() {
    twoMembers();
    exchange(List.of(a, b));
    a.at(9, 0).update(1, "a", 2).sync();
    b.at(9, 1).sync();
    for (int minute = 0; minute < 60; minute += 15) {
      a.at(10, minute);
      b.at(10, minute);
      exchange(List.of(a, b));
    }
    long logged = a.replica().logEnd();
    assertThat(b.replica().vector()).isEqualTo(a.replica().vector());
    assertThat(a.replica().statements().due()).isFalse();
    assertThat(b.replica().statements().due()).isFalse();
    for (int hour = 11; hour < 20; hour++) {
      a.at(hour, 0);
      b.at(hour, 0);
      exchange(List.of(a, b));
    }
    assertThat(a.replica().logEnd()).isEqualTo(logged);
    assertThat(a.replica().statements().alarms()).isEmpty();
    assertThat(b.replica().statements().alarms()).isEmpty();
  }

  /** A copied database and its hub make two histories of one log; a third device is shown one. */
  @Test
  void twoHistoriesOfALogAreToldWhenDevicesCompare() {
    twoMembers();
    Device c = new Device(hub, 3, Device.NOTE).at(8, 0).start().sync();
    exchange(List.of(a, b, c));
    MemoryHub other = new MemoryHub(() -> Device.time(23, 0));
    a.copyHub(other);
    Device clone = a.copyAt(other).at(9, 0);
    Device deceived = c.copyAt(other).at(9, 0);
    c.stop();
    a.at(9, 0).update(1, "a", 2).sync();
    b.at(9, 1).sync();
    clone.start().update(1, "a", 7).sync();
    deceived.start().sync();
    assertThat(deceived.note(1)).isNotEqualTo(b.note(1));
    // from here on the device that was deceived hears what the others say
    Device back = deceived.copyAt(hub).at(9, 30).start().sync();
    b.at(10, 0);
    exchange(List.of(b, back));
    assertThat(told(back) || told(b)).as("%s %s", back.notices(), b.notices()).isTrue();
    assertThat(back.note(1)).isNotNull();
  }

  @Test
  void twoHistoriesOfTheMembershipAreProvenAndKept() {
    twoMembers();
    exchange(List.of(a, b));
    MemoryHub other = new MemoryHub(() -> Device.time(23, 0));
    a.copyHub(other);
    a.rotate(hub).rotate(other);
    exchange(List.of(a, b));
    Device led = b.copyAt(other).at(9, 0).start();
    led.sync();
    assertThat(led.replica().statements().alarms())
        .anyMatch(alarm -> alarm.contains("two histories of the group's membership"));
    assertThat(led.core().peers()).anyMatch(peer -> peer.state() == Status.Peer.State.REFUSED);
    led.stop().start();
    assertThat(led.replica().statements().alarms()).hasSize(1);
    assertThat(b.replica().statements().alarms()).isEmpty();
  }

  private static boolean told(Device device) {
    return device.replica().statements().alarms().stream()
        .anyMatch(alarm -> alarm.contains("histor"));
  }

  @Test
  void whatOthersHaveSeenAndNobodyShowsHereIsTold() {
    twoMembers();
    exchange(List.of(a, b));
    OriginLog log = a.replica().own();
    a.at(9, 0).update(1, "a", 2).sync();
    Device c = new Device(hub, 3, Device.NOTE).at(9, 0).start().sync();
    b.at(9, 0).withheld(log).sync();
    c.at(9, 20);
    exchange(List.of(c, b));
    Replica replica = b.replica();
    assertThat(replica.vector().sequence(log)).isLessThan(c.replica().vector().sequence(log));
    b.at(9, 40).sync();
    assertThat(b.notices()).anyMatch(notice -> notice.contains("withholds"));
    b.withheld(null).sync();
    assertThat(replica.statements().overdue(Device.time(10, 0))).isEmpty();
    assertThat(b.note(1)).isEqualTo(a.note(1));
  }
}
