package dev.blazesync.engine.hub;

import dev.blazesync.engine.crypto.Fingerprint;
import dev.blazesync.engine.crypto.Warming;
import dev.blazesync.engine.hub.channel.HubLimits;
import dev.blazesync.engine.join.PinnedAddress;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.SyncException;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A hub: keeps what nodes push, and gives it to the others of their group. It cannot read it.
 *
 * <p>Thread-safe. Sockets are served by a few event loops, reads of the store by {@link
 * HubLimits#READERS} threads, writes by one that lets many share a wait for the disk. All threads
 * are daemons: whoever runs a hub keeps its process alive.
 */
public final class HubServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HubServer.class);

  private final HubLog log;
  private final HubKey key;
  private final TokenGate tokens;
  private final HubDesk desk;
  private final EventLoopGroup loops;
  private final ExecutorService readers;
  private final ChannelGroup connections;
  private final List<HubListener> listeners = new ArrayList<>();
  private boolean closed;

  private HubServer(HubLog log, HubKey key, Path folder, HubTimings timings, DoorLimits limits) {
    Warming.begin();
    this.log = log;
    this.key = key;
    tokens = new TokenGate(folder, System::currentTimeMillis, timings.tokenLookMillis());
    readers =
        Executors.newFixedThreadPool(
            HubLimits.READERS, new DefaultThreadFactory("blazesync-hub-reader", true));
    Doorkeeper<HubSession> doors = new Doorkeeper<>(limits, System::nanoTime);
    desk = new HubDesk(log, key, tokens, doors, readers, timings);
    int threads = Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors()));
    loops =
        new MultiThreadIoEventLoopGroup(
            threads, new DefaultThreadFactory("blazesync-hub", true), NioIoHandler.newFactory());
    connections = new DefaultChannelGroup("blazesync-hub", GlobalEventExecutor.INSTANCE);
  }

  /**
   * Opens the data folder, then listens on every address.
   *
   * @throws dev.blazesync.spi.ConfigurationException for an address that makes no sense, or one
   *     that other machines reach without an access token or {@link HubOptions#open}; or data of a
   *     newer version
   * @throws dev.blazesync.spi.UnavailableException if an address or the folder is in use
   * @throws dev.blazesync.spi.DamagedException if the data or the key file is damaged
   */
  public static HubServer start(HubOptions options) {
    return start(options, HubTimings.USUAL);
  }

  static HubServer start(HubOptions options, HubTimings timings) {
    return start(options, timings, DoorLimits.usual(options.connectionsPerNetwork()));
  }

  static HubServer start(HubOptions options, HubTimings timings, DoorLimits limits) {
    HubLog log =
        SqliteHubLog.open(options.folder(), options.maxDiskBytes(), System::currentTimeMillis);
    HubServer server = new HubServer(log, key(options, log), options.folder(), timings, limits);
    HubListener.House house =
        new HubListener.House(
            options.open(),
            () -> TokenGate.anyUsable(options.folder(), System.currentTimeMillis()),
            server.loops,
            server.desk,
            server.connections);
    try {
      for (URI uri : options.listen()) {
        server.listeners.add(HubListener.bind(server.own(uri), house));
      }
    } catch (SyncException e) {
      server.close();
      throw e;
    }
    return server;
  }

  private static HubKey key(HubOptions options, HubLog log) {
    try {
      return HubKey.open(options.folder());
    } catch (SyncException e) {
      log.close();
      throw e;
    }
  }

  /** {@return an address to listen on, without the key, which has to be this hub's} */
  private URI own(URI uri) {
    PinnedAddress address = PinnedAddress.of(uri);
    if (address.token() != null) {
      throw new ConfigurationException(
          "the hub cannot listen on "
              + address
              + " with a token: tokens are for those who connect, leave it away");
    }
    if (address.key() != null && !address.key().equals(fingerprint())) {
      throw new ConfigurationException(
          "the hub cannot listen on "
              + uri
              + ": its key is "
              + fingerprint()
              + "; leave the key away, or use the folder of the hub that has it");
    }
    return address.bare();
  }

  /** {@return what people compare its key by} */
  public Fingerprint fingerprint() {
    return key.fingerprint();
  }

  /** {@return where it listens, with real ports and its key, in the order of the options} */
  public List<URI> listening() {
    return listeners.stream()
        .map(listener -> new PinnedAddress(listener.uri(), fingerprint()).toUri())
        .toList();
  }

  public HubStatus status() {
    return new HubStatus(listening(), desk.doors().connections(), log.status());
  }

  /**
   * Takes no more connections, makes durable and answers what was pushed, then closes everything.
   * Idempotent.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    listeners.forEach(HubListener::close);
    // Answers are on their way to the event loops when this returns, before the closing below.
    log.close();
    connections.close().awaitUninterruptibly(HubLimits.CLOSE_MILLIS);
    tokens.close();
    readers.shutdown();
    awaitReaders();
    loops
        .shutdownGracefully(0, HubLimits.CLOSE_MILLIS, TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(HubLimits.CLOSE_MILLIS);
    key.close();
  }

  private void awaitReaders() {
    try {
      if (!readers.awaitTermination(HubLimits.CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
        LOG.warn("a read of the hub's store has not ended in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
