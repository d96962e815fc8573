package dev.blazesync.engine.hub.channel;

import dev.blazesync.engine.codec.WireWriter;
import dev.blazesync.engine.crypto.Purpose;
import dev.blazesync.engine.crypto.Secret;
import dev.blazesync.engine.crypto.X25519KeyPair;
import dev.blazesync.engine.noise.ChannelHandshake;
import java.security.SecureRandom;

/** What a node and a hub agree on before their handshake: version, transport, role, shared key. */
public final class HubHandshake {
  /** What carries the connection; a number on the wire. */
  public enum Transport {
    TCP(1),
    UNIX(2);

    private final int number;

    Transport(int number) {
      this.number = number;
    }

    /**
     * {@return that of a URI's scheme}
     *
     * @param scheme {@code tcp} or {@code unix}
     */
    public static Transport of(String scheme) {
      return scheme.equals("unix") ? UNIX : TCP;
    }
  }

  /** The role of who is connected to. */
  private static final int HUB = 1;

  private static final SecureRandom RANDOM = new SecureRandom();

  private HubHandshake() {}

  /**
   * @param passing a static pair for this connection alone: the introduction says who the node is
   */
  public static ChannelHandshake node(
      Transport transport, X25519KeyPair passing, ChannelHandshake.Introduction introduction) {
    return ChannelHandshake.initiator(passing, shared(), prologue(transport), RANDOM, introduction);
  }

  /**
   * @param key of the hub
   */
  public static ChannelHandshake hub(Transport transport, X25519KeyPair key) {
    return ChannelHandshake.responder(key, shared(), prologue(transport), RANDOM);
  }

  private static byte[] prologue(Transport transport) {
    return new WireWriter(4).u16(HubLimits.PROTOCOL_VERSION).u8(transport.number).u8(HUB).toBytes();
  }

  /** No secret: a hub knows nothing of the group's. */
  private static Secret shared() {
    return Secret.of(Purpose.HUB_CHANNEL.hash());
  }
}
