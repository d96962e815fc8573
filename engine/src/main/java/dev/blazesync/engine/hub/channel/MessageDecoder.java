package dev.blazesync.engine.hub.channel;

import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.UnavailableException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToMessageDecoder;
import java.util.Arrays;
import java.util.List;

/**
 * Puts messages together from clear payloads, and reads them. A payload:
 *
 * <pre>
 * offset bytes
 *      0     1  flags: 1 = the message goes on in the next frame; all other bits 0
 *      1        a piece of the message, at least 1 byte
 * </pre>
 *
 * <p>Memory grows with what has arrived, never with what is announced. For its channel's event
 * loop.
 */
public final class MessageDecoder extends MessageToMessageDecoder<ByteBuf> {
  private static final int MORE_FRAMES = 1;
  private static final byte[] NONE = {};

  private final MemoryBudget budget;
  private int maxMessageBytes;
  private byte[] partial = NONE;
  private int size;
  private LinkMemory last = new LinkMemory();

  /**
   * @param maxMessageBytes longer ones are refused as soon as they are
   * @param budget for what has arrived of messages that are not whole
   */
  public MessageDecoder(int maxMessageBytes, MemoryBudget budget) {
    super(ByteBuf.class);
    this.maxMessageBytes = maxMessageBytes;
    this.budget = budget;
  }

  /** From the next message on. */
  public void limit(int newMaxMessageBytes) {
    maxMessageBytes = newMaxMessageBytes;
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf payload, List<Object> out) {
    int flags = payload.readUnsignedByte();
    int piece = payload.readableBytes();
    if ((flags & ~MORE_FRAMES) != 0 || piece == 0) {
      throw new ProtocolException(
          "a frame has flags " + flags + " and " + piece + " bytes of message; expected 0 or 1, 1");
    }
    if (size + piece > maxMessageBytes) {
      throw new ProtocolException(
          "a message of more than " + maxMessageBytes + " bytes, which is the limit here");
    }
    boolean whole = (flags & MORE_FRAMES) == 0;
    if (whole && size == 0) {
      byte[] message = new byte[piece];
      payload.readBytes(message);
      out.add(read(message));
      return;
    }
    room(piece);
    payload.readBytes(partial, size, piece);
    size += piece;
    if (whole) {
      byte[] message = Arrays.copyOf(partial, size);
      forget();
      out.add(read(message));
    }
  }

  private Message read(byte[] message) {
    LinkMemory then = last.copy();
    Message read = MessageCodec.decode(message, then);
    last = then;
    return read;
  }

  private void room(int piece) {
    if (partial.length - size >= piece) {
      return;
    }
    int wanted = Math.min(maxMessageBytes, Math.max(size + piece, 2 * partial.length));
    if (!budget.take(wanted - partial.length)) {
      throw new UnavailableException(
          "more is being sent to this hub at once than it takes: try again later");
    }
    partial = Arrays.copyOf(partial, wanted);
  }

  private void forget() {
    budget.giveBack(partial.length);
    partial = NONE;
    size = 0;
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    forget();
  }
}
