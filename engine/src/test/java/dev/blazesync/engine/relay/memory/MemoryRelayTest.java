package dev.blazesync.engine.relay.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.engine.hub.TestChain;
import dev.blazesync.engine.hub.TestDevice;
import dev.blazesync.engine.hub.TestGroup;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.PushResult;
import dev.blazesync.spi.RefusedException;
import dev.blazesync.spi.Relay;
import dev.blazesync.spi.RelayContext;
import dev.blazesync.spi.RelayProvider;
import dev.blazesync.spi.SealedBatch;
import dev.blazesync.spi.UnavailableException;
import dev.blazesync.spi.VersionVector;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class MemoryRelayTest {
  private static final GroupId GROUP = TestChain.group(1);
  private static final URI ADDRESS = URI.create("memory:relay-test");

  private final RelayProvider provider = new MemoryRelayProvider();

  @AfterEach
  void forget() {
    MemoryHub.forget("relay-test");
  }

  private Relay relay(GroupId group, int member) {
    Relay relay =
        provider.create(
            ADDRESS, TestDevice.context(group, TestGroup.of(group).member(member), 1_000));
    TestGroup.of(group).put(relay);
    return relay;
  }

  @Test
  void isFoundByTheServiceLoader() {
    assertThat(ServiceLoader.load(RelayProvider.class).stream().map(ServiceLoader.Provider::type))
        .contains(MemoryRelayProvider.class);
    assertThat(provider.schemes()).containsExactly("memory");
  }

  @Test
  void anAddressWithoutANameIsRefused() {
    assertThatThrownBy(
            () ->
                provider.create(
                    URI.create("memory:%20"),
                    new RelayContext(
                        GROUP, NodeId.NONE, 1 << 20, 1_000, transcript -> new byte[0])))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("memory:NAME");
  }

  @Test
  void relaysOfOneNameShareWhatWasPushed() {
    try (Relay a = relay(GROUP, 1);
        Relay b = relay(GROUP, 2)) {
      TestChain chain = TestChain.of(GROUP, 1);
      List<SealedBatch> batches = chain.next(3, 100);
      assertThat(a.push(batches)).isEqualTo(new PushResult(3, null));
      assertThat(b.holding().head().position(chain.log())).isEqualTo(chain.position());
      assertThat(b.pull(VersionVector.EMPTY, null, 1 << 20).batches()).isEqualTo(batches);
      ByteBuffer object = TestGroup.of(1).manifest(1, "snapshot-1", 4);
      a.putObject("snapshot-1", object);
      assertThat(b.getObject("snapshot-1", 1, 1_000)).isEqualTo(object.position(1));
    }
  }

  @Test
  void wakesTheOthersOfTheGroupWhenThereIsSomethingNew() throws Exception {
    AtomicInteger self = new AtomicInteger();
    AtomicInteger other = new AtomicInteger();
    AtomicInteger stranger = new AtomicInteger();
    try (Relay a = relay(GROUP, 1);
        Relay b = relay(GROUP, 2);
        Relay c = relay(TestChain.group(2), 3)) {
      a.onMore(self::incrementAndGet);
      AutoCloseable subscription = b.onMore(other::incrementAndGet);
      c.onMore(stranger::incrementAndGet);
      TestChain chain = TestChain.of(GROUP, 1);
      SealedBatch first = chain.next(1);
      a.push(List.of(first));
      a.push(List.of(first));
      assertThat(other).hasValue(1);
      a.putObject("snapshot-1", TestGroup.of(1).manifest(1, "snapshot-1", 1));
      assertThat(other).hasValue(2);
      subscription.close();
      a.push(List.of(chain.next(1)));
      assertThat(other).hasValue(2);
      assertThat(self).hasValue(0);
      assertThat(stranger).hasValue(0);
    }
  }

  @Test
  void errorsComeAsTheyAre() {
    try (Relay a = relay(GROUP, 1)) {
      List<SealedBatch> strange = List.of(TestChain.of(TestChain.group(2), 1).next(1));
      assertThatThrownBy(() -> a.push(strange)).isInstanceOf(RefusedException.class);
    }
  }

  @Test
  void whoIsNoMemberReadsNothingButTheMembership() {
    List<SealedBatch> batches = TestChain.of(GROUP, 1).next(2, 100);
    AtomicInteger woken = new AtomicInteger();
    NodeId stranger = new NodeId(0, 1);
    try (Relay a = relay(GROUP, 1);
        Relay b =
            provider.create(
                ADDRESS,
                new RelayContext(GROUP, stranger, 1 << 20, 1_000, transcript -> new byte[0]))) {
      b.onMore(woken::incrementAndGet);
      a.push(batches);
      assertRefused(b::holding, stranger);
      assertRefused(() -> b.push(batches), stranger);
      assertRefused(() -> b.pull(VersionVector.EMPTY, null, 1 << 20), stranger);
      assertRefused(() -> b.getObject("snapshot-1", 0, 1), stranger);
      assertRefused(() -> b.putObject("snapshot-1", ByteBuffer.allocate(1)), stranger);
      assertThat(b.getObject("membership-0", 0, 1 << 20)).isNotNull();
      assertThat(woken).hasValue(0);
    }
  }

  private static void assertRefused(ThrowingCallable call, NodeId node) {
    assertThatThrownBy(call)
        .isInstanceOf(RefusedException.class)
        .hasMessage("device " + node + " is no member of group " + GROUP);
  }

  @Test
  void aClosedRelayIsUnavailableAndNoLongerWoken() {
    AtomicInteger woken = new AtomicInteger();
    Relay a = relay(GROUP, 1);
    a.onMore(woken::incrementAndGet);
    a.close();
    assertThatThrownBy(a::holding).isInstanceOf(UnavailableException.class);
    try (Relay b = relay(GROUP, 2)) {
      b.push(List.of(TestChain.of(GROUP, 1).next(1)));
    }
    assertThat(woken).hasValue(0);
  }
}
