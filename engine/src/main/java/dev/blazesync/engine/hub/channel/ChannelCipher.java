package dev.blazesync.engine.hub.channel;

import dev.blazesync.engine.noise.SecureChannel;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToMessageCodec;
import java.util.List;

/**
 * Seals and opens the payloads of frames, from the end of the handshake on; before that it lets
 * them pass. For its channel's event loop.
 */
public final class ChannelCipher extends MessageToMessageCodec<ByteBuf, ByteBuf> {
  private @Nullable SecureChannel channel;

  public ChannelCipher() {
    super(ByteBuf.class, ByteBuf.class);
  }

  /** From the next payload on, in both directions; wipes its keys in the end. */
  public void protect(SecureChannel with) {
    channel = with;
  }

  public boolean isProtecting() {
    return channel != null;
  }

  @Override
  protected void encode(ChannelHandlerContext context, ByteBuf payload, List<Object> out) {
    out.add(
        channel == null
            ? payload.retain()
            : Unpooled.wrappedBuffer(channel.seal(ByteBufUtil.getBytes(payload))));
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf payload, List<Object> out) {
    if (channel == null) {
      out.add(payload.retain());
      return;
    }
    byte[] clear = channel.open(ByteBufUtil.getBytes(payload));
    if (clear.length == 0) {
      throw new ProtocolException("a frame has nothing in it");
    }
    out.add(Unpooled.wrappedBuffer(clear));
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    if (channel != null) {
      channel.close();
    }
  }
}
