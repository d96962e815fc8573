package dev.blazesync.engine.hub.channel;

import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioChannelOption;
import java.io.IOException;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import jdk.net.ExtendedSocketOptions;

/**
 * TCP options by which each side notices, within two minutes, that the other's machine is gone. The
 * system's own patience is two hours on most.
 */
public final class KeepAlive {
  private static final Map<ChannelOption<Object>, Object> OPTIONS = supported();

  private KeepAlive() {}

  /** {@return options for a TCP channel, those that this system has} */
  public static Map<ChannelOption<Object>, Object> options() {
    return OPTIONS;
  }

  private static Map<ChannelOption<Object>, Object> supported() {
    Map<ChannelOption<Object>, Object> options = new LinkedHashMap<>();
    put(options, ChannelOption.SO_KEEPALIVE, true);
    Set<SocketOption<?>> known = known();
    Map<SocketOption<Integer>, Integer> wanted =
        Map.of(
            ExtendedSocketOptions.TCP_KEEPIDLE,
            HubLimits.KEEP_ALIVE_IDLE_SECONDS,
            ExtendedSocketOptions.TCP_KEEPINTERVAL,
            HubLimits.KEEP_ALIVE_INTERVAL_SECONDS,
            ExtendedSocketOptions.TCP_KEEPCOUNT,
            HubLimits.KEEP_ALIVE_COUNT);
    wanted.forEach(
        (option, value) -> {
          if (known.contains(option)) {
            put(options, NioChannelOption.of(option), value);
          }
        });
    return Map.copyOf(options);
  }

  @SuppressWarnings("unchecked") // a value is only ever put beside an option of its type
  private static <T> void put(
      Map<ChannelOption<Object>, Object> options, ChannelOption<T> option, T value) {
    options.put((ChannelOption<Object>) option, value);
  }

  private static Set<SocketOption<?>> known() {
    try (SocketChannel probe = SocketChannel.open()) {
      return probe.supportedOptions();
    } catch (IOException e) {
      // Sockets will say so themselves when one is needed.
      return Set.of();
    }
  }
}
