package dev.blazesync;

import dev.blazesync.engine.hub.HubOptions;
import dev.blazesync.engine.hub.HubServer;
import dev.blazesync.engine.hub.SqliteHubLog;
import dev.blazesync.engine.hub.channel.HubLimits;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** A relay server: an operation log without a database and without the group's keys. */
public final class Hub implements AutoCloseable {
  private final HubServer server;

  private Hub(HubServer server) {
    this.server = server;
  }

  /**
   * How a hub runs.
   *
   * @param listen where to accept; port 0 = any
   * @param data its folder, made with mode 0700 if missing
   * @param open whether listeners that are not loopback let anybody in; else they let in who shows
   *     an access token ({@link HubTokens})
   * @param maxDiskBytes refuse writes above this; 0 = no limit
   * @param connectionsPerAddress how many at a time from one IPv4 address or IPv6 /64; 0 = the
   *     usual number, 6,000 of the 8,192 a hub serves
   */
  public record Options(
      List<URI> listen, Path data, boolean open, long maxDiskBytes, int connectionsPerAddress) {
    public Options {
      listen = List.copyOf(listen);
    }

    /** With the usual number of connections from one address. */
    public Options(List<URI> listen, Path data, boolean open, long maxDiskBytes) {
      this(listen, data, open, maxDiskBytes, 0);
    }
  }

  /** What a hub holds. */
  public record HubStatus(long groups, long batches, long bytes, int connections) {}

  /**
   * @throws dev.blazesync.spi.UnavailableException if a port is taken or the folder cannot be used
   * @throws dev.blazesync.spi.BusyException if another hub works in the folder
   * @throws dev.blazesync.spi.ConfigurationException if a listener is not loopback, not {@code
   *     open}, and there is no access token that is good for anything
   * @throws dev.blazesync.spi.DamagedException if the folder's database or key file is damaged
   */
  public static Hub start(Options options) {
    long limit = options.maxDiskBytes() == 0 ? SqliteHubLog.UNLIMITED : options.maxDiskBytes();
    int perAddress =
        options.connectionsPerAddress() == 0
            ? HubLimits.CONNECTIONS_PER_NETWORK
            : options.connectionsPerAddress();
    return new Hub(
        HubServer.start(
            new HubOptions(options.listen(), options.data(), options.open(), limit, perAddress)));
  }

  /** {@return the real addresses, with the hub's key in them, in the order of the options} */
  public List<URI> addresses() {
    return server.listening();
  }

  /** {@return what people compare its key by; it stays as long as the folder's key file does} */
  public String fingerprint() {
    return server.fingerprint().toString();
  }

  public HubStatus status() {
    var now = server.status();
    return new HubStatus(
        now.log().groups(), now.log().batches(), now.log().diskBytes(), now.connections());
  }

  /** Ends in order: what was acknowledged is durable. Idempotent. */
  @Override
  public void close() {
    server.close();
  }
}
