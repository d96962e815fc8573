package dev.blazesync.engine.sync;

import static dev.blazesync.engine.sync.Device.NOTE;
import static dev.blazesync.engine.sync.Device.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.adapters.tck.memory.MemoryWriter;
import dev.blazesync.engine.plugin.Plugins;
import dev.blazesync.engine.relay.memory.MemoryHub;
import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.ConflictPolicy;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.RefusedException;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueKind;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules travel with the group, and decide. */
class RulesTest {
  private static final Function<String, ConflictPolicy> WITH_MINE =
      name -> Plugins.load().policy(name.equals("mine") ? "max" : name);

  private final MemoryHub hub = new MemoryHub(() -> Device.time(12, 0));
  private final Device a = new Device(hub, 1, NOTE).at(8, 0);
  private final Device b = new Device(hub, 2, NOTE).at(8, 0);

  /** No two with the same a. */
  private static final TableSchema SEAT =
      TableSchema.of("note", NOTE.columns(), KeySchema.primary(0), KeySchema.unique(1));

  private void exchange() {
    for (int round = 0; round < 2; round++) {
      a.sync();
      b.sync();
    }
  }

  private void members() {
    a.insert(1, 10, 1).start().sync();
    b.start().sync();
    a.sync();
  }

  @Test
  void rulesOfTheGroupReachEveryMember() {
    a.rule("policy.note.a", "max").rule("deletes.note", "update-wins");
    members();
    assertThat(b.replica().rules()).isEqualTo(a.replica().rules());
    assertThatThrownBy(() -> b.replica().setRules(Map.of("policy.note.a", "min")))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("policy.note.a");
  }

  @Test
  void aRuleThatNamesNothingIsRefused() {
    a.insert(1, 1, 1).rule("policy.nothing", "max");
    assertThatThrownBy(a::start)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("policy.nothing");
  }

  @Test
  void aCounterAddsUpWhatTwoDevicesAddedAtTheSameTime() {
    a.rule("policy.note.a", "counter");
    members();
    a.at(9, 0).update(1, "a", 13).work();
    b.at(9, 1).update(1, "a", 5).work();
    a.update(1, "a", 14);
    exchange();
    assertThat(a.note(1)).containsExactly(number(1), number(9), number(1)).isEqualTo(b.note(1));
  }

  @Test
  void aLoweredMaximumIsWrittenBack() {
    a.rule("policy.note.a", "max");
    members();
    a.at(9, 1);
    b.at(9, 0).update(1, "a", 3).update(1, "b", 7);
    exchange();
    assertThat(b.note(1)).containsExactly(number(1), number(10), number(7)).isEqualTo(a.note(1));
  }

  @Test
  void anUpdateBringsADeletedRowBackWithAllItsColumns() {
    a.rule("deletes.note", "update-wins");
    members();
    a.at(9, 0).delete(1);
    b.at(9, 1).update(1, "b", 7);
    exchange();
    assertThat(a.note(1)).containsExactly(number(1), number(10), number(7)).isEqualTo(b.note(1));
  }

  @Test
  void aTableWhosePolicyIsMissingWaitsForItAndLosesNothing() {
    a.rule("policy.note.a", "mine").policies(WITH_MINE);
    members();
    assertThat(b.replica().held()).containsOnlyKeys("note");
    assertThat(b.notices()).anyMatch(notice -> notice.contains("note") && notice.contains("mine"));
    a.at(9, 0).update(1, "b", 5);
    b.at(9, 1).insert(2, 2, 2);
    exchange();
    assertThat(b.note(1)).isNull();
    b.stop();
    b.policies(WITH_MINE).start();
    exchange();
    assertThat(b.note(1)).isEqualTo(a.note(1)).containsExactly(number(1), number(10), number(5));
    assertThat(a.note(2)).isEqualTo(b.note(2)).isNotNull();
  }

  @Test
  void whatAServerWroteStaysBeforeAParkedClaim() {
    List<Device> seats = seats();
    Device server = seats.get(0).rule("policy.note.a", "server-wins").server();
    clash(seats);
    assertThat(server.note(3)).isNull();
    server.write(RulesTest::giveToFour).work();
    assertThat(server.note(4)).as("what its user wrote").isNotNull();
    exchange(seats);
    assertThat(seats).allSatisfy(device -> assertThat(device.note(3)).isNull());
    assertThat(seats).allSatisfy(device -> assertThat(device.note(4)).isNotNull());
  }

