package dev.blazesync.engine.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.engine.hub.Doorkeeper.Answer;
import dev.blazesync.engine.hub.channel.HubLimits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

final class DoorkeeperTest {
  private static final RemoteNetwork A = new RemoteNetwork(false, 1);
  private static final RemoteNetwork B = new RemoteNetwork(false, 2);

  private long nanos;

  private Doorkeeper<String> doors(int connections, int perNetwork, int unknown) {
    return new Doorkeeper<>(new DoorLimits(connections, perNetwork, unknown, 10, 3), () -> nanos);
  }

  private static RemoteNetwork network(String host) throws UnknownHostException {
    return RemoteNetwork.of(new InetSocketAddress(InetAddress.getByName(host), 7));
  }

  @Test
  void aNetworkIsAnAddressOrWhatOneCustomerGets() throws UnknownHostException {
    assertThat(network("10.0.0.1"))
        .isEqualTo(network("10.0.0.1"))
        .isNotEqualTo(network("10.0.0.2"));
    assertThat(network("2001:db8:1:2::1"))
        .isEqualTo(network("2001:db8:1:2:ffff::9"))
        .isNotEqualTo(network("2001:db8:1:3::1"));
    assertThat(network("0.0.0.0")).isNotEqualTo(network("::"));
    assertThat(RemoteNetwork.of(UnixDomainSocketAddress.of("/x"))).isNull();
    assertThat(RemoteNetwork.of(null)).isNull();
  }

  @Test
  void oneNetworkLeavesRoomForOthers() {
    Doorkeeper<String> doors = doors(5, 3, 100);
    for (int i = 0; i < 3; i++) {
      assertThat(doors.entered(A)).isEqualTo(Answer.WELCOME);
    }
    assertThat(doors.entered(A)).isEqualTo(Answer.CROWDED);
    doors.left("4", A);
    assertThat(doors.entered(B)).isEqualTo(Answer.WELCOME);
    assertThat(doors.entered(null)).isEqualTo(Answer.WELCOME);
    assertThat(doors.entered(B)).isEqualTo(Answer.FULL);
    doors.left("6", B);
    doors.left("1", A);
    assertThat(doors.entered(A)).isEqualTo(Answer.WELCOME);
    assertThat(doors.connections()).isEqualTo(5);
  }

  @Test
  void thoseWhoAreToldAreFewToo() {
    Doorkeeper<String> doors = doors(5, 1, 100);
    doors.entered(A);
    for (int i = 0; i < HubLimits.TURNED_AWAY; i++) {
      assertThat(doors.entered(A)).isIn(Answer.CROWDED, Answer.FULL);
    }
    assertThat(doors.entered(A)).isEqualTo(Answer.SHUT);
  }

  @Test
  void theOldestThatOnlyWaitsGivesWay() {
    Doorkeeper<String> doors = doors(100, 100, 2);
    assertThat(doors.waits("a")).isNull();
    assertThat(doors.waits("b")).isNull();
    doors.waitsNoMore("a");
    assertThat(doors.waits("c")).isNull();
    assertThat(doors.waits("d")).isEqualTo("b");
    doors.entered(A);
    doors.left("c", A);
    assertThat(doors.waits("e")).isNull();
    assertThat(doors.waits("f")).isEqualTo("d");
  }

  @Test
  void handshakesArePacedByNetworkAlsoOverReconnections() {
    Doorkeeper<String> doors = doors(100, 100, 100);
    for (int i = 0; i < 3; i++) {
      doors.entered(A);
      assertThat(doors.mayShakeHands(A)).isTrue();
      doors.left("a", A);
    }
    doors.entered(A);
    assertThat(doors.mayShakeHands(A)).isFalse();
    assertThat(doors.mayShakeHands(B)).isTrue();
    for (int i = 0; i < 10; i++) {
      assertThat(doors.mayShakeHands(null)).isTrue();
    }
    nanos += 100_000_000;
    assertThat(doors.mayShakeHands(A)).isTrue();
    assertThat(doors.mayShakeHands(A)).isFalse();
  }

  @Test
  void networksThatAreGoneAreForgottenWhenThereAreMany() {
    Doorkeeper<String> doors = doors(100_000, 10, 100_000);
    for (int i = 0; i < 3 * HubLimits.NETWORKS; i++) {
      RemoteNetwork from = new RemoteNetwork(true, i);
      doors.entered(from);
      doors.mayShakeHands(from);
      doors.left("x", from);
      assertThat(doors.networks()).isLessThanOrEqualTo(HubLimits.NETWORKS);
    }
    assertThat(doors.connections()).isZero();
    nanos += 1_000_000_000;
    doors.entered(A);
    doors.mayShakeHands(A);
    nanos += 1_000_000_000;
    int before = doors.networks();
    doors.left("x", A);
    assertThat(doors.networks()).isLessThan(before);
  }
}
