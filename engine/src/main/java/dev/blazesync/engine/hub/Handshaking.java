package dev.blazesync.engine.hub;

import dev.blazesync.engine.hub.channel.HubHandshake;
import dev.blazesync.engine.hub.channel.HubHandshake.Transport;
import dev.blazesync.engine.hub.channel.Introduction;
import dev.blazesync.engine.hub.channel.Message;
import dev.blazesync.engine.noise.ChannelHandshake;
import dev.blazesync.engine.noise.SecureChannel;
import dev.blazesync.spi.ProtocolException;
import java.nio.ByteBuffer;

/** A hub's side of one handshake, message by message. For its connection's event loop. */
final class Handshaking implements AutoCloseable {
  private final ChannelHandshake handshake;
  private boolean begun;

  Handshaking(HubKey key, Transport transport) {
    handshake = HubHandshake.hub(transport, key.pair());
  }

  /**
   * {@return the answer to a hello}
   *
   * @throws ProtocolException if it is none, or not the first
   */
  Message.HubKeyIs answer(Message.Hello hello) {
    if (begun) {
      throw new ProtocolException("a second hello on one connection");
    }
    begun = true;
    return handshake
        .receive(bytes(hello.handshake()))
        .map(answer -> new Message.HubKeyIs(ByteBuffer.wrap(answer)))
        .orElseThrow();
  }

  /**
   * {@return the channel of a node that has shown its static key; who it is, {@link #introduction}
   * says}
   *
   * @throws ProtocolException if the message is not of this handshake
   */
  SecureChannel finish(Message.Introduce said) {
    if (!begun) {
      throw new ProtocolException("the first message must be a hello");
    }
    handshake.receive(bytes(said.handshake()));
    return handshake.channel();
  }

  /**
   * {@return who it is, verified}
   *
   * @throws ProtocolException if the device has not signed this handshake
   */
  Introduction introduction() {
    return Introduction.read(handshake.introduction(), handshake.transcript());
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  @Override
  public void close() {
    handshake.close();
  }
}