  @ParameterizedTest
  @ValueSource(strings = {"max", "min", "first-writer-wins", "counter"})
  void aParkedClaimThatCannotBecomeLaterIsNotDatedForEver(String policy) {
    List<Device> seats = parkedClaim(policy);
    seats.get(0).write(RulesTest::giveToFour).work();
    exchange(seats);
    assertThat(seats)
        .allSatisfy(
            device -> assertThat(Stream.of(3, 4).filter(id -> device.note(id) != null)).hasSize(1));
    for (Device device : seats) {
      assertThat(device.note(3)).isEqualTo(seats.get(0).note(3));
      assertThat(device.replica().parked()).isEqualTo(1);
    }
  }

  @Test
  void aValueGivesWayAloneAndComesBack() {
    List<Device> seats = seats();
    seats.get(0).rule("unique.note.a", "park-value");
    clash(seats);
    for (Device device : seats) {
      assertThat(device.note(2)).containsExactly(number(2), number(10), number(1));
      assertThat(device.note(3)).containsExactly(number(3), Value.NULL, number(1));
      assertThat(device.replica().parked()).isEqualTo(1);
    }
    seats.get(2).update(3, "b", 7).work();
    seats.get(1).delete(2).work();
    exchange(seats);
    for (Device device : seats) {
      assertThat(device.note(3)).containsExactly(number(3), number(10), number(7));
      assertThat(device.replica().parked()).isZero();
    }
  }

  @Test
  void aValueThatTheUserGivesToAnotherRowStaysThere() {
    List<Device> seats = seats();
    seats.get(0).rule("unique.note.a", "park-value");
    clash(seats);
    seats.get(0).write(RulesTest::giveToFour).work();
    exchange(seats);
    for (Device device : seats) {
      assertThat(device.note(4)).containsExactly(number(4), number(10), number(1));
      assertThat(device.note(3)).containsExactly(number(3), Value.NULL, number(1));
    }
  }

  @Test
  void aKeyWithoutANullableColumnCannotParkValues() {
    a.insert(1, 1, 1).rule("unique.note.a", "park-value");
    assertThatThrownBy(a::start)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("unique.note.a");
    TableSchema strict =
        TableSchema.of(
            "note",
            List.of(
                ColumnSchema.of("id", ValueKind.INT64, false),
                ColumnSchema.of("a", ValueKind.INT64, false),
                ColumnSchema.of("b", ValueKind.INT64, true)),
            KeySchema.primary(0),
            KeySchema.unique(1));
    Device device = new Device(hub, 21, strict).insert(1, 1, 1);
    assertThatThrownBy(() -> device.rule("unique.note.a", "park-value").start())
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("rule unique.note.a can't be park-value: none of its columns may be NULL");
  }

  /** {@return three members; row 3 is parked since row 2, written before it, has its value} */
  private List<Device> parkedClaim(String policy) {
    List<Device> seats = seats();
    seats.get(0).rule("policy.note.a", policy);
    clash(seats);
    return seats;
  }

  private List<Device> seats() {
    return Stream.of(11, 12, 13).map(seed -> new Device(hub, seed, SEAT).at(9, 0)).toList();
  }

  /** Rows 2 and 3 are inserted with the same value by two members, row 2 before. */
  private static void clash(List<Device> seats) {
    seats.get(0).insert(1, 5, 1);
    seats.forEach(device -> device.start().sync());
    seats.get(1).at(10, 0).insert(2, 10, 1).work();
    seats.get(2).at(10, 1).insert(3, 10, 1).work();
    exchange(seats);
  }

  private static void exchange(List<Device> devices) {
    devices.forEach(device -> device.at(11, 0));
    for (int round = 0; round < 3; round++) {
      devices.forEach(Device::sync);
    }
  }

  private static void giveToFour(MemoryWriter writer) {
    writer.delete("note", number(2));
    writer.insert("note", number(4), number(10), number(1));
  }
}
