package dev.blazesync.engine.relay.tcp;

import dev.blazesync.spi.Provider;
import dev.blazesync.spi.Relay;
import dev.blazesync.spi.RelayContext;
import dev.blazesync.spi.RelayProvider;
import java.net.URI;
import java.util.Set;

/**
 * Opens {@code tcp://host:port?key=FINGERPRINT} and {@code unix:///path.sock?key=FINGERPRINT}: a
 * hub over a socket, which must have that key. {@code &token=TOKEN} behind it is told to that hub
 * alone.
 */
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
    return new TcpRelay(HubAddress.of(address).pinned(), context);
  }

  /** An address without a key gets the one that the hub shows. */
  @Override
  public URI complete(URI address, RelayContext context) {
    HubAddress known = HubAddress.of(address);
    return known.key() != null ? address : known.with(TcpRelay.key(known, context)).toUri();
  }
}
