package dev.blazesync.engine.relay.tcp;

import dev.blazesync.spi.Provider;
import dev.blazesync.spi.Relay;
import dev.blazesync.spi.RelayContext;
import dev.blazesync.spi.RelayProvider;
import java.net.URI;
import java.util.Set;

/** Opens {@code tcp://host:port} and {@code unix:///path.sock}: a hub over a socket. */
public final class TcpRelayProvider implements RelayProvider {
  @Override
  public String id() {
    return "tcp";
  }

  @Override
  public int spiVersion() {
    return Provider.SPI_VERSION;
  }

  @Override
  public Set<String> schemes() {
    return Set.of("tcp", "unix");
  }

  @Override
  public Relay create(URI address, RelayContext context) {
    return new TcpRelay(HubAddress.of(address), context);
  }
}
