package dev.blazesync.engine.hub;

import dev.blazesync.spi.Nullable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/**
 * Where connections come from, as far as limits go: an IPv4 address, or the first 64 bits of an
 * IPv6 address, which is what one customer gets.
 */
record RemoteNetwork(boolean six, long prefix) {
  private static final int FOUR_BYTES = 4;

  /** {@return that of an address; null if it has none, as on a Unix domain socket} */
  static @Nullable RemoteNetwork of(@Nullable SocketAddress address) {
    if (!(address instanceof InetSocketAddress socket) || socket.isUnresolved()) {
      return null;
    }
    InetAddress host = socket.getAddress();
    ByteBuffer bytes = ByteBuffer.wrap(host.getAddress());
    return bytes.remaining() == FOUR_BYTES
        ? new RemoteNetwork(false, bytes.getInt())
        : new RemoteNetwork(true, bytes.getLong());
  }
}
