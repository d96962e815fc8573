package dev.blazesync.engine.admin;

import dev.blazesync.Role;
import dev.blazesync.engine.crypto.DeviceKeyFile;
import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.engine.hub.channel.Introduction;
import dev.blazesync.engine.join.JoinCode;
import dev.blazesync.engine.membership.ChainObject;
import dev.blazesync.engine.membership.Entry;
import dev.blazesync.engine.membership.Founding;
import dev.blazesync.engine.membership.InviteSeed;
import dev.blazesync.engine.plugin.Plugins;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Relay;
import dev.blazesync.spi.RelayContext;
import dev.blazesync.spi.RelayProvider;
import dev.blazesync.spi.UnavailableException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Makes groups. Blocks. */
public final class GroupMaking {
  private static final int PAGE_BYTES = 1 << 20;
  private static final int TIMEOUT_MILLIS = 10_000;

  private final Plugins plugins;
  private final SecureRandom random = new SecureRandom();

  public GroupMaking(Plugins plugins) {
    this.plugins = plugins;
  }

  /**
   * Makes a group, which is done when the first hub has its first entry.
   *
   * @param first what the first device becomes
   * @param recovery where the recovery key is written; null = the group has none
   * @param believed hears the whole address of each hub whose key was not said
   * @return the text of the first join code
   */
  public String create(
      List<URI> hubs, Role first, @Nullable Path recovery, Consumer<URI> believed) {
    if (hubs.isEmpty()) {
      throw new ConfigurationException("a group needs at least one hub");
    }
    try (InviteSeed seed = InviteSeed.generate(random);
        DeviceKeys passing = DeviceKeys.generate(random)) {
      Entry begin = begin(seed, first, recovery);
      boolean made = false;
      try {
        List<URI> whole = new ArrayList<>();
        for (URI hub : hubs) {
          whole.add(reached(hub, begin, passing, whole.isEmpty(), believed));
        }
        String code =
            new JoinCode(whole, begin.group(), seed.toBytes(), 0, begin.id(), 0, 1, Map.of())
                .encode();
        made = true;
        return code;
      } finally {
        if (!made) {
          remove(recovery);
        }
      }
    }
  }

  /** The key of a group that there is not would only be in the way of the next attempt. */
  private static void remove(@Nullable Path recovery) {
    try {
      if (recovery != null) {
        Files.deleteIfExists(recovery);
      }
    } catch (IOException e) {
      throw new UnavailableException("the file " + recovery + " is of no use: remove it", e);
    }
  }

  private Entry begin(InviteSeed seed, Role first, @Nullable Path recovery) {
    boolean server = first == Role.SERVER;
    if (recovery == null) {
      return Founding.create(seed, server, 0, null, random);
    }
    try (DeviceKeys key = DeviceKeys.generate(random)) {
      DeviceKeyFile.create(recovery, key, random);
      return Founding.create(seed, server, 0, key.publicKeys(), random);
    }
  }

  /** {@return the hub's whole address} */
  private URI reached(
      URI hub, Entry begin, DeviceKeys passing, boolean deciding, Consumer<URI> believed) {
    RelayContext context = context(begin.group(), passing);
    RelayProvider provider = plugins.relay(hub);
    URI complete = provider.complete(hub, context);
    if (!complete.equals(hub)) {
      believed.accept(complete);
    }
    try (Relay relay = provider.create(complete, context)) {
      if (deciding) {
        new ChainAtRelay(relay, begin.group()).begin(begin);
      } else {
        relay.getObject(ChainObject.name(0), 0, 1);
      }
    }
    return complete;
  }

  private static RelayContext context(GroupId group, DeviceKeys passing) {
    return new RelayContext(
        group,
        passing.nodeId(),
        PAGE_BYTES,
        TIMEOUT_MILLIS,
        transcript -> Introduction.prove(passing, transcript));
  }
}
