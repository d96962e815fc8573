package dev.blazesync.engine.hub.channel;

import dev.blazesync.engine.codec.VectorCodec;
import dev.blazesync.engine.codec.WireReader;
import dev.blazesync.engine.codec.WireWriter;
import dev.blazesync.spi.Holding;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.PushResult;
import dev.blazesync.spi.PushResult.Reason;
import dev.blazesync.spi.PushResult.Refused;
import dev.blazesync.spi.VersionVector;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Messages as bytes: a byte of type, a varint of the request, then what {@code
 * docs/protocol-channel.md} draws for the type. Whatever the bytes, a message or a {@link
 * ProtocolException} comes of them.
 */
public final class MessageCodec {
  static final int HELLO = 0x01;
  static final int ASK_HOLDING = 0x02;
  static final int PUSH = 0x03;
  static final int PULL = 0x04;
  static final int PUT_OBJECT = 0x05;
  static final int GET_OBJECT = 0x06;
  static final int SUBSCRIBE = 0x07;
  static final int INTRODUCE = 0x08;
  static final int WELCOME = 0x81;
  static final int HOLDING_IS = 0x82;
  static final int PUSHED = 0x83;
  static final int PULLED = 0x84;
  static final int OBJECT_KEPT = 0x85;
  static final int OBJECT_PART = 0x86;
  static final int SUBSCRIBED = 0x87;
  static final int MORE = 0x88;
  static final int HUB_KEY_IS = 0x89;
  static final int FAILURE = 0xff;

  /** "BLZC": the first thing in a hello. */
  private static final int MAGIC = 0x424c5a43;

  /** A refusal's reasons by their number on the wire; 0 = none. */
  private static final List<Reason> REASONS =
      List.of(
          Reason.GAP,
          Reason.FORK,
          Reason.NOT_MEMBER,
          Reason.BAD_SIGNATURE,
          Reason.QUOTA,
          Reason.RETRY_LATER);

  private MessageCodec() {}

  /**
   * @param last of what is sent this way on the connection; it is of no more use if this throws
   */
  public static void encode(Message message, WireWriter out, LinkMemory last) {
    if (message instanceof Message.Hello hello) {
      out.u8(HELLO).varint(0).i32(MAGIC).u16(HubLimits.PROTOCOL_VERSION);
      out.raw(hello.handshake());
    } else if (message instanceof Message.Introduce introduce) {
      start(INTRODUCE, message, out).raw(introduce.handshake());
    } else if (message instanceof Message.Welcome) {
      out.u8(WELCOME).varint(0).i32(MAGIC).u16(HubLimits.PROTOCOL_VERSION);
    } else if (message instanceof Message.AskHolding) {
      start(ASK_HOLDING, message, out);
    } else if (message instanceof Message.Push push) {
      batches(push.sealed(), start(PUSH, message, out), last);
    } else if (message instanceof Message.Pull pull) {
      last.vector().write(pull.have(), start(PULL, message, out));
      cursor(pull.cursor(), out).varint(pull.maxBytes());
    } else if (message instanceof Message.PutObject put) {
      start(PUT_OBJECT, message, out).text(put.name());
      out.raw(put.bytes());
    } else if (message instanceof Message.GetObject get) {
      start(GET_OBJECT, message, out).text(get.name());
      out.varint(get.offset()).varint(get.maxBytes());
    } else if (message instanceof Message.Subscribe) {
      start(SUBSCRIBE, message, out);
    } else {
      encodeAnswer(message, out, last);
    }
  }

