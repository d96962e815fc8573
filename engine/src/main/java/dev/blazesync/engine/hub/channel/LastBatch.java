package dev.blazesync.engine.hub.channel;

import dev.blazesync.engine.codec.WireReader;
import dev.blazesync.engine.codec.WireWriter;
import dev.blazesync.engine.crypto.Ed25519PublicKey;
import dev.blazesync.engine.seal.SealedHeader;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.ProtocolException;
import java.nio.ByteBuffer;

/**
 * How batches stand in messages, and what both ends of a connection remember for that of one
 * direction: how the batch would begin that follows the last one in its log, if that one was small.
 * What a batch has in common with it is not sent; whoever reads has the batch's own bytes, and
 * nobody else sees another form of it.
 *
 * <pre>
 * form 0, whole               form 1, follows            form 2, of the same epoch
 * u8      0                   u8      1                  u8      2
 * varint  bytes               varint  n, of the body     64      origin to previous hash
 *         batch               32      salt               varint  n, of the body
 *                             n       body               32      salt
 *                             64      signature          n       body
 *                                                        64      signature
 * </pre>
 *
 * <p>Left out, by their offset in {@link SealedHeader}: 0 to 71, magic to epoch, which are those of
 * the last batch; in form 1 also 72 to 135, where origin and lineage are the last batch's, the
 * sequence is its sequence and 1, and the previous hash is SHA-256 of its bytes; 136 to 139, which
 * are n. What is rebuilt is checked like anything a peer sends.
 *
 * <p>A batch of more than {@link HubLimits#SMALL_BATCH_BYTES}, or too short to be one, has form 0
 * and is not remembered. About 150 bytes of memory. Not thread-safe.
 */
public final class LastBatch {
  private static final int WHOLE = 0;
  private static final int FOLLOWS = 1;
  private static final int SAME_EPOCH = 2;

  private static final int ORIGIN_AT = 72;
  private static final int SEQUENCE_AT = 96;
  private static final int PREVIOUS_HASH_AT = 104;
  private static final int LENGTH_AT = 136;
  private static final int SALT_AT = 140;

  /** Bytes of a batch but its body. */
  private static final int LEAST_BYTES = SealedHeader.BYTES + Ed25519PublicKey.SIGNATURE_BYTES;

  /** What the next batch has before its length, never changed; null = nothing is known of it. */
  private byte @Nullable [] expected;

  /** Of a connection on which no batch passed. */
  public LastBatch() {}

  /** {@return the same, which goes its own way} */
  LastBatch copy() {
    LastBatch copy = new LastBatch();
    copy.expected = expected;
    return copy;
  }

  /**
   * @param batch any bytes, from position to limit; left as they are
   */
  void write(ByteBuffer batch, WireWriter out) {
    int form = form(batch);
    out.u8(form);
    if (form == WHOLE) {
      out.varint(batch.remaining()).raw(batch);
    } else {
      if (form == SAME_EPOCH) {
        out.raw(batch.slice().limit(LENGTH_AT).position(ORIGIN_AT));
      }
      out.varint(batch.remaining() - LEAST_BYTES).raw(batch.slice().position(SALT_AT));
    }
    remember(batch);
  }

  private int form(ByteBuffer batch) {
    if (expected == null || !isSmall(batch)) {
      return WHOLE;
    }
    ByteBuffer bytes = batch.slice();
    if (bytes.getInt(LENGTH_AT) != bytes.remaining() - LEAST_BYTES) {
      return WHOLE;
    }
    int same = bytes.mismatch(ByteBuffer.wrap(expected));
    if (same >= LENGTH_AT) {
      return FOLLOWS;
    }
    return same >= ORIGIN_AT ? SAME_EPOCH : WHOLE;
  }

  /**
   * @return its bytes, read-only
   * @throws ProtocolException if there is nothing it could be like, or it is over a limit
   */
  ByteBuffer read(WireReader in) {
    int form = in.u8();
    ByteBuffer batch =
        switch (form) {
          case WHOLE -> in.view(in.count(HubLimits.BATCH_BYTES));
          case FOLLOWS -> rebuilt(0, in);
          case SAME_EPOCH -> rebuilt(LENGTH_AT - ORIGIN_AT, in);
          default -> throw in.bad("unknown form " + form + " of a batch");
        };
    remember(batch);
    return batch;
  }

  /**
   * @param ownBytes of its own before its length
   */
  private ByteBuffer rebuilt(int ownBytes, WireReader in) {
    if (expected == null) {
      throw in.bad("a batch is said to be like the one before, and there is none");
    }
    ByteBuffer own = in.view(ownBytes);
    int body = in.count(HubLimits.SMALL_BATCH_BYTES - LEAST_BYTES);
    ByteBuffer rest = in.view(LEAST_BYTES - SALT_AT + body);
    return ByteBuffer.allocate(LEAST_BYTES + body)
        .put(expected, 0, LENGTH_AT - ownBytes)
        .put(own)
        .putInt(body)
        .put(rest)
        .flip()
        .asReadOnlyBuffer();
  }

  private void remember(ByteBuffer batch) {
    if (!isSmall(batch)) {
      expected = null;
      return;
    }
    byte[] next = new byte[LENGTH_AT];
    batch.slice().get(next, 0, PREVIOUS_HASH_AT);
    ByteBuffer.wrap(next)
        .putLong(SEQUENCE_AT, ByteBuffer.wrap(next).getLong(SEQUENCE_AT) + 1)
        .position(PREVIOUS_HASH_AT)
        .put(SealedHeader.hash(batch));
    expected = next;
  }

  private static boolean isSmall(ByteBuffer batch) {
    return batch.remaining() >= LEAST_BYTES && batch.remaining() <= HubLimits.SMALL_BATCH_BYTES;
  }
}
