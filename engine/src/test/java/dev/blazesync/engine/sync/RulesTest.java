package dev.blazesync.engine.sync;

import static dev.blazesync.engine.sync.Device.NOTE;
import static dev.blazesync.engine.sync.Device.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.engine.plugin.Plugins;
import dev.blazesync.engine.relay.memory.MemoryHub;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.ConflictPolicy;
import dev.blazesync.spi.RefusedException;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Rules travel with the group, and decide. */
class RulesTest {
  private static final Function<String, ConflictPolicy> WITH_MINE =
      name -> Plugins.load().policy(name.equals("mine") ? "max" : name);

  private final MemoryHub hub = new MemoryHub(() -> Device.time(12, 0));
  private final Device a = new Device(hub, 1, NOTE).at(8, 0);
  private final Device b = new Device(hub, 2, NOTE).at(8, 0);

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
}
