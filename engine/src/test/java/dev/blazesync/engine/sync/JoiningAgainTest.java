package dev.blazesync.engine.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.Existing;
import dev.blazesync.TableSelection;
import dev.blazesync.adapters.tck.memory.MemoryStore;
import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.engine.membership.OpenGroup;
import dev.blazesync.engine.membership.SeededRandom;
import dev.blazesync.engine.plugin.Plugins;
import dev.blazesync.engine.replica.Replica;
import dev.blazesync.spi.RefusedException;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A device whose first join code came to nothing. */
class JoiningAgainTest {
  private static final URI HUB = URI.create("memory:one");
  private static final URI OTHER = URI.create("memory:other");

  private final OpenGroup first = new OpenGroup(1);
  private final OpenGroup second = new OpenGroup(2);
  private final Replica replica =
      new Replica(
          new MemoryStore(() -> 0),
          TableSelection.ALL,
          (table, row) -> {},
          Plugins.load()::policy,
          DeviceKeys.generate(new SeededRandom(7)));

  JoiningAgainTest() {
    replica.open();
    replica.join(first.code(List.of(HUB)), Existing.GROUP);
    replica.roster().take(first.entries().subList(0, 1), 0);
  }

  @Test
  void anotherCodeOfTheGroupMayNameAnotherHub() {
    replica.join(first.code(List.of(OTHER)), Existing.REPLACE);
    assertThat(replica.relays()).containsExactly(OTHER);
    first.meet(replica.roster(), 0);
    assertThat(replica.roster().inGroup()).isTrue();
  }

  @Test
  void aCodeOfAnotherGroupIsGoodWhileItIsInNone() {
    replica.join(second.code(List.of(OTHER)), Existing.GROUP);
    assertThat(replica.group()).isEqualTo(second.id());
    assertThat(replica.roster().length()).isZero();
    second.meet(replica.roster(), 0);
    assertThat(replica.roster().inGroup()).isTrue();
  }

  @Test
  void whoIsInAGroupStaysInIt() {
    first.meet(replica.roster(), 0);
    assertThatThrownBy(() -> replica.join(second.code(List.of(OTHER)), Existing.GROUP))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("is in group " + first.id());
    replica.join(first.code(List.of(OTHER)), Existing.GROUP);
    assertThat(replica.relays()).containsExactly(HUB);
  }
}
