package dev.blazesync.engine.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.engine.crypto.Fingerprint;
import dev.blazesync.engine.hub.channel.ErrorCode;
import dev.blazesync.engine.hub.channel.HubLimits;
import dev.blazesync.engine.hub.channel.Introduction;
import dev.blazesync.engine.hub.channel.Message;
import dev.blazesync.engine.join.PinnedAddress;
import dev.blazesync.engine.relay.tcp.TcpRelayProvider;
import dev.blazesync.engine.seal.SealedHeader;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.DamagedException;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.PushResult;
import dev.blazesync.spi.RefusedException;
import dev.blazesync.spi.Relay;
import dev.blazesync.spi.SealedBatch;
import dev.blazesync.spi.SyncException;
import dev.blazesync.spi.VersionVector;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nobody between a node and a hub reads, changes or pretends anything. */
final class HubChannelIT {
  private static final GroupId GROUP = TestChain.group(1);
  private static final String CANARY = "snapshot-canary-4711";

  @TempDir Path temporary;
  private HubServer hub;

  @AfterEach
  void stop() {
    if (hub != null) {
      hub.close();
    }
  }

  private HubServer hub(String folder, HubTimings timings) {
    URI listen = URI.create("tcp://127.0.0.1:0");
    return HubServer.start(
        new HubOptions(List.of(listen), temporary.resolve(folder), false, SqliteHubLog.UNLIMITED),
        timings);
  }

  private URI start(HubTimings timings) {
    hub = hub("hub", timings);
    if (timings.equals(HubTimings.USUAL)) {
      TestDevice.found(pinned(hub), 1);
    }
    return pinned(hub);
  }

  private static URI pinned(HubServer of) {
    return PinnedAddress.of(of.listening().get(0)).with(of.fingerprint()).toUri();
  }

  private static Relay relay(URI uri, int timeoutMillis) {
    return new TcpRelayProvider().create(uri, TestDevice.context(GROUP, timeoutMillis));
  }

  @Test
  void nothingThatIsSentIsSeenOnTheWay() throws Exception {
    URI uri = start(HubTimings.USUAL);
    TestGroup group = TestGroup.of(1);
    DeviceKeys first = group.member(1);
    DeviceKeys second = group.member(2);
    SealedBatch batch = TestChain.of(GROUP, 1).next(1_000);
    ByteBuffer manifest = group.manifest(1, CANARY, 1_000);
    byte[] header = Arrays.copyOf(bytes(batch.bytes()), SealedHeader.BYTES);
    assertThat(text(header)).contains(text(GROUP.toBytes()), text(first.nodeId().toBytes()));
    try (Wire wire = Wire.recording(uri)) {
      try (Relay a =
              new TcpRelayProvider()
                  .create(wire.address(), TestDevice.context(GROUP, first, 20_000));
          Relay b =
              new TcpRelayProvider()
                  .create(wire.address(), TestDevice.context(GROUP, second, 20_000))) {
        assertThat(a.push(List.of(batch))).isEqualTo(new PushResult(1, null));
        a.putObject(CANARY, manifest.duplicate());
        assertThat(b.pull(VersionVector.EMPTY, null, 1 << 20).batches()).containsExactly(batch);
        assertThat(b.holding().objects()).containsExactly(CANARY);
        assertThat(b.getObject(CANARY, 0, 1 << 20)).isEqualTo(manifest);
        assertThat(b.getObject("membership-0", 0, 1 << 20)).isNotNull();
      }
      for (byte[] seen : List.of(wire.fromNode(), wire.fromHub())) {
        assertThat(text(seen)).hasSizeGreaterThan(1_000).doesNotContain("canary", "membership");
        assertHidden(seen, GROUP.toBytes());
        assertHidden(seen, first.publicKeys().toBytes());
        assertHidden(seen, first.nodeId().toBytes());
        assertHidden(seen, second.nodeId().toBytes());
        assertHidden(seen, SealedHeader.hash(batch.bytes()));
        assertHidden(seen, Arrays.copyOfRange(header, SealedHeader.BYTES - 32, header.length));
      }
    }
  }

