package dev.blazesync.engine.hub;

import dev.blazesync.engine.hub.channel.ChannelCipher;
import dev.blazesync.engine.hub.channel.FrameDecoder;
import dev.blazesync.engine.hub.channel.FrameEncoder;
import dev.blazesync.engine.hub.channel.HubHandshake.Transport;
import dev.blazesync.engine.hub.channel.HubLimits;
import dev.blazesync.engine.hub.channel.KeepAlive;
import dev.blazesync.engine.hub.channel.MessageDecoder;
import dev.blazesync.engine.hub.channel.MessageEncoder;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.UnavailableException;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.BooleanSupplier;

/**
 * One address a hub listens on.
 *
 * @param uri with the real port
 */
record HubListener(URI uri, Channel channel) {
  private static final int BACKLOG = 1_024;
  private static final int MAX_PORT = 65_535;

  /** What the first read of a connection has room for: a hello, and little to lose on silence. */
  private static final int FIRST_READ_BYTES = 256;

  /**
   * What listeners of a hub share.
   *
   * @param open whether those that other machines reach let anybody in; else whoever has a token
   * @param hasTokens whether there is a token that lets somebody in
   * @param connections gets every connection
   */
  record House(
      boolean open,
      BooleanSupplier hasTokens,
      EventLoopGroup loops,
      HubDesk desk,
      ChannelGroup connections) {}

  /**
   * @param house what serves it
   */
  static HubListener bind(URI uri, House house) {
    return switch (String.valueOf(uri.getScheme())) {
      case "tcp" -> tcp(uri, house);
      case "unix" -> unix(uri, bootstrap(house, new Entrance(Transport.UNIX, false)));
      default ->
          throw new ConfigurationException(
              "a hub cannot listen on "
                  + uri
                  + ": write tcp://host:port (port 0 = any) or unix:///path.sock");
    };
  }

  private static ServerBootstrap bootstrap(House house, Entrance entrance) {
    HubDesk desk = house.desk();
    return new ServerBootstrap()
        .group(house.loops())
        .childOption(
            ChannelOption.RECVBUF_ALLOCATOR,
            new AdaptiveRecvByteBufAllocator(64, FIRST_READ_BYTES, 65_536))
        .childOption(
            ChannelOption.WRITE_BUFFER_WATER_MARK,
            new WriteBufferWaterMark(HubLimits.SEND_BUFFER_BYTES / 4, HubLimits.SEND_BUFFER_BYTES))
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                house.connections().add(channel);
                FrameDecoder frames = new FrameDecoder(HubLimits.HELLO_BYTES);
                MessageDecoder messages =
                    new MessageDecoder(HubLimits.HELLO_BYTES, desk.partialMessages());
                ChannelCipher cipher = new ChannelCipher();
                channel
                    .pipeline()
                    .addLast(frames, new FrameEncoder(), cipher, messages, new MessageEncoder())
                    .addLast(
                        new HubSession(
                            desk, entrance, new HubSession.Pipes(frames, cipher, messages)));
              }
            });
  }

  private static HubListener tcp(URI uri, House house) {
    if (uri.getHost() == null) {
      throw new ConfigurationException(
          "the address " + uri + " names no host: write tcp://host:port");
    }
    if (uri.getPort() > MAX_PORT) {
      throw new ConfigurationException(
          "the address " + uri + " has no valid port: expected 0 (any free one) to " + MAX_PORT);
    }
    InetAddress host = address(uri);
    boolean tokenNeeded = !house.open() && !host.isLoopbackAddress();
    if (tokenNeeded && !house.hasTokens().getAsBoolean()) {
      throw new ConfigurationException(
          "listening on "
              + uri
              + " needs an access token, which nobody has yet: make one with 'blazesync hub token"
              + " create --data DIR'; or listen on 127.0.0.1; or say --open, and every machine that"
              + " reaches it can read and write");
    }
    ServerBootstrap bootstrap = bootstrap(house, new Entrance(Transport.TCP, tokenNeeded));
    bootstrap
        .channel(NioServerSocketChannel.class)
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .childOption(ChannelOption.TCP_NODELAY, true);
    KeepAlive.options().forEach((option, value) -> bootstrap.childOption(option, value));
    int wanted = uri.getPort() < 0 ? HubOptions.DEFAULT_PORT : uri.getPort();
    Channel channel = bind(uri, bootstrap, new InetSocketAddress(host, wanted));
    int port = ((InetSocketAddress) channel.localAddress()).getPort();
    return new HubListener(URI.create("tcp://" + uri.getHost() + ":" + port), channel);
  }

  private static InetAddress address(URI uri) {
    try {
      return InetAddress.getByName(uri.getHost());
    } catch (UnknownHostException e) {
      throw new UnavailableException(
          "cannot listen on " + uri + ": this machine knows no host of that name", e);
    }
  }

  private static HubListener unix(URI uri, ServerBootstrap bootstrap) {
    if (uri.getPath() == null || uri.getPath().isEmpty()) {
      throw new ConfigurationException(
          "the address " + uri + " names no socket: write unix:///path.sock");
    }
    Path socket = Path.of(uri.getPath());
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(socket);
    try {
      Path parent = socket.toAbsolutePath().getParent();
      if (parent != null && !Files.exists(parent)) {
        Files.createDirectories(
            parent,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      removeStale(uri, socket, address);
      Channel channel = bind(uri, bootstrap.channel(NioServerDomainSocketChannel.class), address);
      Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
      return new HubListener(uri, channel);
    } catch (IOException e) {
      throw cannotListen(uri, e);
    }
  }

  /** A socket that nobody listens on any more was left by a hub that was killed. */
  private static void removeStale(URI uri, Path socket, UnixDomainSocketAddress address)
      throws IOException {
    if (!Files.exists(socket)) {
      return;
    }
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      probe.connect(address);
    } catch (IOException nobodyListens) {
      if (Files.readAttributes(socket, java.nio.file.attribute.BasicFileAttributes.class)
          .isOther()) {
        Files.delete(socket);
        return;
      }
    }
    throw new UnavailableException(
        "cannot listen on " + uri + ": it is in use; stop who uses it, or name another path");
  }

  private static Channel bind(URI uri, ServerBootstrap bootstrap, SocketAddress address) {
    ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
    if (bound.isSuccess()) {
      return bound.channel();
    }
    throw cannotListen(uri, bound.cause());
  }

  private static UnavailableException cannotListen(URI uri, Throwable cause) {
    return new UnavailableException(
        "cannot listen on "
            + uri
            + " ("
            + cause.getMessage()
            + "): if it is in use, stop who uses it or choose another port",
        cause);
  }

  /** Takes no more connections; a socket's file goes with it. */
  void close() {
    channel.close().awaitUninterruptibly(HubLimits.CLOSE_MILLIS);
    if ("unix".equals(uri.getScheme())) {
      try {
        Files.deleteIfExists(Path.of(uri.getPath()));
      } catch (IOException e) {
        // It only looks untidy: the next hub on this path removes it.
        return;
      }
    }
  }
}
