package dev.blazesync.engine.seal;

import dev.blazesync.engine.codec.OriginLogs;
import dev.blazesync.engine.codec.Versions;
import dev.blazesync.engine.codec.WireReader;
import dev.blazesync.engine.codec.WireWriter;
import dev.blazesync.engine.crypto.Aead;
import dev.blazesync.engine.crypto.Ed25519PublicKey;
import dev.blazesync.engine.crypto.Sha256;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.SealedBatch;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * The clear header of a sealed batch: what everyone who passes it on can see, and no more than they
 * need to check, order and keep it. All numbers are big-endian.
 *
 * <pre>
 * offset bytes
 *      0     4  "BLZB"
 *      4     1  version, 1
 *      5     1  suite: 1 = sealed
 *      6     2  flags: 1 control
 *      8    32  group
 *     40    32  key epoch
 *     72    16  origin
 *     88     8  lineage
 *     96     8  sequence
 *    104    32  previous hash
 *    136     4  length of the body
 *    140    32  salt
 *    172        body: ciphertext and tag
 *    -64    64  Ed25519 signature over SHA-256 of all before
 * </pre>
 *
 * <p>Where cuts end, the times inside and the number of operations are sealed ({@link
 * BatchContents}): only who has the key merges, so nobody else needs them. Immutable; equality by
 * content.
 *
 * @param control carries membership or configuration; never truncated
 * @param epoch whose secret seals it
 * @param sequence number in its log, from 1
 * @param previousHash SHA-256 of the bytes of the batch before in this log; 32 zero bytes for the
 *     first
 * @param length bytes of the body
 * @param salt 32 bytes
 */
public record SealedHeader(
    boolean control,
    GroupId group,
    EpochId epoch,
    OriginLog log,
    long sequence,
    byte[] previousHash,
    int length,
    byte[] salt) {
  /** Bytes of the header. */
  public static final int BYTES = 172;

  /** Length of the salt. */
  public static final int SALT_BYTES = Salt.BYTES;

  /** Greatest body. */
  public static final int MAX_BODY =
      SealedBatch.MAX_BYTES - BYTES - Ed25519PublicKey.SIGNATURE_BYTES;

  private static final int MAGIC = 0x424c5a42;
  private static final int VERSION = 1;
  private static final int SUITE_SEALED = 1;
  private static final int CONTROL = 1;
  private static final byte[] ZERO = new byte[32];

  /**
   * @throws IllegalArgumentException if a field is out of its range
   */
  public SealedHeader {
    previousHash = previousHash.clone();
    salt = salt.clone();
    if (previousHash.length != Position.HASH_BYTES || salt.length != SALT_BYTES) {
      throw new IllegalArgumentException(
          "a previous hash of " + previousHash.length + " and a salt of " + salt.length + " bytes");
    }
    if (sequence < 1 || (sequence == 1 && !Arrays.equals(previousHash, ZERO))) {
      throw new IllegalArgumentException("a log begins at sequence 1, behind nothing");
    }
    if (length < Aead.TAG_BYTES || length > MAX_BODY) {
      throw new IllegalArgumentException("a body of " + length + " bytes");
    }
  }

  @Override
  public byte[] previousHash() {
    return previousHash.clone();
  }

  @Override
  public byte[] salt() {
    return salt.clone();
  }

  /**
   * Reads and checks everything that can be checked without a key: the form of the header, and that
   * the lengths are right. The signature is for {@link BatchCheck}.
   *
   * @param sealed a whole batch, from position to limit; left as it is
   * @throws ProtocolException if it is not exactly one batch that this program knows
   */
  public static SealedHeader read(ByteBuffer sealed) {
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
    if (suite != SUITE_SEALED) {
      throw Versions.unknown("batch cipher suite", suite, SUITE_SEALED);
    }
    int flags = in.u16();
    if ((flags & ~CONTROL) != 0) {
      throw in.bad("unknown flags " + Integer.toHexString(flags));
    }
    GroupId group = GroupId.of(in.raw(GroupId.BYTES));
    EpochId epoch = EpochId.of(in.raw(EpochId.BYTES));
    OriginLog log = OriginLogs.read(in);
    long sequence = in.i64();
    byte[] previousHash = in.raw(Position.HASH_BYTES);
    int length = in.i32();
    byte[] salt = in.raw(SALT_BYTES);
    if (in.remaining() - Ed25519PublicKey.SIGNATURE_BYTES != length) {
      throw new ProtocolException(
          "damaged batch " + sequence + " of " + log + ": its length is not what it says");
    }
    try {
      return new SealedHeader(
          flags == CONTROL, group, epoch, log, sequence, previousHash, length, salt);
    } catch (IllegalArgumentException e) {
      throw new ProtocolException(
          "damaged batch " + sequence + " of " + log + ": " + e.getMessage(), e);
    }
  }

  /**
   * As {@link #read}, for who keeps and forwards.
   *
   * @param sealed from position to limit; not copied, so its bytes must stay as they are
   */
  public static SealedBatch parse(ByteBuffer sealed) {
    return read(sealed).batch(sealed.slice());
  }

  /** {@return SHA-256 of all bytes: what the next batch of the log names as the previous hash} */
  public static byte[] hash(ByteBuffer sealed) {
    return Sha256.of(sealed);
  }

  SealedBatch batch(ByteBuffer sealed) {
    return new SealedBatch(group, log, sequence, control, sealed);
  }

  SealedHeader salted(byte[] newSalt) {
    return new SealedHeader(control, group, epoch, log, sequence, previousHash, length, newSalt);
  }

  byte[] toBytes() {
    WireWriter out = new WireWriter(BYTES);
    out.i32(MAGIC).u8(VERSION).u8(SUITE_SEALED).u16(control ? CONTROL : 0);
    out.raw(group.toBytes()).raw(epoch.toBytes());
    OriginLogs.write(out, log);
    return out.i64(sequence).raw(previousHash).i32(length).raw(salt).toBytes();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SealedHeader that
        && control == that.control
        && group.equals(that.group)
        && epoch.equals(that.epoch)
        && log.equals(that.log)
        && sequence == that.sequence
        && Arrays.equals(previousHash, that.previousHash)
        && length == that.length
        && Arrays.equals(salt, that.salt);
  }

  @Override
  public int hashCode() {
    return Objects.hash(group, epoch, log, sequence, Arrays.hashCode(salt));
  }

  @Override
  public String toString() {
    return "batch " + sequence + " of " + log;
  }
}