  @Test
  void aLoneUpdateTakesFewBytesBothWays() throws Exception {
    URI uri = start(HubTimings.USUAL);
    TestChain chain = TestChain.of(GROUP, 1);
    List<SealedBatch> sent = new ArrayList<>();
    try (Wire wire = Wire.recording(uri);
        Relay relay = relay(wire.address(), 20_000)) {
      for (int round = 0; round < 3; round++) {
        int before = wire.fromNode().length + wire.fromHub().length;
        SealedBatch lone = chain.next(49);
        sent.add(lone);
        assertThat(relay.push(List.of(lone))).isEqualTo(new PushResult(1, null));
        int bytes = wire.fromNode().length + wire.fromHub().length - before;
        if (round > 0) {
          assertThat(bytes).isEqualTo(255);
        }
      }
      assertThat(relay.pull(VersionVector.EMPTY, null, 1 << 20).batches()).isEqualTo(sent);
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private static void assertHidden(byte[] seen, byte[] secret) {
    assertThat(text(seen)).doesNotContain(text(secret));
  }

  @Test
  void aHubWithAnotherKeyLearnsNothing() throws IOException {
    URI uri = start(HubTimings.USUAL);
    try (HubServer attacker = hub("attacker", HubTimings.USUAL);
        Wire wire = Wire.recording(attacker.listening().get(0));
        Relay relay =
            relay(PinnedAddress.of(wire.address()).with(hub.fingerprint()).toUri(), 20_000)) {
      assertThat(attacker.fingerprint()).isNotEqualTo(hub.fingerprint());
      assertThatThrownBy(relay::holding)
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining(hub.fingerprint().toString())
          .hasMessageContaining(attacker.fingerprint().toString());
      assertThat(wire.fromNode()).as("the hello, and nothing else").hasSize(59);
    }
    try (Relay relay = relay(uri, 20_000)) {
      relay.holding();
    }
  }

  @Test
  void aHubListensUnderItsOwnKeyOnly() {
    URI listen =
        URI.create("tcp://127.0.0.1:0?key=" + start(HubTimings.USUAL).getQuery().substring(4));
    HubOptions other =
        new HubOptions(List.of(listen), temporary.resolve("other"), false, SqliteHubLog.UNLIMITED);
    assertThatThrownBy(() -> HubServer.start(other))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("its key is");
    hub.close();
    hub =
        HubServer.start(
            new HubOptions(
                List.of(listen), temporary.resolve("hub"), false, SqliteHubLog.UNLIMITED));
    assertThat(hub.listening().get(0).getQuery()).isEqualTo(listen.getQuery());
  }

  @Test
  void everyBitOfTheHandshakeCounts() throws IOException {
    URI uri = start(new HubTimings(300, 10_000));
    int[] sizes = {0, 0, 0};
    try (Wire wire =
            new Wire(
                uri,
                (fromNode, number, frame) -> {
                  if (number == 0 || (fromNode && number == 1)) {
                    sizes[fromNode ? 2 * number : 1] = frame.length;
                  }
                  return frame;
                });
        Relay relay = relay(wire.address(), 20_000)) {
      relay.getObject("membership-0", 0, 1);
    }
    assertThat(sizes).containsExactly(59, 101, 230);
    IntStream.range(0, 8 * (59 + 101 + 230))
        .parallel()
        .forEach(
            bit -> {
              int frame = bit < 8 * 59 ? 0 : bit < 8 * 160 ? 1 : 2;
              flipped(uri, frame, bit - 8 * new int[] {0, 59, 160}[frame]);
            });
    assertThat(hub.status().log().groups()).isZero();
  }

  private static void flipped(URI uri, int which, int bit) {
    try (Wire wire =
            new Wire(
                uri,
                (fromNode, number, frame) -> {
                  if (fromNode == (which != 1) && number == which / 2) {
                    frame[bit / 8] ^= (byte) (1 << bit % 8);
                  }
                  return frame;
                });
        Relay relay = relay(wire.address(), 400)) {
      SealedBatch batch = TestChain.of(GROUP, 1).next(10);
      assertThatThrownBy(() -> relay.push(List.of(batch)))
          .as("frame %d, bit %d", which, bit)
          .isInstanceOf(SyncException.class)
          .isNotInstanceOf(RefusedException.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aChangedRepeatedOrSwappedFrameEndsTheConnection() throws IOException {
    URI uri = start(HubTimings.USUAL);
    byte[][] kept = new byte[1][];
    List<Wire.Change> changes =
        List.of(
            (fromNode, number, frame) -> {
              if (fromNode && number == 3) {
                frame[frame.length - 1] ^= 1;
              }
              return frame;
            },
            (fromNode, number, frame) -> {
              if (fromNode && number == 2) {
                kept[0] = frame.clone();
              }
              return fromNode && number == 3 ? kept[0] : frame;
            },
            (fromNode, number, frame) -> {
              if (!fromNode && number == 2) {
                frame[5] ^= 64;
              }
              return frame;
            });
    for (Wire.Change change : changes) {
      try (Wire wire = new Wire(uri, change);
          Relay relay = relay(wire.address(), 20_000)) {
        assertThatThrownBy(
                () -> {
                  relay.holding();
                  relay.holding();
                })
            .isInstanceOf(SyncException.class);
      }
    }
    try (Relay relay = relay(uri, 20_000)) {
      relay.holding();
    }
  }

  @Test
  void aProofIsGoodForOneHandshakeOnly() throws IOException {
    URI uri = start(HubTimings.USUAL);
    byte[][] said = new byte[1][];
    try (RawPeer honest = new RawPeer(uri)) {
      honest.introduce(
          transcript -> {
            said[0] = Introduction.encode(GROUP, Introduction.prove(honest.device, transcript));
            return said[0];
          });
      assertThat(honest.receive()).isEqualTo(new Message.Welcome());
    }
    byte[] otherKeys = said[0].clone();
    byte[] stranger = DeviceKeys.generate(new SecureRandom()).publicKeys().toBytes();
    System.arraycopy(stranger, 0, otherKeys, GroupId.BYTES, stranger.length);
    for (byte[] bad : List.of(said[0], otherKeys, new byte[0], new byte[160], new byte[3_000])) {
      try (RawPeer thief = new RawPeer(uri)) {
        thief.introduce(transcript -> bad);
        assertEnds(thief);
      }
    }
  }

  private static void assertEnds(RawPeer peer) throws IOException {
    assertThat(peer.receive())
        .isInstanceOfSatisfying(
            Message.Failure.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.HANDSHAKE));
    assertThat(peer.receive()).isNull();
  }

  @Test
  void aClientOfTheVersionWithoutEncryptionIsToldSo() throws IOException {
    URI uri = start(HubTimings.USUAL);
    try (RawPeer old = new RawPeer(uri)) {
      ByteArrayOutputStream hello = new ByteArrayOutputStream();
      hello.writeBytes(new byte[] {1, 0, 'B', 'L', 'Z', 'C', 0, 1});
      hello.writeBytes(GROUP.toBytes());
      hello.writeBytes(new byte[16]);
      old.sendMessage(hello.toByteArray(), 1_000);
      assertThat(old.receive())
          .isInstanceOfSatisfying(
              Message.Failure.class,
              failure -> {
                assertThat(failure.code()).isEqualTo(ErrorCode.VERSION);
                assertThat(failure.text()).contains("version 2").contains("not 1");
              });
      assertThat(old.receive()).isNull();
    }
  }

  @Test
  void aSlowHandshakeIsEnded() throws IOException {
    URI uri = start(new HubTimings(300, 10_000));
    try (RawPeer peer = new RawPeer(uri)) {
      peer.introduce(GROUP);
      assertThat(peer.receive()).isEqualTo(new Message.Welcome());
    }
    try (RawPeer slow = new RawPeer(uri)) {
      slow.out.write(new byte[] {0, 57, 0, 1, 0, 'B', 'L', 'Z', 'C', 0, 2});
      slow.out.flush();
      assertEnds(slow);
    }
  }

  @Test
  void noMoreIsTakenOfSomebodyUnknown() throws IOException {
    URI uri = start(HubTimings.USUAL);
    try (RawPeer peer = new RawPeer(uri)) {
      peer.sendMessage(new byte[HubLimits.HELLO_BYTES + 1], 1_000);
      assertEnds(peer);
    }
    try (RawPeer peer = new RawPeer(uri)) {
      peer.introduceUnsealed(new byte[HubLimits.HELLO_BYTES - 20]);
      assertEnds(peer);
    }
  }

  @Test
  void theKeyOfAHubStays() throws IOException {
    URI uri = start(HubTimings.USUAL);
    Fingerprint before = hub.fingerprint();
    try (Relay relay = relay(uri, 20_000)) {
      assertThat(relay.push(List.of(TestChain.of(GROUP, 1).next(1))))
          .isEqualTo(new PushResult(1, null));
    }
    Path file = temporary.resolve("hub/hub.key");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    hub.close();
    start(HubTimings.USUAL);
    assertThat(hub.fingerprint()).isEqualTo(before);
    hub.close();
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> start(HubTimings.USUAL))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("chmod 600");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    Files.writeString(file, "x");
    assertThatThrownBy(() -> start(HubTimings.USUAL))
        .isInstanceOf(DamagedException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("every device");
    Files.delete(file);
    start(HubTimings.USUAL);
    assertThat(hub.fingerprint()).isNotEqualTo(before);
  }
}
