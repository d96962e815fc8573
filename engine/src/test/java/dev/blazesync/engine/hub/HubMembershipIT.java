package dev.blazesync.engine.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.engine.hub.channel.ErrorCode;
import dev.blazesync.engine.hub.channel.Message;
import dev.blazesync.engine.membership.ChainObject;
import dev.blazesync.engine.membership.Enrolment;
import dev.blazesync.engine.membership.Entry;
import dev.blazesync.engine.membership.Group;
import dev.blazesync.engine.membership.InviteSeed;
import dev.blazesync.engine.relay.tcp.TcpRelayProvider;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.PushResult;
import dev.blazesync.spi.PushResult.Reason;
import dev.blazesync.spi.PushResult.Refused;
import dev.blazesync.spi.RefusedException;
import dev.blazesync.spi.Relay;
import dev.blazesync.spi.SealedBatch;
import dev.blazesync.spi.VersionVector;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is served over a socket, while devices come and go. */
final class HubMembershipIT {
  @TempDir Path temporary;
  private HubServer hub;
  private URI uri;
  private Group group;
  private DeviceKeys admin;
  private DeviceKeys alice;
  private GroupId id;

  @BeforeEach
  void start() {
    hub =
        HubServer.start(
            new HubOptions(
                List.of(URI.create("tcp://127.0.0.1:0")),
                temporary.resolve("hub"),
                false,
                SqliteHubLog.UNLIMITED));
    uri = hub.listening().get(0);
    Group.Founded founded = Group.founded(12);
    group = founded.group();
    admin = founded.admin();
    alice = group.add(admin, Group.CLIENT);
    id = group.membership.group();
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  private Relay relay(DeviceKeys device) {
    return new TcpRelayProvider().create(uri, TestDevice.context(id, device, 20_000));
  }

  private RawPeer peer(DeviceKeys device) throws IOException {
    return RawPeer.welcome(uri, id, device);
  }

  private void tellEverything() {
    try (Relay relay = relay(admin)) {
      TestGroup.put(group, relay);
    }
  }

  private static void put(Relay relay, Entry entry) {
    relay.putObject(ChainObject.name(entry.index()), TestGroup.bytes(entry));
  }

  private TestChain log(DeviceKeys device) {
    return new TestChain(group.sealer(device), new OriginLog(device.nodeId(), 1));
  }

  private List<Message> questions() {
    return List.of(
        new Message.AskHolding(1),
        new Message.Pull(2, VersionVector.EMPTY, null, 1 << 20),
        new Message.Push(3, TestChain.bytes(log(alice).next(1))),
        new Message.PutObject(
            4,
            "snapshot-1",
            group.objects(alice).manifest("snapshot-1", ByteBuffer.allocate(1)).bytes()),
        new Message.GetObject(5, "snapshot-1", 0, 100),
        new Message.Subscribe(6));
  }

  private void assertNoMember(RawPeer peer) throws IOException {
    for (Message question : questions()) {
      peer.send(question);
      assertThat(peer.receive())
          .isEqualTo(
              new Message.Failure(
                  question.request(),
                  ErrorCode.NOT_MEMBER,
                  "device " + peer.device.nodeId() + " is no member of group " + id));
    }
  }

  @Test
  void aStrangerReadsNothingButTheMembership() throws IOException {
    tellEverything();
    try (Relay relay = relay(alice);
        RawPeer stranger = peer(DeviceKeys.generate(group.random))) {
      relay.push(log(alice).next(3, 100));
      assertNoMember(stranger);
      stranger.send(new Message.GetObject(7, "membership-0", 0, 1 << 20));
      assertThat(stranger.receive())
          .isEqualTo(new Message.ObjectPart(7, TestGroup.bytes(group.entries.get(0))));
      stranger.send(new Message.PutObject(8, "membership-1", ByteBuffer.allocate(1)));
      assertThat(stranger.receive()).isEqualTo(new Message.ObjectKept(8));
      stranger.send(
          new Message.PutObject(9, ChainObject.name(group.entries.size()), ByteBuffer.allocate(1)));
      assertThat(stranger.receive())
          .isInstanceOfSatisfying(
              Message.Failure.class,
              failure -> assertThat(failure.code()).isEqualTo(ErrorCode.REFUSED));
    }
  }

  @Test
  void ofAGroupNeverHeardOfOnlyTheMembershipIsTaken() throws IOException {
    try (RawPeer founder = peer(admin)) {
      assertNoMember(founder);
      founder.send(new Message.GetObject(7, "membership-0", 0, 1));
      assertThat(founder.receive()).isEqualTo(new Message.ObjectPart(7, null));
      for (Entry entry : group.entries) {
        founder.send(
            new Message.PutObject(
                8 + entry.index(), ChainObject.name(entry.index()), TestGroup.bytes(entry)));
      }
      SealedBatch batch = log(admin).next(1);
      founder.send(new Message.Push(99, TestChain.bytes(batch)));
      for (Entry entry : group.entries) {
        assertThat(founder.receive()).isEqualTo(new Message.ObjectKept(8 + entry.index()));
      }
      assertThat(founder.receive()).isEqualTo(new Message.Pushed(99, new PushResult(1, null)));
    }
  }

  @Test
  void aDeviceThatLetsItselfInIsServedOnTheSameConnection() {
    InviteSeed seed = group.invite(admin, Group.CLIENT, 1);
    tellEverything();
    DeviceKeys carol = DeviceKeys.generate(group.random);
    AtomicInteger woken = new AtomicInteger();
    try (Relay a = relay(alice);
        Relay c = relay(carol)) {
      TestChain chain = log(alice);
      a.push(chain.next(2, 100));
      c.onMore(woken::incrementAndGet);
      assertThat(c.getObject("membership-0", 0, 1)).isNotNull();
      assertThatThrownBy(c::holding).isInstanceOf(RefusedException.class);
      assertThat(woken).hasValue(0);
      put(c, group.take(Enrolment.join(group.membership, seed, carol, group.random)));
      assertThat(c.holding().head().position(chain.log())).isEqualTo(chain.position());
      assertThat(woken).hasValue(1);
      a.push(List.of(chain.next(100)));
      Awaitility.await().until(() -> woken.get() == 2);
      assertThat(c.push(List.of(log(carol).next(1)))).isEqualTo(new PushResult(1, null));
    }
  }

  @Test
  void everyConnectionOfARemovedDeviceEndsAtOnce() throws IOException {
    tellEverything();
    List<SealedBatch> batches = log(alice).next(2, 100);
    Position cutOff = TestChain.position(batches.get(0));
    Message farewell =
        new Message.Failure(
            0, ErrorCode.REMOVED, "device " + alice.nodeId() + " was removed from group " + id);
    try (Relay a = relay(admin);
        RawPeer other = peer(admin);
        RawPeer first = peer(alice);
        RawPeer second = peer(alice)) {
      first.send(new Message.Push(1, TestChain.bytes(batches)));
      assertThat(first.receive()).isEqualTo(new Message.Pushed(1, new PushResult(2, null)));
      other.send(new Message.Subscribe(1));
      assertThat(other.receive()).isEqualTo(new Message.Subscribed(1));
      put(a, group.remove(admin, alice.nodeId(), Map.of(1L, cutOff)));
      for (RawPeer peer : List.of(first, second)) {
        assertThat(peer.receive()).isEqualTo(farewell);
        assertThat(peer.receive()).isNull();
      }
      assertThat(other.receive()).isEqualTo(new Message.More());
      assertThat(a.pull(VersionVector.EMPTY, null, 1 << 20).batches())
          .containsExactly(batches.get(0));
      assertThat(a.push(batches))
          .isEqualTo(new PushResult(1, new Refused(Reason.NOT_MEMBER, cutOff)));
    }
    try (RawPeer again = peer(alice)) {
      assertThat(again.receive()).isEqualTo(farewell);
      assertThat(again.receive()).isNull();
    }
  }

  @Test
  void aNodeHearsThatItWasRemoved() {
    tellEverything();
    AtomicInteger woken = new AtomicInteger();
    try (Relay a = relay(admin);
        Relay removed = relay(alice)) {
      removed.onMore(woken::incrementAndGet);
      removed.holding();
      Awaitility.await().until(() -> woken.get() == 1);
      put(a, group.remove(admin, alice.nodeId()));
      Awaitility.await().until(() -> woken.get() > 1);
      for (int round = 0; round < 3; round++) {
        assertThatThrownBy(removed::holding)
            .isInstanceOf(RefusedException.class)
            .hasMessageContaining("device " + alice.nodeId() + " was removed from group " + id);
      }
      assertThatThrownBy(() -> removed.getObject("membership-0", 0, 1))
          .isInstanceOf(RefusedException.class);
      assertThat(a.holding().head()).isEqualTo(VersionVector.EMPTY);
    }
  }
}
