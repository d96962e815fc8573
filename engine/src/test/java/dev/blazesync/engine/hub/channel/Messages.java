package dev.blazesync.engine.hub.channel;

import dev.blazesync.engine.codec.WireWriter;
import dev.blazesync.engine.hub.TestChain;
import dev.blazesync.spi.Holding;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.PushResult;
import dev.blazesync.spi.PushResult.Reason;
import dev.blazesync.spi.PushResult.Refused;
import dev.blazesync.spi.VersionVector;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One of each sort, and of each form a sort has. */
final class Messages {
  private Messages() {}

  static List<Message> all() {
    TestChain chain = TestChain.of(TestChain.group(1), 1);
    List<ByteBuffer> batches = TestChain.bytes(chain.next(2, 30));
    VersionVector vector =
        new VersionVector(
            Map.of(
                chain.log(),
                chain.position(),
                TestChain.log(TestChain.group(1), 2),
                new Position(1, new byte[32])));
    ByteBuffer cursor = ByteBuffer.wrap(new byte[] {1, 2, 3});
    List<Message> messages =
        new ArrayList<>(
            List.of(
                new Message.Hello(ByteBuffer.wrap(new byte[] {1, 2})),
                new Message.HubKeyIs(ByteBuffer.wrap(new byte[] {3})),
                new Message.Introduce(ByteBuffer.wrap(new byte[] {4, 5})),
                new Message.Welcome(),
                new Message.AskHolding(1),
                new Message.HoldingIs(
                    2,
                    new Holding(
                        VersionVector.EMPTY, vector, List.of("snapshot-2", "snapshot-1"), -7)),
                new Message.Push(Long.MAX_VALUE, batches),
                new Message.Push(3, List.of()),
                new Message.Pushed(4, new PushResult(10, null)),
                new Message.Pull(5, vector, null, 1),
                new Message.Pull(6, VersionVector.EMPTY, cursor, 1 << 30),
                new Message.Pulled(7, batches, true, cursor),
                new Message.Pulled(8, List.of(), false, null),
                new Message.PutObject(9, "snapshot-x.1_2", ByteBuffer.allocate(5)),
                new Message.ObjectKept(10),
                new Message.GetObject(11, "a", Long.MAX_VALUE, 77),
                new Message.ObjectPart(12, null),
                new Message.ObjectPart(13, ByteBuffer.allocate(0)),
                new Message.ObjectPart(14, ByteBuffer.wrap(new byte[] {9}))));
    messages.addAll(
        List.of(
            new Message.Subscribe(15),
            new Message.Subscribed(16),
            new Message.More(),
            new Message.Failure(17, ErrorCode.REFUSED, "no \u00e4\u20ac"),
            new Message.Failure(0, ErrorCode.MALFORMED, "")));
    for (Reason reason : Reason.values()) {
      Refused refused = new Refused(reason, chain.position());
      messages.add(new Message.Pushed(18, new PushResult(1, refused)));
    }
    messages.add(new Message.Push(19, inEveryForm()));
    return messages;
  }

  /** {@return batches that stand in a message whole, and as what they are beyond the last one} */
  static List<ByteBuffer> inEveryForm() {
    TestChain one = TestChain.of(TestChain.group(1), 1);
    TestChain other = TestChain.of(TestChain.group(1), 2);
    return TestChain.bytes(
        one.next(30),
        one.next(40),
        other.next(5),
        one.next(30),
        one.next(HubLimits.SMALL_BATCH_BYTES),
        one.next(30));
  }

  /** {@return the message as the first on a connection} */
  static byte[] bytes(Message message) {
    WireWriter out = new WireWriter();
    MessageCodec.encode(message, out, new LinkMemory());
    return out.toBytes();
  }

  static Message read(byte[] first) {
    return MessageCodec.decode(first, new LinkMemory());
  }
}
