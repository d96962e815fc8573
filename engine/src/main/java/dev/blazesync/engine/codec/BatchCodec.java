package dev.blazesync.engine.codec;

import dev.blazesync.engine.crypto.Sha256;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.SealedBatch;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/**
 * A batch as it travels, version 1, suite 0 (clear): header, payload, digest. All numbers are
 * big-endian.
 *
 * <pre>
 * offset bytes
 *      0     4  "BLZB"
 *      4     1  version, 1
 *      5     1  suite, 0 = clear
 *      6     2  flags: 1 control, 2 cut end, 4 torn, 8 continues
 *      8    32  group
 *     40     4  key epoch
 *     44    16  origin
 *     60     8  lineage
 *     68     8  sequence
 *     76    32  previous hash
 *    108     8  newest packed time inside
 *    116     4  operations
 *    120     4  payload length
 *    124    16  salt
 *    140        payload
 *   -16     16  first 16 bytes of SHA-256 over all before
 * </pre>
 *
 * <p>The digest notices damage, not malice; suites above 0 sign.
 */
public final class BatchCodec {
  /** Bytes of the clear header. */
  public static final int HEADER_BYTES = 140;

  /** Bytes of the digest at the end in suite 0. */
  public static final int DIGEST_BYTES = 16;

  /** Greatest payload of one batch. */
  public static final int MAX_PAYLOAD = SealedBatch.MAX_BYTES - HEADER_BYTES - DIGEST_BYTES;

  private static final int MAGIC = 0x424c5a42;
  private static final int VERSION = 1;
  private static final int SUITE_CLEAR = 0;

  /**
   * A batch taken apart.
   *
   * @param payload read-only, from position to limit; a view of the sealed bytes
   */
  public record Opened(BatchHeader header, ByteBuffer payload) {
    public Opened {
      payload = payload.asReadOnlyBuffer();
    }

    /** {@return an independent view} */
    @Override
    public ByteBuffer payload() {
      return payload.duplicate();
    }
  }

  private BatchCodec() {}

  /**
   * @param payload from position to limit; left as it is
   * @throws IllegalArgumentException if the payload is over {@link #MAX_PAYLOAD}, or the header has
   *     a key epoch or a salt, which suite 0 does not
   */
  public static SealedBatch seal(BatchHeader header, ByteBuffer payload) {
    int length = payload.remaining();
    if (length > MAX_PAYLOAD) {
      throw new IllegalArgumentException(
          "a payload of " + length + " bytes is over the limit of " + MAX_PAYLOAD);
    }
    if (!isClear(header)) {
      throw new IllegalArgumentException("suite 0 has no key epoch and no salt");
    }
    WireWriter out = new WireWriter(HEADER_BYTES + length + DIGEST_BYTES);
    out.i32(MAGIC).u8(VERSION).u8(SUITE_CLEAR).u16(bits(header.flags()));
    out.raw(header.group().toBytes()).i32(header.keyEpoch());
    OriginLogs.write(out, header.log());
    out.i64(header.sequence()).raw(header.previousHash()).i64(header.newestTime());
    out.i32(header.operations()).i32(length).raw(header.salt());
    out.raw(payload);
    out.raw(digest(ByteBuffer.wrap(out.bytes(), 0, out.size())));
    return sealed(header, ByteBuffer.wrap(out.toBytes()));
  }

  /**
   * @param sealed from position to limit; left as it is
   * @throws ProtocolException if it is not exactly one batch that this program knows
   */
  public static Opened open(ByteBuffer sealed) {
    if (sealed.remaining() > SealedBatch.MAX_BYTES) {
      throw new ProtocolException(
          "a batch of "
              + sealed.remaining()
              + " bytes is over the limit of "
              + SealedBatch.MAX_BYTES);
    }
    WireReader in = new WireReader(sealed, "batch");
    if (in.i32() != MAGIC) {
      throw new ProtocolException("not a batch: it does not start with BLZB");
    }
    int version = in.u8();
    if (version != VERSION) {
      throw Versions.unknown("batch format version", version, VERSION);
    }
    int suite = in.u8();
    if (suite != SUITE_CLEAR) {
      throw Versions.unknown("batch cipher suite", suite, SUITE_CLEAR);
    }
    Set<BatchFlag> flags = flags(in);
    GroupId group = GroupId.of(in.raw(GroupId.BYTES));
    int keyEpoch = in.i32();
    OriginLog log = OriginLogs.read(in);
    long sequence = in.i64();
    byte[] previousHash = in.raw(Position.HASH_BYTES);
    long newestTime = in.i64();
    int operations = in.i32();
    int length = in.i32();
    byte[] salt = in.raw(BatchHeader.SALT_BYTES);
    ByteBuffer payload = in.view(length);
    int digestAt = in.position();
    byte[] digest = in.raw(DIGEST_BYTES);
    in.end();
    ByteBuffer covered = sealed.slice(sealed.position(), digestAt);
    if (!Arrays.equals(digest, digest(covered))) {
      throw new ProtocolException(
          "damaged batch " + sequence + " of " + log + ": its digest does not match its bytes");
    }
    try {
      BatchHeader header =
          new BatchHeader(
              group, keyEpoch, log, sequence, previousHash, salt, flags, newestTime, operations);
      if (!isClear(header)) {
        throw in.bad("suite 0 has no key epoch and no salt");
      }
      return new Opened(header, payload);
    } catch (IllegalArgumentException e) {
      throw new ProtocolException("damaged batch of " + log + ": " + e.getMessage(), e);
    }
  }

  /** As {@link #open}, which checks everything, for who needs the header alone. */
  public static BatchHeader header(ByteBuffer sealed) {
    return open(sealed).header();
  }

  /**
   * @param sealed from position to limit; not copied, so its bytes must stay as they are
   * @throws ProtocolException as {@link #open}
   */
  public static SealedBatch parse(ByteBuffer sealed) {
    return sealed(header(sealed), sealed.slice());
  }

  /** {@return SHA-256 of all bytes: what the next batch of the log names as the previous hash} */
  public static byte[] hash(ByteBuffer sealed) {
    return Sha256.of(sealed);
  }

  private static SealedBatch sealed(BatchHeader header, ByteBuffer bytes) {
    return new SealedBatch(
        header.group(), header.log(), header.sequence(), header.control(), bytes);
  }

  private static boolean isClear(BatchHeader header) {
    return header.keyEpoch() == 0 && Arrays.equals(header.salt(), new byte[BatchHeader.SALT_BYTES]);
  }

  private static byte[] digest(ByteBuffer bytes) {
    return Arrays.copyOf(Sha256.of(bytes), DIGEST_BYTES);
  }

  private static int bits(Set<BatchFlag> flags) {
    int bits = 0;
    for (BatchFlag flag : flags) {
      bits |= flag.bit();
    }
    return bits;
  }

  private static Set<BatchFlag> flags(WireReader in) {
    int bits = in.u16();
    if ((bits & ~BatchFlag.KNOWN) != 0) {
      throw in.bad("unknown flags " + Integer.toHexString(bits));
    }
    Set<BatchFlag> flags = EnumSet.noneOf(BatchFlag.class);
    for (BatchFlag flag : BatchFlag.values()) {
      if ((bits & flag.bit()) != 0) {
        flags.add(flag);
      }
    }
    return flags;
  }
}
