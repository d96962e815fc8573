package dev.blazesync;

import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.engine.hub.channel.Introduction;
import dev.blazesync.engine.join.JoinCode;
import dev.blazesync.engine.plugin.Plugins;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.Relay;
import dev.blazesync.spi.RelayContext;
import java.net.URI;
import java.security.SecureRandom;
import java.util.List;

/** Making groups. */
public final class Groups {
  private static final int PAGE_BYTES = 1 << 20;
  private static final int TIMEOUT_MILLIS = 10_000;

  private Groups() {}

  /**
   * Makes a group and its first join code; asks each hub whether it answers.
   *
   * @param hubs at least one
   * @return the join code: keep it secret, whoever has it can join
   * @throws dev.blazesync.spi.UnavailableException if a hub does not answer
   */
  public static String create(List<URI> hubs) {
    if (hubs.isEmpty()) {
      throw new ConfigurationException("a group needs at least one hub");
    }
    SecureRandom random = new SecureRandom();
    JoinCode code = JoinCode.create(hubs, random);
    Plugins plugins = Plugins.load();
    try (DeviceKeys passing = DeviceKeys.generate(random)) {
      RelayContext context =
          new RelayContext(
              code.group(),
              passing.nodeId(),
              PAGE_BYTES,
              TIMEOUT_MILLIS,
              transcript -> Introduction.prove(passing, transcript));
      for (URI hub : hubs) {
        try (Relay relay = plugins.relay(hub).create(hub, context)) {
          relay.holding();
        }
      }
    }
    return code.encode();
  }
}
