package dev.blazesync.engine.relay.tcp;

import dev.blazesync.engine.crypto.Fingerprint;
import dev.blazesync.engine.crypto.X25519KeyPair;
import dev.blazesync.engine.hub.channel.HubHandshake;
import dev.blazesync.engine.hub.channel.Introduction;
import dev.blazesync.engine.hub.channel.Message;
import dev.blazesync.engine.noise.ChannelHandshake;
import dev.blazesync.engine.noise.SecureChannel;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.RelayContext;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.function.Consumer;

/** A node's side of one handshake with a hub. By one thread at a time. */
final class NodeHandshaking implements AutoCloseable {
  /** New for each connection: who the device is, its signature says. */
  private final X25519KeyPair passing = X25519KeyPair.generate(new SecureRandom());

  private final ChannelHandshake handshake;

  /**
   * @param check hears the fingerprint of the hub's key before the hub hears who we are, and throws
   *     if it is not the right one
   */
  NodeHandshaking(HubAddress address, RelayContext context, Consumer<Fingerprint> check) {
    handshake =
        HubHandshake.node(
            address.transport(),
            passing,
            (hubKey, transcript) -> {
              check.accept(Fingerprint.ofHub(hubKey));
              return Introduction.encode(
                  context.group(),
                  context.introducer().introduce(transcript),
                  address.tokenSecret());
            });
  }

  Message.Hello hello() {
    return new Message.Hello(ByteBuffer.wrap(handshake.start()));
  }

  /**
   * {@return the introduction}
   *
   * @throws ProtocolException if the answer is not of this handshake
   * @throws RuntimeException of the check
   */
  Message.Introduce introduce(Message.HubKeyIs answer) {
    byte[] frame = new byte[answer.handshake().remaining()];
    answer.handshake().duplicate().get(frame);
    return handshake
        .receive(frame)
        .map(last -> new Message.Introduce(ByteBuffer.wrap(last)))
        .orElseThrow();
  }

  /** {@return the channel, once we are introduced} */
  SecureChannel channel() {
    return handshake.channel();
  }

  @Override
  public void close() {
    handshake.close();
    passing.close();
  }
}
