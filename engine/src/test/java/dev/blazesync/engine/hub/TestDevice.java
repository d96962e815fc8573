package dev.blazesync.engine.hub;

import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.engine.hub.channel.Introduction;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.RelayContext;
import java.security.SecureRandom;

/** Devices that prove who they are. */
public final class TestDevice {
  private TestDevice() {}

  /** {@return the context of a new device's relays} */
  public static RelayContext context(GroupId group, int timeoutMillis) {
    DeviceKeys keys = DeviceKeys.generate(new SecureRandom());
    return new RelayContext(
        group,
        keys.nodeId(),
        1 << 20,
        timeoutMillis,
        transcript -> Introduction.prove(keys, transcript));
  }
}
