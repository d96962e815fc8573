package dev.blazesync.engine.hub;

import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.engine.hub.channel.Introduction;
import dev.blazesync.engine.relay.tcp.TcpRelayProvider;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.Relay;
import dev.blazesync.spi.RelayContext;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** Devices that prove who they are. */
public final class TestDevice {
  private TestDevice() {}

  /** {@return the context of the relays of a member of a {@link TestGroup}} */
  public static RelayContext context(GroupId group, int timeoutMillis) {
    return context(group, TestGroup.of(group).member(0), timeoutMillis);
  }

  /** Gives a hub the memberships of these {@link TestGroup}s. */
  public static void found(URI hub, int... groups) {
    for (int number : groups) {
      TestGroup group = TestGroup.of(number);
      try (Relay relay = new TcpRelayProvider().create(hub, context(group.id(), 20_000))) {
        group.put(relay);
      }
    }
  }

  /** Gives them to a hub that does not run, and has its data in this folder. */
  static void found(Path folder, int... groups) {
    URI listen = URI.create("tcp://127.0.0.1:0");
    HubOptions options = new HubOptions(List.of(listen), folder, false, SqliteHubLog.UNLIMITED);
    try (HubServer hub = HubServer.start(options)) {
      found(hub.listening().get(0), groups);
    }
  }

  public static RelayContext context(GroupId group, DeviceKeys keys, int timeoutMillis) {
    return new RelayContext(
        group,
        keys.nodeId(),
        1 << 20,
        timeoutMillis,
        transcript -> Introduction.prove(keys, transcript));
  }
}