  private static void encodeAnswer(Message message, WireWriter out, LinkMemory last) {
    if (message instanceof Message.HoldingIs answer) {
      holding(answer.holding(), start(HOLDING_IS, message, out));
    } else if (message instanceof Message.Pushed answer) {
      result(answer.result(), start(PUSHED, message, out));
    } else if (message instanceof Message.Pulled answer) {
      start(PULLED, message, out).u8(answer.hasMore() ? 1 : 0);
      batches(answer.sealed(), cursor(answer.cursor(), out), last);
    } else if (message instanceof Message.ObjectKept) {
      start(OBJECT_KEPT, message, out);
    } else if (message instanceof Message.ObjectPart answer) {
      ByteBuffer bytes = answer.bytes();
      start(OBJECT_PART, message, out).u8(bytes == null ? 0 : 1);
      if (bytes != null) {
        out.raw(bytes);
      }
    } else if (message instanceof Message.Subscribed) {
      start(SUBSCRIBED, message, out);
    } else if (message instanceof Message.HubKeyIs answer) {
      start(HUB_KEY_IS, message, out).raw(answer.handshake());
    } else if (message instanceof Message.More) {
      start(MORE, message, out);
    } else if (message instanceof Message.Failure failure) {
      byte[] text = failure.text().getBytes(StandardCharsets.UTF_8);
      start(FAILURE, message, out).u16(failure.code().number());
      out.sized(Arrays.copyOf(text, Math.min(text.length, HubLimits.ERROR_TEXT_BYTES)));
    } else {
      throw new IllegalArgumentException("never sent: " + message);
    }
  }

  private static WireWriter start(int type, Message message, WireWriter out) {
    return out.u8(type).varint(message.request());
  }

  /**
   * @param bytes one whole message; not to be changed afterwards
   * @param last of what comes this way on the connection; it is of no more use if this throws
   */
  public static Message decode(byte[] bytes, LinkMemory last) {
    WireReader in = new WireReader(bytes, "message");
    int type = in.u8();
    long request = in.varint();
    if (request < 0) {
      throw in.bad("a request number is over 63 bits");
    }
    Message message =
        switch (type) {
          case HELLO, WELCOME -> greeting(type, request, in);
          case ASK_HOLDING -> new Message.AskHolding(request);
          case PUSH -> new Message.Push(request, batches(in, last));
          case PULL ->
              new Message.Pull(
                  request, last.vector().read(in), cursor(in), Math.max(1, in.count(1 << 30)));
          case PUT_OBJECT ->
              new Message.PutObject(
                  request, in.text(HubLimits.OBJECT_NAME_LENGTH), rest(HubLimits.OBJECT_BYTES, in));
          case GET_OBJECT ->
              new Message.GetObject(
                  request,
                  in.text(HubLimits.OBJECT_NAME_LENGTH),
                  offset(in),
                  Math.max(1, in.count(1 << 30)));
          case SUBSCRIBE -> new Message.Subscribe(request);
          case INTRODUCE -> new Message.Introduce(rest(HubLimits.HELLO_BYTES, in));
          case HUB_KEY_IS -> new Message.HubKeyIs(rest(HubLimits.HELLO_BYTES, in));
          case HOLDING_IS -> new Message.HoldingIs(request, holding(in));
          case PUSHED -> new Message.Pushed(request, result(in));
          case PULLED -> pulled(request, in, last);
          case OBJECT_KEPT -> new Message.ObjectKept(request);
          case OBJECT_PART -> objectPart(request, in);
          case SUBSCRIBED -> new Message.Subscribed(request);
          case MORE -> new Message.More();
          case FAILURE -> failure(request, in);
          default -> new Message.Unknown(type, request);
        };
    if (!(message instanceof Message.Unknown) && !(message instanceof Message.OtherVersion)) {
      in.end();
      if (message.request() != request) {
        throw in.bad("a request number " + request + " where 0 is expected");
      }
    }
    return message;
  }

  private static Message greeting(int type, long request, WireReader in) {
    if (in.i32() != MAGIC || request != 0) {
      throw in.bad("this is no greeting of BlazeSync");
    }
    int version = in.u16();
    if (version != HubLimits.PROTOCOL_VERSION) {
      return new Message.OtherVersion(version);
    }
    return type == WELCOME
        ? new Message.Welcome()
        : new Message.Hello(rest(HubLimits.HELLO_BYTES, in));
  }

