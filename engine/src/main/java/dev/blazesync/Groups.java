package dev.blazesync;

import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.engine.hub.channel.Introduction;
import dev.blazesync.engine.join.JoinCode;
import dev.blazesync.engine.plugin.Plugins;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.Relay;
import dev.blazesync.spi.RelayContext;
import dev.blazesync.spi.RelayProvider;
import java.net.URI;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Making groups. */
public final class Groups {
  private static final int PAGE_BYTES = 1 << 20;
  private static final int TIMEOUT_MILLIS = 10_000;

  private Groups() {}

  /**
   * Makes a group and its first join code; asks each hub whether it answers. The code has the hubs'
   * keys in it: a hub whose address says no key is believed the one it shows now.
   *
   * @param hubs at least one, as {@link Hub#addresses} gave them, with {@code &token=TEXT} behind
   *     it where a hub needs an access token: the code has it in it then
   * @return the join code: keep it secret, whoever has it can join
   * @throws dev.blazesync.spi.UnavailableException if a hub does not answer
   * @throws dev.blazesync.spi.RefusedException if a hub has another key than its address says, or
   *     does not accept its token
   */
  public static String create(List<URI> hubs) {
    return create(hubs, hub -> {});
  }

  /**
   * The same.
   *
   * @param believed hears the whole address of each hub whose key was not said, for a person to
   *     compare the key with what the hub tells; an access token is still in it, so do not show all
   *     of it
   */
  public static String create(List<URI> hubs, Consumer<URI> believed) {
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
      List<URI> whole = new ArrayList<>();
      for (URI hub : hubs) {
        RelayProvider provider = plugins.relay(hub);
        URI complete = provider.complete(hub, context);
        if (!complete.equals(hub)) {
          believed.accept(complete);
        }
        try (Relay relay = provider.create(complete, context)) {
          relay.holding();
        }
        whole.add(complete);
      }
      return JoinCode.of(whole, code.seed()).encode();
    }
  }
}
