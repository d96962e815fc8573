package dev.blazesync.engine.relay.tcp;

import dev.blazesync.engine.crypto.Fingerprint;
import dev.blazesync.engine.hub.HubOptions;
import dev.blazesync.engine.hub.channel.HubHandshake.Transport;
import dev.blazesync.engine.join.AccessToken;
import dev.blazesync.engine.join.PinnedAddress;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.RefusedException;
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
 * @param key the hub's; null = not known yet, and any will do
 * @param token what it lets this device in by; null = none. A secret, told to the hub alone
 */
record HubAddress(URI uri, @Nullable Fingerprint key, @Nullable AccessToken token) {
  private static final int MAX_PORT = 65_535;

  /**
   * @param address with {@code ?key=FINGERPRINT} behind it, and {@code &token=TOKEN} if it has one
   */
  static HubAddress of(URI address) {
    PinnedAddress pinned = PinnedAddress.of(address);
    return new HubAddress(pinned.bare(), pinned.key(), pinned.token());
  }

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

  /**
   * @throws RefusedException if {@code shown} is not the key this hub is known by
   */
  void check(Fingerprint shown) {
    if (key != null && !key.equals(shown)) {
      throw new RefusedException(
          "the hub "
              + uri
              + " has the key "
              + shown
              + ", but its address says "
              + key
              + ": somebody may be in between, or the hub was set up anew; ask who runs it, and"
              + " give the address with the new key (--peer) only if they say so");
    }
  }

  /**
   * {@return the same}
   *
   * @throws ConfigurationException if the key is not known
   */
  HubAddress pinned() {
    if (key == null) {
      throw new ConfigurationException(
          "the address "
              + uri
              + " has no key, so any machine could pass for that hub: write "
              + uri
              + "?key=FINGERPRINT; the hub tells it when it starts");
    }
    return this;
  }

  HubAddress with(Fingerprint other) {
    return new HubAddress(uri, other, token);
  }

  /** {@return all of it, the token too: not for people} */
  URI toUri() {
    return new PinnedAddress(uri, key, token).toUri();
  }

  Transport transport() {
    return Transport.of(String.valueOf(uri.getScheme()));
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

  /** {@return the token's secret; empty if there is none} */
  byte[] tokenSecret() {
    return token == null ? new byte[0] : token.secret();
  }

  /** The address as people read it. */
  @Override
  public String toString() {
    return uri.toString();
  }
}
