package dev.blazesync.engine.hub;

import dev.blazesync.engine.codec.WireWriter;
import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.engine.crypto.X25519KeyPair;
import dev.blazesync.engine.hub.channel.HubHandshake;
import dev.blazesync.engine.hub.channel.HubHandshake.Transport;
import dev.blazesync.engine.hub.channel.Introduction;
import dev.blazesync.engine.hub.channel.LinkMemory;
import dev.blazesync.engine.hub.channel.Message;
import dev.blazesync.engine.hub.channel.MessageCodec;
import dev.blazesync.engine.noise.ChannelHandshake;
import dev.blazesync.engine.noise.SecureChannel;
import dev.blazesync.spi.GroupId;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.util.function.UnaryOperator;

/** A peer written from the protocol's description alone: blocking, and able to misbehave. */
final class RawPeer implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;

  /** Who it says it is: at first, a member of a {@link TestGroup}. */
  DeviceKeys device = TestGroup.of(1).member(1);

  final Socket socket;
  final DataInputStream in;
  final DataOutputStream out;
  private final LinkMemory received = new LinkMemory();
  private SecureChannel channel;

  RawPeer(URI hub) throws IOException {
    this(hub, 0);
  }

  /**
   * @param receiveBufferBytes 0 = usual
   */
  RawPeer(URI hub, int receiveBufferBytes) throws IOException {
    socket = SocketChannel.open().socket();
    if (receiveBufferBytes > 0) {
      socket.setReceiveBufferSize(receiveBufferBytes);
    }
    socket.connect(new java.net.InetSocketAddress(hub.getHost(), hub.getPort()), PATIENCE_MILLIS);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    in = new DataInputStream(socket.getInputStream());
    out = new DataOutputStream(socket.getOutputStream());
  }

  /** Connects, shakes hands and is welcome. */
  static RawPeer welcome(URI hub, GroupId group) throws IOException {
    return welcome(hub, group, TestGroup.of(1).member(1));
  }

  static RawPeer welcome(URI hub, GroupId group, DeviceKeys device) throws IOException {
    RawPeer peer = new RawPeer(hub);
    peer.device = device;
    peer.introduce(group);
    if (!(peer.receive() instanceof Message.Welcome)) {
      throw new IOException("not welcome");
    }
    return peer;
  }

  /** Shakes hands, showing an access token. */
  void introduce(GroupId group, byte[] token) throws IOException {
    introduce(
        transcript -> Introduction.encode(group, Introduction.prove(device, transcript), token));
  }

  /** Shakes hands, and does not wait whether it is welcome. */
  void introduce(GroupId group) throws IOException {
    introduce(transcript -> Introduction.encode(group, Introduction.prove(device, transcript)));
  }

  /**
   * The same, saying anything.
   *
   * @param says what message 3 carries, given the transcript
   */
  void introduce(UnaryOperator<byte[]> says) throws IOException {
    introduce(says, null);
  }

  private void introduce(UnaryOperator<byte[]> says, byte[] instead) throws IOException {
    ChannelHandshake handshake =
        HubHandshake.node(
            Transport.TCP,
            X25519KeyPair.generate(new SecureRandom()),
            (hubKey, transcript) -> says.apply(transcript));
    send(new Message.Hello(ByteBuffer.wrap(handshake.start())));
    if (!(receive() instanceof Message.HubKeyIs answer)) {
      throw new IOException("no answer to the hello");
    }
    byte[] second = new byte[answer.handshake().remaining()];
    answer.handshake().get(second);
    byte[] third = handshake.receive(second).orElseThrow();
    send(new Message.Introduce(ByteBuffer.wrap(instead == null ? third : instead)));
    channel = instead == null ? handshake.channel() : null;
  }

  /** {@return the message as the first on a connection, which is good at any time} */
  static byte[] bytes(Message message) {
    WireWriter writer = new WireWriter();
    MessageCodec.encode(message, writer, new LinkMemory());
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
      byte[] payload = new byte[1 + piece];
      payload[0] = (byte) (from + piece < message.length ? 1 : 0);
      System.arraycopy(message, from, payload, 1, piece);
      to.write(frame(payload));
    }
    out.write(frames.toByteArray());
    out.flush();
  }

  /** Says hello, then {@code rest} in place of message 3, in the clear. */
  void introduceUnsealed(byte[] rest) throws IOException {
    introduce(transcript -> new byte[0], rest);
  }

  /** {@return the payload as a frame, sealed if hands are shaken} */
  byte[] frame(byte[] payload) {
    byte[] sealed = channel == null ? payload : channel.seal(payload);
    return ByteBuffer.allocate(2 + sealed.length)
        .putShort((short) sealed.length)
        .put(sealed)
        .array();
  }

  /** {@return the next message; null when the hub has closed the connection} */
  Message receive() throws IOException {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    try {
      int flags;
      do {
        byte[] payload = new byte[in.readUnsignedShort()];
        in.readFully(payload);
        payload = channel == null ? payload : channel.open(payload);
        flags = payload[0];
        message.write(payload, 1, payload.length - 1);
      } while (flags == 1);
    } catch (EOFException | SocketException e) {
      return null;
    }
    return MessageCodec.decode(message.toByteArray(), received);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
