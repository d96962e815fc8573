package dev.blazesync.engine.relay.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.engine.hub.HubOptions;
import dev.blazesync.engine.hub.HubServer;
import dev.blazesync.engine.hub.SqliteHubLog;
import dev.blazesync.engine.hub.TestChain;
import dev.blazesync.engine.hub.TestDevice;
import dev.blazesync.engine.hub.TestGroup;
import dev.blazesync.engine.hub.channel.HubLimits;
import dev.blazesync.engine.join.PinnedAddress;
import dev.blazesync.engine.seal.ObjectSealer;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.Holding;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.PushResult;
import dev.blazesync.spi.PushResult.Reason;
import dev.blazesync.spi.RefusedException;
import dev.blazesync.spi.Relay;
import dev.blazesync.spi.RelayContext;
import dev.blazesync.spi.RelayProvider;
import dev.blazesync.spi.SealedBatch;
import dev.blazesync.spi.UnavailableException;
import dev.blazesync.spi.VersionVector;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TcpRelayIT {
  private static final GroupId GROUP = TestChain.group(1);

  @TempDir Path temporary;
  private HubServer hub;
  private URI uri;

  @BeforeEach
  void start() {
    start(URI.create("tcp://127.0.0.1:0"));
  }

  private void start(URI listen) {
    hub =
        HubServer.start(
            new HubOptions(
                List.of(listen), temporary.resolve("hub"), false, SqliteHubLog.UNLIMITED));
    uri = hub.listening().get(0);
    TestDevice.found(uri, 1);
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  private Relay relay(URI address, int node, int timeoutMillis) {
    return new TcpRelayProvider().create(address, TestDevice.context(GROUP, timeoutMillis));
  }

  /** {@return an address that is said to be this hub's} */
  private URI at(String authority) {
    return new PinnedAddress(URI.create("tcp://" + authority), hub.fingerprint()).toUri();
  }

  private Relay relay(int node) {
    return relay(uri, node, 20_000);
  }

  @Test
  void isFoundByTheServiceLoader() {
    assertThat(ServiceLoader.load(RelayProvider.class).stream().map(ServiceLoader.Provider::type))
        .contains(TcpRelayProvider.class);
  }

  @Test
  void addressesThatMakeNoSenseAreRefused() {
    for (String address : List.of("tcp:7411", "tcp:/", "tcp:///x", "tcp://host:0", "unix:x")) {
      assertThatThrownBy(() -> relay(URI.create(address), 1, 1))
          .isInstanceOf(ConfigurationException.class);
    }
  }

  @Test
  void anAddressWithoutAKeyIsCompletedAndNeverUsed() {
    URI bare = PinnedAddress.bare(uri);
    assertThatThrownBy(() -> relay(bare, 1, 1))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("?key=");
    RelayContext context = TestDevice.context(GROUP, 20_000);
    assertThat(new TcpRelayProvider().complete(bare, context)).isEqualTo(uri);
    URI far = URI.create("tcp://no-such-host.invalid:1?key=" + hub.fingerprint());
    assertThat(new TcpRelayProvider().complete(far, context)).isEqualTo(far);
    hub.close();
    assertThatThrownBy(() -> new TcpRelayProvider().complete(bare, context))
        .isInstanceOf(UnavailableException.class);
  }

  @Test
  void carriesBatchesObjectsAndHoldings() {
    TestChain chain = TestChain.of(GROUP, 1);
    List<SealedBatch> batches = chain.next(3, 100);
    ByteBuffer object = TestGroup.of(GROUP).manifest(1, "snapshot-1", ObjectSealer.MAX_CONTENT);
    ByteBuffer small = TestGroup.of(GROUP).manifest(2, "snapshot-2", 0);
    assertThat(object.remaining()).isEqualTo(HubLimits.OBJECT_BYTES);
    try (Relay a = relay(1);
        Relay b = relay(2)) {
      assertThat(a.push(List.of())).isEqualTo(new PushResult(0, null));
      assertThat(a.push(batches)).isEqualTo(new PushResult(3, null));
      a.putObject("snapshot-1", object);
      a.putObject("snapshot-1", ByteBuffer.allocate(1));
      a.putObject("snapshot-2", small);
      Holding holding = b.holding();
      assertThat(holding.head().position(chain.log())).isEqualTo(chain.position());
      assertThat(holding.floor()).isEqualTo(VersionVector.EMPTY);
      assertThat(holding.objects()).containsExactly("snapshot-2", "snapshot-1");
      assertThat(holding.wallMillis()).isPositive();
      assertThat(b.pull(VersionVector.EMPTY, null, 1 << 20).batches()).isEqualTo(batches);
      assertThat(b.getObject("snapshot-1", 0, 1 << 20)).isEqualTo(object);
      assertThat(b.getObject("snapshot-1", 5, 7)).isEqualTo(object.slice(5, 7));
      assertThat(b.getObject("snapshot-2", 0, 1 << 20)).isEqualTo(small);
      assertThat(b.getObject("snapshot-2", small.remaining(), 1).remaining()).isZero();
      assertThat(b.getObject("snapshot-3", 0, 1)).isNull();
    }
  }

  @Test
  void refusalsComeWithWhatTheHubHolds() {
    TestChain chain = TestChain.of(GROUP, 1);
    List<SealedBatch> batches = chain.next(3, 100);
    try (Relay a = relay(1)) {
      PushResult result = a.push(List.of(batches.get(0), batches.get(2)));
      assertThat(result.accepted()).isEqualTo(1);
      assertThat(result.refusal().reason()).isEqualTo(Reason.GAP);
      assertThat(result.refusal().expected().sequence()).isEqualTo(1);
      assertThat(result.refusal().expected().hash())
          .isEqualTo(TestChain.position(batches.get(0)).hash());
    }
  }

  @Test
  void whatNoHubKeepsIsRefusedAndTheRelayGoesOn() {
    try (Relay a = relay(1)) {
      SealedBatch strange = TestChain.of(TestChain.group(2), 1).next(1);
      assertThatThrownBy(() -> a.push(List.of(strange)))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining(PinnedAddress.bare(uri).toString());
      SealedBatch good = TestChain.of(GROUP, 1).next(1);
      ByteBuffer cut = good.bytes().limit(100);
      SealedBatch damaged = new SealedBatch(GROUP, good.log(), 1, false, cut);
      assertThatThrownBy(() -> a.push(List.of(damaged))).isInstanceOf(ProtocolException.class);
      assertThatThrownBy(() -> a.putObject("UPPER", ByteBuffer.allocate(1)))
          .isInstanceOf(ProtocolException.class);
      assertThat(a.push(List.of(good))).isEqualTo(new PushResult(1, null));
    }
  }

  @Test
  void wakesTheOthersAfterAPush() throws Exception {
    AtomicInteger own = new AtomicInteger();
    AtomicInteger other = new AtomicInteger();
    TestChain chain = TestChain.of(GROUP, 1);
    try (Relay a = relay(1);
        Relay b = relay(2)) {
      a.onMore(own::incrementAndGet);
      a.holding();
      AutoCloseable subscription = b.onMore(other::incrementAndGet);
      b.holding();
      Awaitility.await().until(() -> other.get() == 1 && own.get() == 1);
      SealedBatch first = chain.next(1);
      a.push(List.of(first));
      Awaitility.await().until(() -> other.get() == 2);
      a.push(List.of(first));
      a.putObject("snapshot-1", TestGroup.of(GROUP).manifest(1, "snapshot-1", 1));
      Awaitility.await().until(() -> other.get() == 3);
      subscription.close();
      a.push(List.of(chain.next(1)));
      b.holding();
      assertThat(other).hasValue(3);
      assertThat(own).hasValue(1);
    }
  }

  @Test
  void connectsBesideACallerWhoOnlyWantsToBeWoken() {
    AtomicInteger woken = new AtomicInteger();
    try (Relay a = relay(1);
        Relay b = relay(2)) {
      b.onMore(woken::incrementAndGet);
      Awaitility.await().until(() -> woken.get() == 1);
      a.push(List.of(TestChain.of(GROUP, 1).next(1)));
      Awaitility.await().until(() -> woken.get() == 2);
    }
  }

  @Test
  void wantingToBeWokenNeverWaitsForAHubThatIsNotThere() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Relay a = relay(at("127.0.0.1:" + silent.getLocalPort()), 1, 600_000)) {
      AtomicInteger woken = new AtomicInteger();
      a.onMore(woken::incrementAndGet);
      assertThat(woken).hasValue(0);
    }
  }

  @Test
  void aWakeThatCallsItsRelayIsRefusedInsteadOfWaitingForItself() {
    AtomicInteger woken = new AtomicInteger();
    try (Relay a = relay(1);
        Relay b = relay(2)) {
      TestChain chain = TestChain.of(GROUP, 1);
      java.util.concurrent.CompletableFuture<RuntimeException> refused =
          new java.util.concurrent.CompletableFuture<>();
      b.onMore(
          () -> {
            if (woken.incrementAndGet() > 1) {
              refused.complete(org.assertj.core.api.Assertions.catchRuntimeException(b::holding));
            }
          });
      b.holding();
      a.push(List.of(chain.next(1)));
      assertThat(refused.join()).isInstanceOf(IllegalStateException.class);
      assertThat(b.holding().head().position(chain.log())).isEqualTo(chain.position());
    }
  }

  @Test
  void subscribesAtOnceWhenItIsConnected() {
    AtomicInteger woken = new AtomicInteger();
    try (Relay a = relay(1);
        Relay b = relay(2)) {
      b.holding();
      b.onMore(woken::incrementAndGet);
      a.push(List.of(TestChain.of(GROUP, 1).next(1)));
      Awaitility.await().until(() -> woken.get() >= 2);
    }
  }

  @Test
  void connectsAgainAtTheNextCallAndWakesThen() {
    AtomicInteger woken = new AtomicInteger();
    TestChain chain = TestChain.of(GROUP, 1);
    try (Relay a = relay(1)) {
      a.onMore(
          () -> {
            woken.incrementAndGet();
            throw new IllegalStateException("a callback that fails");
          });
      a.push(List.of(chain.next(1)));
      Awaitility.await().until(() -> woken.get() == 1);
      hub.close();
      Awaitility.await().until(() -> woken.get() == 2);
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(a::holding)
            .isInstanceOf(UnavailableException.class)
            .hasMessageContaining("127.0.0.1:" + uri.getPort())
            .hasMessageContaining("check that it runs");
      }
      assertThat(woken).hasValue(2);
      start(uri);
      assertThat(a.push(List.of(chain.next(1)))).isEqualTo(new PushResult(1, null));
      assertThat(woken).hasValue(3);
      assertThat(a.holding().head().position(chain.log())).isEqualTo(chain.position());
    }
  }

  @Test
  void aSignatureThatIsWrongAtTheHubMakesTheNextConnectionAFreshOne() {
    AtomicInteger woken = new AtomicInteger();
    TestChain chain = TestChain.of(GROUP, 1);
    try (Relay a = relay(1)) {
      a.onMore(woken::incrementAndGet);
      a.push(List.of(chain.next(1)));
      Awaitility.await().until(() -> woken.get() == 1);
      SealedBatch good = chain.next(1);
      byte[] flipped = new byte[good.length()];
      good.bytes().get(flipped);
      flipped[flipped.length - 1] ^= 1;
      SealedBatch bad =
          new SealedBatch(
              good.group(), good.log(), good.sequence(), false, ByteBuffer.wrap(flipped));
      assertThat(a.push(List.of(bad)).refusal())
          .isNotNull()
          .satisfies(no -> assertThat(no.reason()).isEqualTo(Reason.BAD_SIGNATURE));
      assertThat(a.push(List.of(good))).isEqualTo(new PushResult(1, null));
      assertThat(woken).hasValue(2);
    }
  }

  @Test
  void aConnectionThatGrewOldGivesWayToAFreshOne() {
    AtomicInteger woken = new AtomicInteger();
    try (TcpRelay a = new TcpRelay(HubAddress.of(uri), TestDevice.context(GROUP, 20_000), 150)) {
      a.onMore(woken::incrementAndGet);
      Awaitility.await().until(() -> woken.get() >= 2);
      a.holding();
      int before = woken.get();
      Awaitility.await().until(() -> woken.get() > before);
      a.holding();
      assertThat(hub.status().connections()).isLessThanOrEqualTo(2);
    }
  }

  @Test
  void aHostThatIsNotKnownIsToldSo() {
    try (Relay a = relay(at("no-such-host.invalid:7411"), 1, 20_000)) {
      assertThatThrownBy(a::holding)
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("no-such-host.invalid");
    }
  }

  @Test
  void aServerThatNeverAnswersTimesOut() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Relay a = relay(at("127.0.0.1:" + silent.getLocalPort()), 1, 300)) {
      assertThatThrownBy(a::holding)
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("300 milliseconds");
    }
  }

  @Test
  void aServerThatIsNoHubIsDistrusted() throws Exception {
    byte[] http = "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n".getBytes("US-ASCII");
    byte[] otherVersion = {0, 9, 0, (byte) 0x81, 0, 'B', 'L', 'Z', 'C', 0, 2};
    byte[] unasked = {0, 3, 0, (byte) 0x85, 9};
    byte[] empty = {0, 0};
    for (byte[] answer : List.of(http, otherVersion, unasked, empty)) {
      try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
          Relay a = relay(at("127.0.0.1:" + server.getLocalPort()), 1, 20_000)) {
        Thread fake = new Thread(() -> answerOnce(server, answer));
        fake.start();
        assertThatThrownBy(a::holding)
            .isInstanceOfAny(ProtocolException.class, UnavailableException.class)
            .hasMessageContaining("127.0.0.1:" + server.getLocalPort());
        fake.join();
      }
    }
  }

  private static void answerOnce(ServerSocket server, byte[] answer) {
    try (Socket socket = server.accept()) {
      InputStream in = socket.getInputStream();
      in.read();
      socket.getOutputStream().write(answer);
      socket.getOutputStream().flush();
      socket.shutdownOutput();
      in.readAllBytes();
    } catch (IOException e) {
      // the relay hung up first
      return;
    }
  }

  @Test
  void aClosedRelayIsUnavailableAndLeavesNoThread() {
    Relay a = relay(1);
    a.holding();
    a.close();
    a.close();
    assertThatThrownBy(a::holding).isInstanceOf(UnavailableException.class);
    Awaitility.await().until(() -> hub.status().connections() == 0);
    Awaitility.await()
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().startsWith("blazesync-relay")));
  }
}
