package dev.blazesync.engine.hub.channel;

import dev.blazesync.engine.codec.WireWriter;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToMessageEncoder;
import java.util.List;

/**
 * Writes messages, and cuts them into clear payloads as {@link MessageDecoder} draws. What it
 * writes has to arrive in this order, and none may be left out: batches are written by what was
 * before them. For its channel's event loop.
 */
public final class MessageEncoder extends MessageToMessageEncoder<Message> {
  private static final int PIECE_BYTES = HubLimits.FRAME_CLEAR_BYTES - 1;

  private LinkMemory last = new LinkMemory();

  public MessageEncoder() {
    super(Message.class);
  }

  @Override
  protected void encode(ChannelHandlerContext context, Message message, List<Object> out) {
    WireWriter writer = new WireWriter();
    LinkMemory then = last.copy();
    MessageCodec.encode(message, writer, then);
    byte[] bytes = writer.toBytes();
    for (int from = 0; from < bytes.length; from += PIECE_BYTES) {
      int piece = Math.min(PIECE_BYTES, bytes.length - from);
      ByteBuf payload = context.alloc().buffer(1 + piece);
      payload.writeByte(from + piece < bytes.length ? 1 : 0).writeBytes(bytes, from, piece);
      out.add(payload);
    }
    last = then;
  }
}
