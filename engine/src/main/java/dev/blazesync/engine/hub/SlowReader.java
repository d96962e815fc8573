package dev.blazesync.engine.hub;

import dev.blazesync.spi.Nullable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Drops a peer that takes nothing of what waits for it. For its connection's event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails closes the channel, which is heard of
final class SlowReader {
  private static final Logger LOG = LoggerFactory.getLogger(SlowReader.class);

  private final int patienceMillis;
  private @Nullable Future<?> timer;

  SlowReader(int patienceMillis) {
    this.patienceMillis = patienceMillis;
  }

  /** Too much waits for the peer, from now on or still. */
  void watch(ChannelHandlerContext context) {
    if (timer == null) {
      long waiting = context.channel().bytesBeforeWritable();
      timer =
          context
              .executor()
              .schedule(() -> look(context, waiting), patienceMillis, TimeUnit.MILLISECONDS);
    }
  }

  private void look(ChannelHandlerContext context, long before) {
    timer = null;
    if (context.channel().isWritable()) {
      return;
    }
    if (context.channel().bytesBeforeWritable() < before) {
      watch(context);
    } else {
      LOG.info("dropped {}: it does not read", context.channel());
      context.close();
    }
  }

  void stop() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}
