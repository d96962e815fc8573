package dev.blazesync.engine.relay.memory;

import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.Provider;
import dev.blazesync.spi.Relay;
import dev.blazesync.spi.RelayContext;
import dev.blazesync.spi.RelayProvider;
import java.net.URI;
import java.util.Set;

/** Opens {@code memory:NAME}, a hub shared by name within the JVM. */
public final class MemoryRelayProvider implements RelayProvider {
  @Override
  public String id() {
    return "memory";
  }

  @Override
  public int spiVersion() {
    return Provider.SPI_VERSION;
  }

  @Override
  public Set<String> schemes() {
    return Set.of("memory");
  }

  @Override
  public Relay create(URI address, RelayContext context) {
    String name = address.getSchemeSpecificPart();
    if (name == null || name.isBlank()) {
      throw new ConfigurationException(
          "the address " + address + " names no relay in memory: write memory:NAME");
    }
    return MemoryHub.named(name).relay(context);
  }
}
