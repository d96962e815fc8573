package dev.blazesync.engine.hub.channel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToByteEncoder;

/** Puts a payload's length before it, as {@link FrameDecoder} draws. Stateless. */
public final class FrameEncoder extends MessageToByteEncoder<ByteBuf> {
  @Override
  protected ByteBuf allocateBuffer(
      ChannelHandlerContext context, ByteBuf payload, boolean preferDirect) {
    return context.alloc().ioBuffer(2 + payload.readableBytes());
  }

  @Override
  protected void encode(ChannelHandlerContext context, ByteBuf payload, ByteBuf out) {
    if (payload.readableBytes() < 1 || payload.readableBytes() > HubLimits.FRAME_BYTES) {
      throw new IllegalArgumentException("no frame has " + payload.readableBytes() + " bytes");
    }
    out.writeShort(payload.readableBytes()).writeBytes(payload);
  }
}
