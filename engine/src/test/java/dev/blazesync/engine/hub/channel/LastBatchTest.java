package dev.blazesync.engine.hub.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.engine.codec.WireReader;
import dev.blazesync.engine.codec.WireWriter;
import dev.blazesync.engine.hub.TestChain;
import dev.blazesync.engine.seal.SealedHeader;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.PushResult;
import dev.blazesync.spi.SealedBatch;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.EncoderException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class LastBatchTest {
  /** What an update of one column of one row takes, and a little more: half a block of padding. */
  private static final int LONE_PAYLOAD = 49;

  private static final int LONE_BATCH = 348;
  private static final int TAG_BYTES = 16;

  private static final int WHOLE = 0;
  private static final int FOLLOWS = 1;
  private static final int SAME_EPOCH = 2;

  private static final int EPOCH_AT = 40;
  private static final int SEQUENCE_AT = 96;
  private static final int LENGTH_AT = 136;

  private final LastBatch writer = new LastBatch();
  private final LastBatch reader = new LastBatch();
  private final TestChain chain = TestChain.of(TestChain.group(1), 1);

  /** {@return a batch of the chain in an array of its own} */
  private byte[] next(int payloadBytes) {
    return bytes(chain.next(payloadBytes));
  }

  private static byte[] bytes(SealedBatch batch) {
    byte[] bytes = new byte[batch.length()];
    batch.bytes().get(bytes);
    return bytes;
  }

  private byte[] passed(byte[] batch) {
    WireWriter out = new WireWriter();
    writer.write(ByteBuffer.wrap(batch), out);
    ByteBuffer read = read(reader, out.toBytes());
    assertThat(read.isReadOnly()).isTrue();
    assertThat(read).isEqualTo(ByteBuffer.wrap(batch));
    return out.toBytes();
  }

  private static ByteBuffer read(LastBatch by, byte[] bytes) {
    WireReader in = new WireReader(bytes, "message");
    ByteBuffer batch = by.read(in);
    in.end();
    return batch;
  }

  private void assertForm(int form, byte[] batch) {
    byte[] bytes = passed(batch);
    assertThat(bytes[0]).isEqualTo((byte) form);
    int left = LONE_BATCH - batch.length;
    int expected =
        switch (form) {
          case FOLLOWS -> 210;
          case SAME_EPOCH -> 274;
          default -> LONE_BATCH + 3;
        };
    assertThat(bytes).hasSize(expected - left);
  }

  @Test
  void theFirstIsWholeAndThoseBehindItAreNot() {
    assertForm(WHOLE, next(LONE_PAYLOAD));
    assertForm(FOLLOWS, next(LONE_PAYLOAD));
    assertForm(FOLLOWS, next(LONE_PAYLOAD));
  }

  @Test
  void behindAGapOnlyTheEpochIsKnown() {
    next(LONE_PAYLOAD);
    assertForm(WHOLE, next(LONE_PAYLOAD));
    next(LONE_PAYLOAD);
    assertForm(SAME_EPOCH, next(LONE_PAYLOAD));
    assertForm(FOLLOWS, next(LONE_PAYLOAD));
  }

  @Test
  void theSameAgainAndAForkAreNoSuccessors() {
    byte[] first = next(LONE_PAYLOAD);
    byte[] second = next(LONE_PAYLOAD);
    assertForm(WHOLE, first);
    assertForm(SAME_EPOCH, first);
    assertForm(FOLLOWS, second);
    byte[] fork = next(LONE_PAYLOAD);
    fork[LENGTH_AT - 1] ^= 1;
    assertForm(SAME_EPOCH, fork);
  }

  @Test
  void ofAnotherLogOnlyTheEpochIsKnown() {
    TestChain other = TestChain.of(TestChain.group(1), 2);
    assertForm(WHOLE, next(LONE_PAYLOAD));
    byte[] alien = bytes(other.next(LONE_PAYLOAD));
    assertForm(SAME_EPOCH, alien);
    assertForm(SAME_EPOCH, next(LONE_PAYLOAD));
  }

  @Test
  void withAnotherGroupEpochFlagVersionOrSuiteItIsWhole() {
    for (int at : new int[] {8, EPOCH_AT, EPOCH_AT + 31, 7, 6, 5, 4, 0}) {
      passed(next(LONE_PAYLOAD));
      byte[] other = next(LONE_PAYLOAD);
      other[at] ^= 1;
      assertForm(WHOLE, other);
    }
  }

  @Test
  void aLargeOneIsWholeAndMakesTheNextWhole() {
    assertForm(WHOLE, next(LONE_PAYLOAD));
    byte[] large = next(HubLimits.SMALL_BATCH_BYTES);
    assertThat(passed(large)).hasSize(large.length + 3).startsWith(WHOLE);
    assertForm(WHOLE, next(LONE_PAYLOAD));
    assertForm(FOLLOWS, next(LONE_PAYLOAD));
  }

  @Test
  void upToTheLimitItIsSmall() {
    int others = next(1_500).length - 1_500;
    int most = HubLimits.SMALL_BATCH_BYTES - others;
    passed(next(1));
    byte[] largest = next(most);
    assertThat(largest).hasSize(HubLimits.SMALL_BATCH_BYTES);
    assertThat(passed(largest)).startsWith(FOLLOWS);
    assertThat(passed(next(1))).startsWith(FOLLOWS);
    assertThat(passed(next(most + 1))).startsWith(WHOLE);
    assertThat(passed(next(1))).startsWith(WHOLE);
  }

  @Test
  void whatIsNoBatchPassesAsItIs() {
    passed(next(LONE_PAYLOAD));
    byte[] misfit = next(LONE_PAYLOAD);
    misfit[LENGTH_AT + 3] ^= 1;
    assertForm(WHOLE, misfit);
    for (int length : new int[] {0, 1, SealedHeader.BYTES, 235, 236, 237, 65_536}) {
      passed(Arrays.copyOf(next(LONE_PAYLOAD), length));
    }
  }

  @Test
  void aSequenceBeyondTheLastOneIsNoTrouble() {
    byte[] last = next(LONE_PAYLOAD);
    ByteBuffer.wrap(last).putLong(SEQUENCE_AT, Long.MAX_VALUE);
    passed(last);
    byte[] beyond = next(LONE_PAYLOAD);
    ByteBuffer.wrap(beyond)
        .putLong(SEQUENCE_AT, Long.MIN_VALUE)
        .put(104, SealedHeader.hash(ByteBuffer.wrap(last)));
    assertForm(FOLLOWS, beyond);
  }

  @Test
  void buffersMayBeginAnywhereAndStayAsTheyAre() {
    passed(next(LONE_PAYLOAD));
    byte[] batch = next(LONE_PAYLOAD);
    ByteBuffer source = ByteBuffer.allocateDirect(batch.length + 9);
    source.position(5).put(batch).flip().position(5);
    WireWriter out = new WireWriter();
    writer.write(source, out);
    assertThat(source.position()).isEqualTo(5);
    assertThat(source.remaining()).isEqualTo(batch.length);
    assertThat(out.toBytes()).startsWith(FOLLOWS);
    assertThat(read(reader, out.toBytes())).isEqualTo(ByteBuffer.wrap(batch));
  }

  @Test
  void likeNothingIsRefused() {
    passed(next(LONE_PAYLOAD));
    byte[] second = passed(next(LONE_PAYLOAD));
    byte[] again = second.clone();
    again[0] = SAME_EPOCH;
    for (byte[] bytes : List.of(second, again)) {
      assertThatThrownBy(() -> read(new LastBatch(), bytes))
          .isInstanceOf(ProtocolException.class)
          .hasMessageContaining("damaged message")
          .hasMessageContaining("none");
    }
  }

  @Test
  void anUnknownFormAndABodyOverTheLimitAreRefused() {
    passed(next(LONE_PAYLOAD));
    byte[] noise = new byte[4_000];
    for (int form : new int[] {3, 255}) {
      noise[0] = (byte) form;
      assertRefused(noise);
    }
    int tooMuch = HubLimits.SMALL_BATCH_BYTES - 236 + 1;
    byte[] body = new WireWriter().u8(FOLLOWS).varint(tooMuch).raw(new byte[4_000]).toBytes();
    assertRefused(body);
    byte[] whole = new WireWriter().u8(WHOLE).varint(HubLimits.BATCH_BYTES + 1).toBytes();
    assertRefused(whole);
  }

  private void assertRefused(byte[] bytes) {
    assertThatThrownBy(() -> read(reader, bytes))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("damaged message");
  }

  @Test
  void everyTruncationIsRefusedAndForgetsNothing() {
    passed(next(LONE_PAYLOAD));
    passed(next(LONE_PAYLOAD));
    next(LONE_PAYLOAD);
    for (int form : new int[] {SAME_EPOCH, FOLLOWS}) {
      LastBatch before = reader.copy();
      byte[] batch = next(LONE_PAYLOAD);
      byte[] bytes = passed(batch);
      assertThat(bytes[0]).isEqualTo((byte) form);
      for (int length = 0; length < bytes.length; length++) {
        byte[] cut = Arrays.copyOf(bytes, length);
        assertThatThrownBy(() -> read(before, cut)).isInstanceOf(ProtocolException.class);
      }
      assertThat(read(before, bytes)).isEqualTo(ByteBuffer.wrap(batch));
    }
  }

  @Test
  void anyBatchesInAnyOrderComeAsTheyWent() {
    Random random = new Random(11);
    List<ByteBuffer> batches = Messages.inEveryForm();
    for (int round = 0; round < 3_000; round++) {
      ByteBuffer some = batches.get(random.nextInt(batches.size()));
      byte[] batch = new byte[some.remaining()];
      some.duplicate().get(batch);
      if (random.nextInt(4) == 0) {
        batch[random.nextInt(SealedHeader.BYTES)] ^= (byte) (1 << random.nextInt(8));
      }
      passed(batch);
    }
  }

  @Test
  void aMessageStandsForNoMoreThanAMessageHas() {
    byte[] first = next(1_500);
    byte[] second = next(1_500);
    WireWriter one = new WireWriter();
    passed(first);
    writer.write(ByteBuffer.wrap(second), one);
    int count = HubLimits.MESSAGE_BYTES / first.length;
    WireWriter message = new WireWriter().u8(MessageCodec.PUSH).varint(1).varint(count + 1);
    new LastBatch().write(ByteBuffer.wrap(first), message);
    for (int i = 0; i < count; i++) {
      message.raw(one.toBytes());
    }
    assertThat(message.size()).isLessThan(HubLimits.MESSAGE_BYTES);
    assertThatThrownBy(() -> Messages.read(message.toBytes()))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("damaged message: batches of more than " + HubLimits.MESSAGE_BYTES);
  }

  @Test
  void bothEndsOfAConnectionRememberEachDirection() {
    EmbeddedChannel node = channel();
    EmbeddedChannel hub = channel();
    TestChain other = TestChain.of(TestChain.group(1), 2);
    assertThat(crosses(new Message.Push(1, one(LONE_PAYLOAD)), node, hub)).isEqualTo(357);
    assertThat(crosses(new Message.Push(2, one(LONE_PAYLOAD)), node, hub)).isEqualTo(216);
    List<ByteBuffer> theirs = TestChain.bytes(other.next(LONE_PAYLOAD));
    assertThat(crosses(new Message.Pulled(3, theirs, false, null), hub, node)).isEqualTo(359);
    theirs = TestChain.bytes(other.next(LONE_PAYLOAD));
    assertThat(crosses(new Message.Pulled(4, theirs, false, null), hub, node)).isEqualTo(218);
    assertThat(crosses(new Message.Push(5, one(LONE_PAYLOAD)), node, hub)).isEqualTo(216);
    node.finishAndReleaseAll();
    hub.finishAndReleaseAll();
  }

  @Test
  void aMessageThatCannotBeReadOrWrittenChangesNothing() {
    EmbeddedChannel node = channel();
    EmbeddedChannel hub = channel();
    crosses(new Message.Push(1, one(LONE_PAYLOAD)), node, hub);
    assertThatThrownBy(() -> node.writeOutbound(new Message.Unknown(1, 2)))
        .isInstanceOf(EncoderException.class);
    byte[] wholeThenNone = Messages.bytes(new Message.Push(2, one(LONE_PAYLOAD)));
    wholeThenNone[2] = 2;
    ByteBuf frame = Unpooled.buffer().writeShort(1 + wholeThenNone.length).writeByte(0);
    assertThatThrownBy(() -> hub.writeInbound(frame.writeBytes(wholeThenNone)))
        .isInstanceOf(DecoderException.class);
    chain.next(LONE_PAYLOAD);
    assertThat(crosses(new Message.Push(2, one(LONE_PAYLOAD)), node, hub)).isEqualTo(280);
    assertThat(crosses(new Message.Push(3, one(LONE_PAYLOAD)), node, hub)).isEqualTo(216);
    node.finishAndReleaseAll();
    hub.finishAndReleaseAll();
  }

  /** A lone update with its answer, each in a frame, sealed. */
  @Test
  void aLoneUpdateTakesFewBytes() {
    EmbeddedChannel node = channel();
    EmbeddedChannel hub = channel();
    crosses(new Message.Push(299, one(LONE_PAYLOAD)), node, hub);
    Message push = new Message.Push(300, one(LONE_PAYLOAD));
    Message answer = new Message.Pushed(300, new PushResult(1, null));
    int bytes = crosses(push, node, hub) + crosses(answer, hub, node) + 2 * TAG_BYTES;
    assertThat(bytes).isEqualTo(257);
    node.finishAndReleaseAll();
    hub.finishAndReleaseAll();
  }

  private List<ByteBuffer> one(int payloadBytes) {
    return List.of(ByteBuffer.wrap(next(payloadBytes)));
  }

  private static EmbeddedChannel channel() {
    return new EmbeddedChannel(
        new FrameDecoder(HubLimits.FRAME_BYTES),
        new FrameEncoder(),
        new MessageDecoder(HubLimits.MESSAGE_BYTES, new MemoryBudget(HubLimits.MESSAGE_BYTES)),
        new MessageEncoder());
  }

  /** {@return how many bytes it takes, in a frame in the clear} */
  private static int crosses(Message message, EmbeddedChannel from, EmbeddedChannel to) {
    from.writeOutbound(message);
    ByteBuf stream = Unpooled.buffer();
    for (ByteBuf frame = from.readOutbound(); frame != null; frame = from.readOutbound()) {
      stream.writeBytes(frame);
      frame.release();
    }
    int bytes = stream.readableBytes();
    to.writeInbound(stream);
    assertThat((Message) to.readInbound()).isEqualTo(message);
    return bytes;
  }
}