  private static void holding(Holding holding, WireWriter out) {
    VectorCodec.write(out, holding.floor());
    VectorCodec.write(out, holding.head());
    out.varint(holding.objects().size());
    holding.objects().forEach(out::text);
    out.i64(holding.wallMillis());
  }

  private static Holding holding(WireReader in) {
    VersionVector floor = VectorCodec.read(in);
    VersionVector head = VectorCodec.read(in);
    int count = in.count(HubLimits.HOLDING_OBJECTS, 1);
    List<String> objects = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      objects.add(in.text(HubLimits.OBJECT_NAME_LENGTH));
    }
    return new Holding(floor, head, objects, in.i64());
  }

  private static void result(PushResult result, WireWriter out) {
    Refused refusal = result.refusal();
    out.varint(result.accepted()).u8(refusal == null ? 0 : 1 + REASONS.indexOf(refusal.reason()));
    if (refusal != null) {
      out.varint(refusal.expected().sequence()).raw(refusal.expected().hash());
    }
  }

  private static PushResult result(WireReader in) {
    int accepted = in.count(HubLimits.PAGE_BATCHES);
    int reason = in.u8();
    if (reason == 0) {
      return new PushResult(accepted, null);
    }
    if (reason > REASONS.size()) {
      throw in.bad("unknown reason " + reason + " of a refusal");
    }
    Position expected = new Position(offset(in), in.raw(Position.HASH_BYTES));
    return new PushResult(accepted, new Refused(REASONS.get(reason - 1), expected));
  }

  private static Message pulled(long request, WireReader in, LinkMemory last) {
    int flags = in.u8();
    if (flags > 1) {
      throw in.bad("unknown flags " + flags + " of a page");
    }
    ByteBuffer cursor = cursor(in);
    return new Message.Pulled(request, batches(in, last), flags == 1, cursor);
  }

  private static Message objectPart(long request, WireReader in) {
    int there = in.u8();
    if (there > 1) {
      throw in.bad("an object is there (1) or not (0), not " + there);
    }
    return new Message.ObjectPart(request, there == 0 ? null : rest(HubLimits.OBJECT_BYTES, in));
  }

  private static Message failure(long request, WireReader in) {
    ErrorCode code = ErrorCode.of(in.u16());
    byte[] text = in.sized(HubLimits.ERROR_TEXT_BYTES);
    return new Message.Failure(request, code, new String(text, StandardCharsets.UTF_8));
  }

  private static void batches(List<ByteBuffer> sealed, WireWriter out, LinkMemory last) {
    out.varint(sealed.size());
    for (ByteBuffer batch : sealed) {
      last.batch().write(batch, out);
    }
  }

  private static List<ByteBuffer> batches(WireReader in, LinkMemory last) {
    int count = in.count(HubLimits.PAGE_BATCHES, 2);
    List<ByteBuffer> sealed = new ArrayList<>(count);
    int bytes = 0;
    for (int i = 0; i < count; i++) {
      ByteBuffer batch = last.batch().read(in);
      bytes += batch.remaining();
      if (bytes > HubLimits.MESSAGE_BYTES) {
        throw in.bad("batches of more than " + HubLimits.MESSAGE_BYTES + " bytes");
      }
      sealed.add(batch);
    }
    return sealed;
  }

  private static WireWriter cursor(@Nullable ByteBuffer cursor, WireWriter out) {
    return cursor == null ? out.varint(0) : out.varint(cursor.remaining()).raw(cursor);
  }

  private static @Nullable ByteBuffer cursor(WireReader in) {
    int length = in.count(HubLimits.CURSOR_BYTES);
    return length == 0 ? null : in.view(length);
  }

  private static ByteBuffer rest(int maxBytes, WireReader in) {
    if (in.remaining() > maxBytes) {
      throw in.bad(in.remaining() + " bytes are over the limit of " + maxBytes);
    }
    return in.view(in.remaining());
  }

  private static long offset(WireReader in) {
    long value = in.varint();
    if (value < 0) {
      throw in.bad("a number is over 63 bits");
    }
    return value;
  }
}
