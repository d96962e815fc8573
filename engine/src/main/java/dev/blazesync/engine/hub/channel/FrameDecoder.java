package dev.blazesync.engine.hub.channel;

import dev.blazesync.spi.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/**
 * Cuts the stream into frames:
 *
 * <pre>
 * offset bytes
 *      0     2  length of the payload, unsigned, 1 to 65,535
 *      2        payload
 * </pre>
 *
 * <p>Knows nothing of what a payload is: encryption stands behind it. For its channel's event loop.
 */
public final class FrameDecoder extends ByteToMessageDecoder {
  private static final int LENGTH_BYTES = 2;

  private int maxPayloadBytes;
  private boolean discarding;

  /**
   * @param maxPayloadBytes frames above it are refused as soon as their length is there
   */
  public FrameDecoder(int maxPayloadBytes) {
    this.maxPayloadBytes = maxPayloadBytes;
  }

  /** From the next frame on. */
  public void limit(int newMaxPayloadBytes) {
    maxPayloadBytes = newMaxPayloadBytes;
  }

  /** Whatever comes now is read and dropped. */
  public void discard() {
    discarding = true;
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    if (discarding) {
      in.skipBytes(in.readableBytes());
      return;
    }
    if (in.readableBytes() < LENGTH_BYTES) {
      return;
    }
    int length = in.getUnsignedShort(in.readerIndex());
    if (length == 0) {
      throw new ProtocolException("a frame has a length of 0; its payload has 1 to 65535 bytes");
    }
    if (length > maxPayloadBytes) {
      throw new ProtocolException(
          "a frame of " + length + " bytes is over the limit of " + maxPayloadBytes + " here");
    }
    if (in.readableBytes() >= LENGTH_BYTES + length) {
      in.skipBytes(LENGTH_BYTES);
      out.add(in.readRetainedSlice(length));
    }
  }
}
