package dev.blazesync.engine.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.engine.hub.channel.ErrorCode;
import dev.blazesync.engine.hub.channel.HubLimits;
import dev.blazesync.engine.hub.channel.Message;
import dev.blazesync.engine.join.PinnedAddress;
import dev.blazesync.engine.relay.tcp.TcpRelayProvider;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.PushResult;
import dev.blazesync.spi.Relay;
import dev.blazesync.spi.SealedBatch;
import dev.blazesync.spi.UnavailableException;
import dev.blazesync.spi.VersionVector;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HubServerIT {
  private static final GroupId GROUP = TestChain.group(1);
  private static final URI ANY_PORT = URI.create("tcp://127.0.0.1:0");

  @TempDir Path temporary;
  private HubServer hub;

  @AfterEach
  void stop() {
    if (hub != null) {
      hub.close();
    }
  }

  private URI start(HubTimings timings) {
    hub = HubServer.start(options(ANY_PORT), timings);
    URI uri = hub.listening().get(0);
    TestDevice.found(uri, 1);
    Awaitility.await().until(() -> hub.status().connections() == 0);
    return uri;
  }

  private URI start() {
    return start(HubTimings.USUAL);
  }

  private HubOptions options(URI... listen) {
    return new HubOptions(List.of(listen), temporary.resolve("hub"), false, SqliteHubLog.UNLIMITED);
  }

  private static Relay relay(URI uri, GroupId group) {
    return new TcpRelayProvider().create(uri, TestDevice.context(group, 20_000));
  }

  /** The hub still serves others. */
  private static void assertServes(URI uri, int origin) {
    GroupId group = TestChain.group(77);
    TestDevice.found(uri, 77);
    try (Relay relay = relay(uri, group)) {
      SealedBatch batch = TestChain.of(group, origin).next(100);
      assertThat(relay.push(List.of(batch))).isEqualTo(new PushResult(1, null));
    }
  }

  private static void assertEnds(RawPeer peer, ErrorCode... codes) throws IOException {
    assertThat(peer.receive())
        .isInstanceOfSatisfying(
            Message.Failure.class,
            failure -> {
              assertThat(failure.code()).isIn((Object[]) codes);
              assertThat(failure.text()).isNotBlank();
            });
    assertThat(peer.receive()).isNull();
  }

  @Test
  void listensOnSeveralAddressesAndTellsTheRealOnes() throws IOException {
    Path socket = temporary.resolve("s/hub.sock");
    hub = HubServer.start(options(ANY_PORT, URI.create("unix://" + socket), ANY_PORT));
    assertThat(hub.listening()).hasSize(3).doesNotContain(ANY_PORT);
    int origin = 0;
    for (URI uri : hub.listening()) {
      assertServes(uri, ++origin);
    }
    assertThat(Files.getPosixFilePermissions(socket)).hasSize(2);
    assertThat(hub.status().log().batches()).isEqualTo(3);
    assertThat(hub.status().listening()).isEqualTo(hub.listening());
    hub.close();
    assertThat(socket).doesNotExist();
  }

  @Test
  void takesOverASocketThatAKilledHubLeft() throws IOException {
    Path socket = temporary.resolve("hub.sock");
    URI uri = URI.create("unix://" + socket);
    try (java.nio.channels.ServerSocketChannel left =
        java.nio.channels.ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
      left.bind(java.net.UnixDomainSocketAddress.of(socket));
      assertThatThrownBy(() -> HubServer.start(options(uri)))
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("in use");
    }
    assertThat(socket).exists();
    hub = HubServer.start(options(uri));
    assertServes(hub.listening().get(0), 1);
  }

  @Test
  void aPortOrFolderInUseIsNamed() {
    URI taken = start();
    HubOptions samePort =
        new HubOptions(
            List.of(PinnedAddress.bare(taken)),
            temporary.resolve("other"),
            false,
            SqliteHubLog.UNLIMITED);
    assertThatThrownBy(() -> HubServer.start(samePort))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining(PinnedAddress.bare(taken).toString());
    assertThatThrownBy(() -> HubServer.start(options(ANY_PORT)))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("in use by another hub");
    assertServes(taken, 1);
  }

  @Test
  void aListenerForOtherMachinesHasToBeAskedFor() {
    URI everywhere = URI.create("tcp://0.0.0.0:0");
    assertThatThrownBy(() -> HubServer.start(options(everywhere)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("--open");
    hub =
        HubServer.start(
            new HubOptions(
                List.of(everywhere), temporary.resolve("hub"), true, SqliteHubLog.UNLIMITED));
    URI near = URI.create("tcp://127.0.0.1:" + hub.listening().get(0).getPort());
    assertServes(new PinnedAddress(near, hub.fingerprint()).toUri(), 1);
  }

  @Test
  void addressesThatMakeNoSenseAreRefused() {
    for (String uri : List.of("http://127.0.0.1:1", "tcp:7411", "unix:x", "tcp://:7411")) {
      assertThatThrownBy(() -> HubServer.start(options(URI.create(uri))))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining(uri);
    }
    assertThatThrownBy(() -> options()).isInstanceOf(ConfigurationException.class);
  }

  @Test
  void whoSaysNothingIsClosedAndToldWhy() throws IOException {
    URI uri = start(new HubTimings(200, 10_000));
    try (RawPeer silent = new RawPeer(uri);
        RawPeer slow = new RawPeer(uri)) {
      slow.out.write(new byte[] {0, 50, 0});
      slow.out.flush();
      assertEnds(silent, ErrorCode.HANDSHAKE);
      assertEnds(slow, ErrorCode.HANDSHAKE);
    }
    assertServes(uri, 1);
    Awaitility.await().until(() -> hub.status().connections() == 0);
  }

  @Test
  void aHelloIsShort() throws IOException {
    URI uri = start();
    try (RawPeer peer = new RawPeer(uri)) {
      peer.out.writeShort(HubLimits.HELLO_BYTES + 1);
      peer.out.flush();
      assertEnds(peer, ErrorCode.HANDSHAKE);
    }
    try (RawPeer peer = new RawPeer(uri)) {
      peer.sendMessage(new byte[HubLimits.HELLO_BYTES + 1], 1_000);
      assertEnds(peer, ErrorCode.HANDSHAKE);
    }
  }

  @Test
  void theFirstMessageIsAHello() throws IOException {
    URI uri = start();
    for (Message message : List.of(new Message.AskHolding(1), new Message.Welcome())) {
      try (RawPeer peer = new RawPeer(uri)) {
        peer.send(message);
        assertEnds(peer, ErrorCode.HANDSHAKE);
      }
    }
    try (RawPeer web = new RawPeer(uri)) {
      web.out.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes("US-ASCII"));
      web.out.flush();
      assertEnds(web, ErrorCode.HANDSHAKE);
    }
  }

  @Test
  void anotherVersionIsToldWhichOneIsSpoken() throws IOException {
    URI uri = start();
    try (RawPeer peer = new RawPeer(uri)) {
      byte[] hello = RawPeer.bytes(new Message.Hello(ByteBuffer.allocate(48)));
      hello[7] = 9;
      peer.sendMessage(hello, 1_000);
      assertThat(peer.receive())
          .isInstanceOfSatisfying(
              Message.Failure.class,
              failure -> {
                assertThat(failure.code()).isEqualTo(ErrorCode.VERSION);
                assertThat(failure.text()).contains("version 2").contains("9");
              });
      assertThat(peer.receive()).isNull();
    }
  }

  @Test
  void unknownAndMisdirectedMessagesEndTheConnection() throws IOException {
    URI uri = start();
    try (RawPeer peer = RawPeer.welcome(uri, GROUP)) {
      peer.sendMessage(new byte[] {0x66, 5, 1, 2, 3}, 100);
      assertEnds(peer, ErrorCode.UNKNOWN_TYPE);
    }
    for (Message message :
        List.of(
            new Message.More(),
            new Message.Hello(ByteBuffer.allocate(48)),
            new Message.Introduce(ByteBuffer.allocate(200)),
            new Message.HubKeyIs(ByteBuffer.allocate(96)),
            new Message.AskHolding(0),
            new Message.Subscribed(3))) {
      try (RawPeer peer = RawPeer.welcome(uri, GROUP)) {
        peer.send(message);
        assertEnds(peer, ErrorCode.MALFORMED);
      }
    }
  }

  @Test
  void framesThatAreEmptyFlaggedOrTooManyEndTheConnection() throws IOException {
    URI uri = start();
    for (byte[] payload :
        List.of(new byte[0], new byte[] {0}, new byte[] {4, 1}, new byte[] {5, 1})) {
      try (RawPeer peer = RawPeer.welcome(uri, GROUP)) {
        peer.out.write(peer.frame(payload));
        peer.out.flush();
        assertEnds(peer, ErrorCode.MALFORMED);
      }
    }
    for (byte[] frame : List.of(new byte[] {0, 0}, new byte[] {0, 1, 0}, new byte[] {0, 2, 0, 1})) {
      try (RawPeer peer = RawPeer.welcome(uri, GROUP)) {
        peer.out.write(frame);
        peer.out.flush();
        assertEnds(peer, ErrorCode.MALFORMED);
      }
    }
    try (RawPeer peer = RawPeer.welcome(uri, GROUP)) {
      peer.sendMessage(new byte[HubLimits.MESSAGE_BYTES + 1], 60_000);
      assertEnds(peer, ErrorCode.MALFORMED);
    }
    assertServes(uri, 1);
  }

  @Test
  void aMessageMayComeInManySmallFrames() throws IOException {
    URI uri = start();
    TestChain chain = TestChain.of(GROUP, 1);
    try (RawPeer peer = RawPeer.welcome(uri, GROUP)) {
      Message push = new Message.Push(1, TestChain.bytes(chain.next(30, 10)));
      peer.sendMessage(RawPeer.bytes(push), 1);
      assertThat(peer.receive()).isEqualTo(new Message.Pushed(1, new PushResult(30, null)));
    }
  }

  @Test
  void flippedBitsTruncationsAndNoiseCrashNothing() throws IOException {
    URI uri = start();
    Random random = new Random(20_260_101);
    List<byte[]> messages = samples();
    for (int round = 0; round < 150; round++) {
      byte[] message = messages.get(random.nextInt(messages.size())).clone();
      switch (round % 3) {
        case 0 -> message[random.nextInt(message.length)] ^= (byte) (1 << random.nextInt(8));
        case 1 -> message = java.util.Arrays.copyOf(message, 1 + random.nextInt(message.length));
        default -> random.nextBytes(message);
      }
      try (RawPeer peer = RawPeer.welcome(uri, GROUP)) {
        peer.sendMessage(message, 1 + random.nextInt(500));
        peer.socket.shutdownOutput();
        Message answer = peer.receive();
        while (answer != null) {
          answer = peer.receive();
        }
      }
    }
    for (int round = 0; round < 50; round++) {
      try (RawPeer peer = new RawPeer(uri)) {
        byte[] noise = new byte[1 + random.nextInt(10_000)];
        random.nextBytes(noise);
        peer.out.write(noise);
        peer.out.flush();
        peer.socket.shutdownOutput();
        while (peer.in.read() >= 0) {
          // until the hub ends it
        }
      } catch (java.net.SocketException e) {
        assertThat(e).hasMessageContaining("reset");
      }
    }
    assertServes(uri, 1);
    Awaitility.await().until(() -> hub.status().connections() == 0);
  }

  private static List<byte[]> samples() {
    TestChain chain = TestChain.of(GROUP, 1);
    VersionVector have = new VersionVector(Map.of(chain.log(), chain.position()));
    return java.util.stream.Stream.of(
            new Message.Hello(ByteBuffer.allocate(48)),
            new Message.AskHolding(1),
            new Message.Push(2, TestChain.bytes(chain.next(3, 100))),
            new Message.Pull(3, have, ByteBuffer.allocate(16), 1 << 20),
            new Message.PutObject(4, "snapshot-1", TestGroup.of(1).manifest(1, "snapshot-1", 99)),
            new Message.GetObject(5, "snapshot-1", 3, 100),
            new Message.Subscribe(6))
        .map(RawPeer::bytes)
        .toList();
  }

  @Test
  void requestsMayBeSentWithoutWaitingAndAreToldApartByNumber() throws IOException {
    URI uri = start();
    TestChain chain = TestChain.of(GROUP, 1);
    try (RawPeer peer = new RawPeer(uri)) {
      peer.introduce(GROUP);
      for (int request = 1; request <= 50; request++) {
        peer.send(new Message.Push(request, TestChain.bytes(chain.next(200))));
      }
      peer.send(new Message.GetObject(51, "none", 0, 1));
      assertThat(peer.receive()).isEqualTo(new Message.Welcome());
      List<Message> answers = new ArrayList<>();
      for (int i = 0; i < 51; i++) {
        answers.add(peer.receive());
      }
      assertThat(answers).contains(new Message.ObjectPart(51, null));
      for (int request = 1; request <= 50; request++) {
        assertThat(answers).contains(new Message.Pushed(request, new PushResult(1, null)));
      }
      peer.send(new Message.Pull(52, VersionVector.EMPTY, null, 1 << 20));
      assertThat(peer.receive())
          .isInstanceOfSatisfying(
              Message.Pulled.class, pulled -> assertThat(pulled.sealed()).hasSize(50));
    }
  }

  @Test
  void whoAsksTooMuchAtOnceIsEnded() throws IOException {
    URI uri = start();
    try (RawPeer peer = RawPeer.welcome(uri, GROUP)) {
      java.io.ByteArrayOutputStream flood = new java.io.ByteArrayOutputStream();
      for (int i = 1; i <= 20_000; i++) {
        byte[] ask = RawPeer.bytes(new Message.AskHolding(i));
        byte[] payload = new byte[1 + ask.length];
        System.arraycopy(ask, 0, payload, 1, ask.length);
        flood.write(peer.frame(payload));
      }
      peer.out.write(flood.toByteArray());
      peer.out.flush();
      Message answer = peer.receive();
      while (answer instanceof Message.HoldingIs) {
        answer = peer.receive();
      }
      assertThat(answer)
          .isInstanceOfSatisfying(
              Message.Failure.class,
              failure -> assertThat(failure.code()).isEqualTo(ErrorCode.TOO_MANY_REQUESTS));
    }
    assertServes(uri, 1);
  }

  @Test
  void whoAsksMoreOftenThanHisPaceIsReadMoreSlowly() throws IOException {
    URI uri = start();
    int requests = HubLimits.REQUEST_BURST + 2_000;
    int ahead = HubLimits.OUTSTANDING_REQUESTS - 1;
    try (RawPeer peer = RawPeer.welcome(uri, GROUP)) {
      for (int i = 1; i <= requests + ahead; i++) {
        if (i <= requests) {
          peer.send(new Message.Subscribe(i));
        }
        if (i > ahead) {
          assertThat(peer.receive()).isEqualTo(new Message.Subscribed(i - ahead));
        }
      }
    }
    assertServes(uri, 1);
  }

  @Test
  void aMessageThatNeverEndsIsEnded() throws IOException {
    URI uri = start();
    try (RawPeer peer = RawPeer.welcome(uri, GROUP)) {
      byte[] piece = new byte[60_000];
      piece[0] = 1;
      for (int sent = 0; sent <= HubLimits.MESSAGE_BYTES; sent += piece.length - 1) {
        peer.out.write(peer.frame(piece));
      }
      peer.out.flush();
      assertEnds(peer, ErrorCode.MALFORMED);
    }
    assertServes(uri, 1);
  }

  @Test
  void aPeerThatDoesNotReadIsDroppedAndDelaysNobody() throws IOException {
    URI uri = start(new HubTimings(5_000, 500));
    TestChain chain = TestChain.of(GROUP, 1);
    try (Relay writer = relay(uri, GROUP);
        RawPeer lazy = new RawPeer(uri, 4_096)) {
      for (int i = 0; i < 6; i++) {
        assertThat(writer.push(chain.next(16, 60_000)).accepted()).isEqualTo(16);
      }
      lazy.introduce(GROUP);
      for (int request = 1; request <= 60; request++) {
        lazy.send(new Message.Pull(request, VersionVector.EMPTY, null, 1 << 20));
      }
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                assertThat(writer.holding().head().sequence(chain.log())).isEqualTo(96);
                return hub.status().connections() == 1;
              });
    }
  }

  @Test
  void pagesAreBoundedOnTheWayOutAndPushesAreCutOnTheWayIn() {
    URI uri = start();
    TestChain chain = TestChain.of(GROUP, 1);
    List<SealedBatch> batches = chain.next(60, 60_000);
    try (Relay writer = relay(uri, GROUP);
        Relay reader = relay(uri, GROUP)) {
      assertThat(writer.push(batches)).isEqualTo(new PushResult(60, null));
      List<SealedBatch> got = new ArrayList<>();
      dev.blazesync.spi.Page page = reader.pull(VersionVector.EMPTY, null, 16 << 20);
      assertThat(page.hasMore()).isTrue();
      while (true) {
        got.addAll(page.batches());
        assertThat(page.batches().stream().mapToInt(SealedBatch::length).sum())
            .isLessThanOrEqualTo(HubLimits.PAGE_BYTES);
        if (!page.hasMore()) {
          break;
        }
        page = reader.pull(VersionVector.EMPTY, page.cursor(), 16 << 20);
      }
      assertThat(got).isEqualTo(batches);
      assertThat(reader.pull(VersionVector.EMPTY, null, 1).batches()).hasSize(1);
    }
  }

  @Test
  void manyClientsOfManyGroupsAtOnce() throws Exception {
    URI uri = start();
    TestDevice.found(uri, 1, 2, 3, 4, 5, 6);
    ExecutorService threads = Executors.newFixedThreadPool(24);
    try {
      List<Future<Integer>> done = new ArrayList<>();
      Map<GroupId, Integer> expected = new HashMap<>();
      for (int client = 0; client < 24; client++) {
        GroupId group = TestChain.group(1 + client % 6);
        expected.merge(group, 40, Integer::sum);
        int origin = client;
        done.add(
            threads.submit(
                () -> {
                  try (Relay relay = relay(uri, group)) {
                    TestChain chain = TestChain.of(group, origin);
                    int accepted = 0;
                    for (int i = 0; i < 40; i++) {
                      accepted += relay.push(List.of(chain.next(100))).accepted();
                      relay.pull(VersionVector.EMPTY, null, 1 << 16);
                    }
                    return accepted;
                  }
                }));
      }
      for (Future<Integer> each : done) {
        assertThat(each.get()).isEqualTo(40);
      }
      assertThat(hub.status().log().batches()).isEqualTo(24 * 40);
      assertThat(hub.status().log().groups()).isEqualTo(6);
      for (Map.Entry<GroupId, Integer> group : expected.entrySet()) {
        try (Relay relay = relay(uri, group.getKey())) {
          assertThat(relay.pull(VersionVector.EMPTY, null, 1 << 20).batches())
              .hasSize(group.getValue());
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void closingAnswersWhatWasPushed() throws IOException {
    URI uri = start();
    TestChain chain = TestChain.of(GROUP, 1);
    try (RawPeer peer = RawPeer.welcome(uri, GROUP)) {
      for (int request = 1; request <= 40; request++) {
        peer.send(new Message.Push(request, TestChain.bytes(chain.next(2_000))));
      }
      Message first = peer.receive();
      assertThat(first).isInstanceOf(Message.Pushed.class);
      hub.close();
      int accepted = 1;
      for (Message next = peer.receive(); next != null; next = peer.receive()) {
        if (next instanceof Message.Pushed pushed) {
          accepted += pushed.result().accepted();
        }
      }
      start();
      assertThat(hub.status().log().batches()).isEqualTo(accepted);
    }
  }
}
