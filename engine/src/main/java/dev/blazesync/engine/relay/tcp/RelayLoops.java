package dev.blazesync.engine.relay.tcp;

import dev.blazesync.spi.Nullable;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The event loops all socket relays of the process share; their threads start with the first relay
 * that connects and end with the last that is closed, so that an application that unloads us keeps
 * none.
 */
final class RelayLoops {
  private static final int THREADS = 2;

  private static int users;
  private static @Nullable EventLoopGroup loops;

  private RelayLoops() {}

  /** To be given back by {@link #release}. */
  static synchronized EventLoopGroup acquire() {
    users++;
    EventLoopGroup shared = loops;
    if (shared == null) {
      shared =
          new MultiThreadIoEventLoopGroup(
              THREADS,
              new DefaultThreadFactory("blazesync-relay", true),
              NioIoHandler.newFactory());
      loops = shared;
    }
    return shared;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for daemon threads to end
  static synchronized void release() {
    users--;
    EventLoopGroup shared = loops;
    if (users == 0 && shared != null) {
      loops = null;
      shared.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
  }
}
