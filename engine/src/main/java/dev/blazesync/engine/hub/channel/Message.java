package dev.blazesync.engine.hub.channel;

import dev.blazesync.spi.Holding;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.PushResult;
import dev.blazesync.spi.VersionVector;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What a node and a hub say to each other; the bytes are {@link MessageCodec}'s. Buffers are read
 * only, from position to limit, and belong to the message.
 */
public sealed interface Message {
  /** {@return which question this is, or answers; 0 = about the connection as a whole} */
  long request();

  /** A node's first message, in the clear: message 1 of the handshake. */
  record Hello(ByteBuffer handshake) implements Message {
    @Override
    public long request() {
      return 0;
    }
  }

  /** The hub's answer, in the clear: message 2 of the handshake. */
  record HubKeyIs(ByteBuffer handshake) implements Message {
    @Override
    public long request() {
      return 0;
    }
  }

  /** Who the node is: message 3 of the handshake, the last one that is not sealed as a whole. */
  record Introduce(ByteBuffer handshake) implements Message {
    @Override
    public long request() {
      return 0;
    }
  }

  /** The hub takes the node; the first sealed message. */
  record Welcome() implements Message {
    @Override
    public long request() {
      return 0;
    }
  }

  /** A hello or welcome of a version this side does not speak. */
  record OtherVersion(int version) implements Message {
    @Override
    public long request() {
      return 0;
    }
  }

  /** What does the hub hold? */
  record AskHolding(long request) implements Message {}

  /** Answers {@link AskHolding}. */
  record HoldingIs(long request, Holding holding) implements Message {}

  /** Batches to store. */
  record Push(long request, List<ByteBuffer> sealed) implements Message {
    public Push {
      sealed = List.copyOf(sealed);
    }
  }

  /** Answers {@link Push}. */
  record Pushed(long request, PushResult result) implements Message {}

  /** Asks for batches. */
  record Pull(long request, VersionVector have, @Nullable ByteBuffer cursor, int maxBytes)
      implements Message {}

  /** Answers {@link Pull}. */
  record Pulled(long request, List<ByteBuffer> sealed, boolean hasMore, @Nullable ByteBuffer cursor)
      implements Message {
    public Pulled {
      sealed = List.copyOf(sealed);
    }
  }

  /** An object to keep. */
  record PutObject(long request, String name, ByteBuffer bytes) implements Message {}

  /** Answers {@link PutObject}: it, or another of that name, is durable. */
  record ObjectKept(long request) implements Message {}

  /** Asks for a part of an object. */
  record GetObject(long request, String name, long offset, int maxBytes) implements Message {}

  /** Answers {@link GetObject}; null = there is no such object. */
  record ObjectPart(long request, @Nullable ByteBuffer bytes) implements Message {}

  /** Asks to be told when there is more. */
  record Subscribe(long request) implements Message {}

  /** Answers {@link Subscribe}: everything stored after this is told of. */
  record Subscribed(long request) implements Message {}

  /** There may be more to pull. Nobody asked. */
  record More() implements Message {
    @Override
    public long request() {
      return 0;
    }
  }

  /** What went wrong with a request, or with the connection. */
  record Failure(long request, ErrorCode code, String text) implements Message {}

  /** A type this side does not know. */
  record Unknown(int type, long request) implements Message {}
}
