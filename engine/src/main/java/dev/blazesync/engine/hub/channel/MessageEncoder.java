package dev.blazesync.engine.hub.channel;

import dev.blazesync.engine.codec.WireWriter;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToMessageEncoder;
import java.util.List;

/** Writes messages, and cuts them into clear payloads as {@link MessageDecoder} draws. */
public final class MessageEncoder extends MessageToMessageEncoder<Message> {
  private static final int PIECE_BYTES = HubLimits.FRAME_CLEAR_BYTES - 1;

  public MessageEncoder() {
    super(Message.class);
  }

  @Override
  protected void encode(ChannelHandlerContext context, Message message, List<Object> out) {
    WireWriter writer = new WireWriter();
    MessageCodec.encode(message, writer);
    byte[] bytes = writer.toBytes();
    for (int from = 0; from < bytes.length; from += PIECE_BYTES) {
      int piece = Math.min(PIECE_BYTES, bytes.length - from);
      ByteBuf payload = context.alloc().buffer(1 + piece);
      payload.writeByte(from + piece < bytes.length ? 1 : 0).writeBytes(bytes, from, piece);
      out.add(payload);
    }
  }
}
