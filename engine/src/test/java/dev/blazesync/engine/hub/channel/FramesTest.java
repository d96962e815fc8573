package dev.blazesync.engine.hub.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.UnavailableException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

final class FramesTest {
  private static final int HEADER_BYTES = 2;

  private static EmbeddedChannel channel(int maxMessageBytes, MemoryBudget budget) {
    return new EmbeddedChannel(
        new FrameDecoder(HubLimits.FRAME_BYTES),
        new FrameEncoder(),
        new MessageDecoder(maxMessageBytes, budget),
        new MessageEncoder());
  }

  private static EmbeddedChannel channel() {
    return channel(HubLimits.MESSAGE_BYTES, new MemoryBudget(HubLimits.MESSAGE_BYTES));
  }

  private static ByteBuf written(Message message) {
    EmbeddedChannel channel = channel();
    channel.writeOutbound(message);
    ByteBuf all = Unpooled.buffer();
    for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
      all.writeBytes(next);
      next.release();
    }
    channel.finishAndReleaseAll();
    return all;
  }

  @Test
  void messagesPassWhateverTheStreamIsCutInto() {
    for (Message message : Messages.all()) {
      for (int cut : new int[] {1, 2, 3, 1_000_000}) {
        EmbeddedChannel channel = channel();
        ByteBuf stream = written(message);
        while (stream.isReadable()) {
          channel.writeInbound(stream.readBytes(Math.min(cut, stream.readableBytes())));
        }
        assertThat((Message) channel.readInbound()).isEqualTo(message);
        channel.finishAndReleaseAll();
      }
    }
  }

  @Test
  void aLongMessageSpansFramesThatLeaveRoomForATag() {
    Message message = new Message.PutObject(1, "x", ByteBuffer.allocate(HubLimits.OBJECT_BYTES));
    ByteBuf stream = written(message);
    int frames = 0;
    for (int at = 0; at < stream.writerIndex(); frames++) {
      int length = stream.getUnsignedShort(at);
      assertThat(length).isBetween(1, HubLimits.FRAME_CLEAR_BYTES);
      at += HEADER_BYTES + length;
      assertThat(stream.getByte(at - length)).isEqualTo((byte) (at < stream.writerIndex() ? 1 : 0));
    }
    assertThat(frames).isEqualTo(17);
    EmbeddedChannel channel = channel();
    channel.writeInbound(stream);
    assertThat((Message) channel.readInbound()).isEqualTo(message);
    channel.finishAndReleaseAll();
  }

  @Test
  void aFrameOverTheLimitIsRefusedBeforeItsBytesCome() {
    EmbeddedChannel channel = new EmbeddedChannel(new FrameDecoder(100));
    assertThatThrownBy(() -> channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {0, 101})))
        .isInstanceOf(DecoderException.class)
        .hasCauseInstanceOf(ProtocolException.class);
    channel.finishAndReleaseAll();
  }

  @Test
  void afterDiscardNothingComesThrough() {
    FrameDecoder frames = new FrameDecoder(100);
    EmbeddedChannel channel = new EmbeddedChannel(frames);
    frames.discard();
    assertThat(channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {0, 1, 0, 0, 0}))).isFalse();
    channel.finishAndReleaseAll();
  }

  @Test
  void aMessageOverTheLimitIsRefusedAsSoonAsItIs() {
    EmbeddedChannel channel = channel(100, new MemoryBudget(1_000));
    ByteBuf piece = Unpooled.buffer().writeShort(61).writeByte(1).writeBytes(new byte[60]);
    channel.writeInbound(piece.copy());
    assertThatThrownBy(() -> channel.writeInbound(piece))
        .isInstanceOf(DecoderException.class)
        .hasCauseInstanceOf(ProtocolException.class)
        .hasMessageContaining("100 bytes");
    channel.finishAndReleaseAll();
  }

  @Test
  void messagesThatAreNotWholeShareABudgetAndGiveItBack() {
    MemoryBudget budget = new MemoryBudget(150);
    ByteBuf piece = Unpooled.buffer().writeShort(101).writeByte(1).writeBytes(new byte[100]);
    EmbeddedChannel first = channel(1_000, budget);
    first.writeInbound(piece.copy());
    EmbeddedChannel second = channel(1_000, budget);
    assertThatThrownBy(() -> second.writeInbound(piece.copy()))
        .isInstanceOf(DecoderException.class)
        .hasCauseInstanceOf(UnavailableException.class);
    second.finishAndReleaseAll();
    first.finishAndReleaseAll();
    EmbeddedChannel third = channel(1_000, budget);
    third.writeInbound(piece);
    assertThat(budget.take(50)).isTrue();
    assertThat(budget.take(1)).isFalse();
    third.finishAndReleaseAll();
    assertThat(budget.take(100)).isTrue();
  }
}
