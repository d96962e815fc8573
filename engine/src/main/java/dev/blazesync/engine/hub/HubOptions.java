package dev.blazesync.engine.hub;

import dev.blazesync.engine.hub.channel.HubLimits;
import dev.blazesync.spi.ConfigurationException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * How a hub runs.
 *
 * @param listen where it listens, at least one: {@code tcp://host:port} (port 0 = any) or {@code
 *     unix:///path.sock}
 * @param folder its data, made if it is not there
 * @param open whether a listener that other machines reach lets anybody in; else it lets in who
 *     shows an access token
 * @param maxDiskBytes size of the data above which nothing new is taken, at least 1 MiB; {@link
 *     SqliteHubLog#UNLIMITED} = as much as fits
 * @param connectionsPerNetwork at a time from one IPv4 address or IPv6 /64, from 1; more than
 *     {@link HubLimits#CONNECTIONS} there are not in any case
 */
public record HubOptions(
    List<URI> listen, Path folder, boolean open, long maxDiskBytes, int connectionsPerNetwork) {
  /** Where a hub listens, and a relay connects, when no port is named. */
  public static final int DEFAULT_PORT = 7411;

  public HubOptions {
    listen = List.copyOf(listen);
    if (listen.isEmpty()) {
      throw new ConfigurationException(
          "a hub needs at least one address to listen on, such as tcp://127.0.0.1:" + DEFAULT_PORT);
    }
    if (connectionsPerNetwork < 1) {
      throw new ConfigurationException(
          "a hub takes at least 1 connection from one address, not " + connectionsPerNetwork);
    }
  }

  /** With the usual number of connections from one network. */
  public HubOptions(List<URI> listen, Path folder, boolean open, long maxDiskBytes) {
    this(listen, folder, open, maxDiskBytes, HubLimits.CONNECTIONS_PER_NETWORK);
  }

  /** One listener on this machine alone. */
  public static HubOptions local(Path folder) {
    URI listen = URI.create("tcp://127.0.0.1:" + DEFAULT_PORT);
    return new HubOptions(List.of(listen), folder, false, SqliteHubLog.UNLIMITED);
  }
}
