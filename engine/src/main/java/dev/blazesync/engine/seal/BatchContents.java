package dev.blazesync.engine.seal;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.codec.WireReader;
import dev.blazesync.engine.codec.WireWriter;
import dev.blazesync.engine.crypto.Aead;
import dev.blazesync.spi.ProtocolException;
import java.nio.ByteBuffer;

/**
 * What is inside a sealed batch. As bytes, in front of which the code over them stands ({@link
 * ContentKeys}):
 *
 * <pre>
 * offset bytes
 *      0     1  flags: 1 cut end, 2 torn, 4 continues
 *      1     8  newest packed time inside
 *      9     4  operations
 *     13     2  length of the payload
 *     15        payload, then padding: zeros
 * </pre>
 *
 * <p>Immutable; equality by content.
 *
 * @param cutEnd the last batch of a cut: apply what came since the cut before
 * @param torn its cut is over a bound and is applied in pieces
 * @param continues the payload continues in the next batch of this log
 * @param newestTime greatest packed time of a stamp inside, unsigned, so that a batch from the
 *     future is known without decoding it; 0 if there is none
 * @param operations how many operations end in this batch
 * @param payload read-only, from position to limit; at most {@link #MAX_PAYLOAD}
 */
public record BatchContents(
    boolean cutEnd,
    boolean torn,
    boolean continues,
    long newestTime,
    int operations,
    ByteBuffer payload) {
  static final int HEAD_BYTES = 15;

  /** Greatest payload of one sealed batch. */
  public static final int MAX_PAYLOAD =
      SealedHeader.MAX_BODY - Aead.TAG_BYTES - ContentKeys.TAG_BYTES - HEAD_BYTES;

  private static final int CUT_END = 0x01;
  private static final int TORN = 0x02;
  private static final int CONTINUES = 0x04;
  private static final int KNOWN = CUT_END | TORN | CONTINUES;

  /**
   * @throws IllegalArgumentException if a field is out of its range, or the payload too long
   */
  public BatchContents {
    payload = payload.asReadOnlyBuffer();
    if (cutEnd && continues) {
      throw new IllegalArgumentException("a cut can't end in a payload that continues");
    }
    if (operations < 0 || operations > (continues ? 0 : Limits.PAYLOAD_OPERATIONS)) {
      throw new IllegalArgumentException(operations + " operations");
    }
  }

  /** {@return an independent view} */
  @Override
  public ByteBuffer payload() {
    return payload.duplicate();
  }

  /**
   * {@return the bytes, padded}
   *
   * @throws IllegalArgumentException if the payload is over {@link #MAX_PAYLOAD}
   */
  byte[] encode() {
    int length = payload.remaining();
    if (length > MAX_PAYLOAD) {
      throw new IllegalArgumentException(
          "a payload of " + length + " bytes is over the limit of " + MAX_PAYLOAD);
    }
    int size = padded(length);
    WireWriter out = new WireWriter(size);
    out.u8((cutEnd ? CUT_END : 0) | (torn ? TORN : 0) | (continues ? CONTINUES : 0));
    out.i64(newestTime).i32(operations).u16(length).raw(payload);
    return out.raw(new byte[size - out.size()]).toBytes();
  }

  /**
   * @param what names the batch, for messages
   * @throws ProtocolException if they are not exactly what {@link #encode} makes
   */
  static BatchContents decode(byte[] bytes, String what) {
    WireReader in = new WireReader(bytes, what);
    int flags = in.u8();
    if ((flags & ~KNOWN) != 0) {
      throw in.bad("unknown flags inside: " + Integer.toHexString(flags));
    }
    long newestTime = in.i64();
    int operations = in.i32();
    ByteBuffer payload = in.view(in.u16());
    Padding.end(in, ContentKeys.TAG_BYTES + in.position());
    try {
      return new BatchContents(
          (flags & CUT_END) != 0,
          (flags & TORN) != 0,
          (flags & CONTINUES) != 0,
          newestTime,
          operations,
          payload);
    } catch (IllegalArgumentException e) {
      throw new ProtocolException("damaged " + what + ": " + e.getMessage(), e);
    }
  }

  private static int padded(int payload) {
    return Padding.padded(ContentKeys.TAG_BYTES + HEAD_BYTES + payload) - ContentKeys.TAG_BYTES;
  }
}
