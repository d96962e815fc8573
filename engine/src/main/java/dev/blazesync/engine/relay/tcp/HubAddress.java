package dev.blazesync.engine.relay.tcp;

import dev.blazesync.engine.hub.HubOptions;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.UnavailableException;
import io.netty.channel.Channel;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;

/**
 * Where a hub is.
 *
 * @param uri {@code tcp://host:port} or {@code unix:///path.sock}
 */
record HubAddress(URI uri) {
  private static final int MAX_PORT = 65_535;

  HubAddress {
    boolean unix = "unix".equals(uri.getScheme());
    boolean whole =
        unix
            ? uri.getPath() != null && !uri.getPath().isEmpty()
            : uri.getHost() != null && uri.getPort() != 0 && uri.getPort() <= MAX_PORT;
    if (!whole) {
      throw new ConfigurationException(
          "the address "
              + uri
              + " leads to no hub: write "
              + (unix ? "unix:///path.sock" : "tcp://host:port"));
    }
  }

  boolean isTcp() {
    return !"unix".equals(uri.getScheme());
  }

  Class<? extends Channel> channelClass() {
    return isTcp() ? NioSocketChannel.class : NioDomainSocketChannel.class;
  }

  /**
   * Looks the host up, which may block.
   *
   * @throws UnavailableException if nobody knows it
   */
  SocketAddress resolve() {
    if (!isTcp()) {
      return UnixDomainSocketAddress.of(uri.getPath());
    }
    int port = uri.getPort() < 0 ? HubOptions.DEFAULT_PORT : uri.getPort();
    InetSocketAddress address = new InetSocketAddress(uri.getHost(), port);
    if (address.isUnresolved()) {
      throw new UnavailableException(
          "the hub "
              + uri
              + " cannot be reached: no host of that name is known; check the name and the network");
    }
    return address;
  }

  @Override
  public String toString() {
    return uri.toString();
  }
}
