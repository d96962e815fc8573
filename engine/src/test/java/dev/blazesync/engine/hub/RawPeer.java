package dev.blazesync.engine.hub;

import dev.blazesync.engine.codec.WireWriter;
import dev.blazesync.engine.hub.channel.Message;
import dev.blazesync.engine.hub.channel.MessageCodec;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.NodeId;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;

/** A peer written from the protocol's description alone: blocking, and able to misbehave. */
final class RawPeer implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;

  final Socket socket;
  final DataInputStream in;
  final DataOutputStream out;

  RawPeer(URI hub) throws IOException {
    this(hub, 0);
  }

  /**
   * @param receiveBufferBytes 0 = usual
   */
  RawPeer(URI hub, int receiveBufferBytes) throws IOException {
    socket = new Socket();
    if (receiveBufferBytes > 0) {
      socket.setReceiveBufferSize(receiveBufferBytes);
    }
    socket.connect(new java.net.InetSocketAddress(hub.getHost(), hub.getPort()), PATIENCE_MILLIS);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    in = new DataInputStream(socket.getInputStream());
    out = new DataOutputStream(socket.getOutputStream());
  }

  /** Connects, says hello and is welcome. */
  static RawPeer welcome(URI hub, GroupId group) throws IOException {
    RawPeer peer = new RawPeer(hub);
    peer.send(new Message.Hello(group, NodeId.NONE));
    if (!(peer.receive() instanceof Message.Welcome)) {
      throw new IOException("not welcome");
    }
    return peer;
  }

  static byte[] bytes(Message message) {
    WireWriter writer = new WireWriter();
    MessageCodec.encode(message, writer);
    return writer.toBytes();
  }

  void send(Message message) throws IOException {
    sendMessage(bytes(message), 60_000);
  }

  /** In frames whose pieces have at most so many bytes. */
  void sendMessage(byte[] message, int pieceBytes) throws IOException {
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    DataOutputStream to = new DataOutputStream(frames);
    for (int from = 0; from < message.length; from += pieceBytes) {
      int piece = Math.min(pieceBytes, message.length - from);
      to.writeShort(1 + piece);
      to.writeByte(from + piece < message.length ? 1 : 0);
      to.write(message, from, piece);
    }
    out.write(frames.toByteArray());
    out.flush();
  }

  /** {@return the next message; null when the hub has closed the connection} */
  Message receive() throws IOException {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    try {
      int flags;
      do {
        byte[] payload = new byte[in.readUnsignedShort()];
        in.readFully(payload);
        flags = payload[0];
        message.write(payload, 1, payload.length - 1);
      } while (flags == 1);
    } catch (EOFException | SocketException e) {
      return null;
    }
    return MessageCodec.decode(message.toByteArray());
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
