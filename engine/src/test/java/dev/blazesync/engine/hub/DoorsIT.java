package dev.blazesync.engine.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.engine.hub.channel.ErrorCode;
import dev.blazesync.engine.hub.channel.Message;
import dev.blazesync.spi.GroupId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Too many at a hub's doors. */
final class DoorsIT {
  private static final GroupId GROUP = TestChain.group(1);

  @TempDir Path temporary;
  private HubServer hub;

  @AfterEach
  void stop() {
    hub.close();
  }

  private URI start(DoorLimits limits) {
    TestDevice.found(temporary, 1);
    URI listen = URI.create("tcp://127.0.0.1:0");
    HubOptions options =
        new HubOptions(List.of(listen), temporary, false, SqliteHubLog.UNLIMITED, 3);
    hub =
        HubServer.start(
            options,
            HubTimings.USUAL,
            limits == null ? DoorLimits.usual(options.connectionsPerNetwork()) : limits);
    return hub.listening().get(0);
  }

  private static void assertTurnedAway(RawPeer peer) throws IOException {
    assertThat(peer.receive())
        .isInstanceOfSatisfying(
            Message.Failure.class, failure -> assertThat(failure.code()).isEqualTo(ErrorCode.BUSY));
    assertThat(peer.receive()).isNull();
  }

  @Test
  void oneAddressGetsSoManyConnections() throws IOException {
    URI uri = start(null);
    try (RawPeer first = RawPeer.welcome(uri, GROUP);
        RawPeer second = RawPeer.welcome(uri, GROUP);
        RawPeer third = RawPeer.welcome(uri, GROUP);
        RawPeer fourth = new RawPeer(uri)) {
      assertTurnedAway(fourth);
      third.socket.close();
      second.socket.close();
      Awaitility.await().until(() -> hub.status().connections() == 1);
      RawPeer.welcome(uri, GROUP).close();
      first.send(new Message.AskHolding(1));
      assertThat(first.receive()).isInstanceOf(Message.HoldingIs.class);
    }
    Awaitility.await().until(() -> hub.status().connections() == 0);
  }

  @Test
  void aHubServesSoManyConnections() throws IOException {
    URI uri = start(new DoorLimits(1, 10, 10, 100, 100));
    try (RawPeer first = RawPeer.welcome(uri, GROUP);
        RawPeer second = new RawPeer(uri)) {
      assertTurnedAway(second);
      first.send(new Message.AskHolding(1));
      assertThat(first.receive()).isInstanceOf(Message.HoldingIs.class);
    }
  }

  @Test
  void whoOnlyWaitsKeepsNobodyOut() throws IOException {
    URI uri = start(new DoorLimits(100, 100, 2, 100, 100));
    try (RawPeer oldest = new RawPeer(uri)) {
      Awaitility.await().until(() -> hub.status().connections() == 1);
      try (RawPeer older = new RawPeer(uri)) {
        Awaitility.await().until(() -> hub.status().connections() == 2);
        try (RawPeer honest = RawPeer.welcome(uri, GROUP);
            RawPeer another = RawPeer.welcome(uri, GROUP)) {
          assertTurnedAway(oldest);
          honest.send(new Message.AskHolding(1));
          assertThat(honest.receive()).isInstanceOf(Message.HoldingIs.class);
          another.send(new Message.AskHolding(1));
          assertThat(another.receive()).isInstanceOf(Message.HoldingIs.class);
          assertThat(older.socket.isClosed()).isFalse();
        }
      }
    }
  }

  @Test
  void aFloodOfHandshakesIsTurnedAwayBeforeItCostsMuch() throws IOException {
    URI uri = start(new DoorLimits(100, 100, 100, 1, 3));
    try (RawPeer before = RawPeer.welcome(uri, GROUP)) {
      int turnedAway = 0;
      for (int i = 0; i < 20; i++) {
        try (RawPeer peer = new RawPeer(uri)) {
          peer.send(new Message.Hello(java.nio.ByteBuffer.allocate(48)));
          Message answer = peer.receive();
          assertThat(answer).isInstanceOf(Message.Failure.class);
          turnedAway += ((Message.Failure) answer).code() == ErrorCode.BUSY ? 1 : 0;
        }
      }
      assertThat(turnedAway).isPositive();
      before.send(new Message.AskHolding(1));
      assertThat(before.receive()).isInstanceOf(Message.HoldingIs.class);
    }
  }
}
