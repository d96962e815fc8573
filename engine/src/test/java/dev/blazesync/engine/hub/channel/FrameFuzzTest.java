package dev.blazesync.engine.hub.channel;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.UnavailableException;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import java.util.Arrays;

/** What stands on the wire, as frames and as messages. The first byte says which it is. */
class FrameFuzzTest {
  @FuzzTest(maxDuration = "10m")
  void stream(byte[] input) {
    if (input.length == 0) {
      return;
    }
    byte[] bytes = Arrays.copyOfRange(input, 1, input.length);
    int first = input[0] & 0xff;
    if (first == 'm') {
      message(bytes);
    } else {
      frames(bytes, 1 + (first & 0x7f), first >= 0x80);
    }
  }

  /** The bytes come in pieces. */
  private static void frames(byte[] bytes, int piece, boolean small) {
    int limit = small ? 100 : HubLimits.MESSAGE_BYTES;
    MemoryBudget budget = new MemoryBudget(2L * limit);
    EmbeddedChannel channel =
        new EmbeddedChannel(
            new FrameDecoder(HubLimits.FRAME_BYTES),
            new ChannelCipher(),
            new MessageDecoder(limit, budget));
    try {
      for (int at = 0; at < bytes.length; at += piece) {
        int end = Math.min(bytes.length, at + piece);
        channel.writeInbound(Unpooled.wrappedBuffer(Arrays.copyOfRange(bytes, at, end)));
      }
    } catch (DecoderException e) {
      if (!isAllowed(e.getCause())) {
        throw e;
      }
    } finally {
      channel.finishAndReleaseAll();
    }
    assertThat(budget.take(2L * limit)).as("all memory is given back").isTrue();
  }

  private static boolean isAllowed(Throwable cause) {
    return cause instanceof ProtocolException || cause instanceof UnavailableException;
  }

  /** One message; what is read and known is written again, and read as the same. */
  private static void message(byte[] bytes) {
    Message message;
    try {
      message = Messages.read(bytes);
    } catch (ProtocolException e) {
      // what bad bytes are to end in
      return;
    }
    if (message instanceof Message.Unknown || message instanceof Message.OtherVersion) {
      // never sent
      return;
    }
    assertThat(Messages.read(Messages.bytes(message))).isEqualTo(message);
  }
}
