package dev.blazesync.engine.seal;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.codec.Versions;
import dev.blazesync.engine.codec.WireReader;
import dev.blazesync.engine.codec.WireWriter;
import dev.blazesync.engine.crypto.Ed25519PublicKey;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * The clear header of a sealed object of a snapshot. All numbers are big-endian.
 *
 * <pre>
 * offset bytes
 *      0     4  "BLZO"
 *      4     1  version, 1
 *      5     1  suite: 1 = sealed
 *      6     1  kind: 1 chunk, 2 manifest
 *      7    32  group
 *     39    32  key epoch
 *     71    16  maker
 *     87     4  length of the body
 *     91    32  salt
 *    123        body: segments ({@link Segments})
 *    -64    64  Ed25519 signature over SHA-256 of all before, and the bound name
 * </pre>
 *
 * <p>Inside are, behind the code over them ({@link ContentKeys}): 4 bytes length of the content,
 * the content, padding. Immutable; equality by content.
 *
 * @param epoch whose secret seals it
 * @param maker the device that signed it
 * @param length bytes of the body
 * @param salt 32 bytes
 */
public record ObjectHeader(
    ObjectKind kind, GroupId group, EpochId epoch, NodeId maker, int length, byte[] salt) {
  /** Bytes of the header. */
  public static final int BYTES = 123;

  /** Greatest body. */
  static final int MAX_BODY = Limits.OBJECT_BYTES - BYTES - Ed25519PublicKey.SIGNATURE_BYTES;

  private static final int MAGIC = 0x424c5a4f;
  private static final int VERSION = 1;
  private static final int SUITE_SEALED = 1;

  /**
   * @throws IllegalArgumentException if a field is out of its range
   */
  public ObjectHeader {
    salt = salt.clone();
    if (salt.length != Salt.BYTES) {
      throw new IllegalArgumentException("a salt of " + salt.length + " bytes");
    }
    if (length > MAX_BODY || !Segments.possible(length)) {
      throw new IllegalArgumentException("a body of " + length + " bytes");
    }
  }

  @Override
  public byte[] salt() {
    return salt.clone();
  }

  /**
   * Reads and checks everything that can be checked without a key.
   *
   * @param sealed a whole object, from position to limit; left as it is
   * @throws ProtocolException if it is not exactly one sealed object that this program knows
   */
  public static ObjectHeader read(ByteBuffer sealed) {
    if (sealed.remaining() > Limits.OBJECT_BYTES) {
      throw new ProtocolException(
          "an object of "
              + sealed.remaining()
              + " bytes is over the limit of "
              + Limits.OBJECT_BYTES);
    }
    WireReader in = new WireReader(sealed, "object");
    if (in.i32() != MAGIC) {
      throw new ProtocolException("not a sealed object: it does not start with BLZO");
    }
    int version = in.u8();
    if (version != VERSION) {
      throw Versions.unknown("object format version", version, VERSION);
    }
    int suite = in.u8();
    if (suite != SUITE_SEALED) {
      throw Versions.unknown("object cipher suite", suite, SUITE_SEALED);
    }
    ObjectKind kind = kind(in.u8());
    GroupId group = GroupId.of(in.raw(GroupId.BYTES));
    EpochId epoch = EpochId.of(in.raw(EpochId.BYTES));
    NodeId maker = NodeId.of(in.raw(NodeId.BYTES));
    int length = in.i32();
    byte[] salt = in.raw(Salt.BYTES);
    if (in.remaining() - Ed25519PublicKey.SIGNATURE_BYTES != length) {
      throw in.bad("its length is not what it says");
    }
    try {
      return new ObjectHeader(kind, group, epoch, maker, length, salt);
    } catch (IllegalArgumentException e) {
      throw new ProtocolException("damaged object of " + maker + ": " + e.getMessage(), e);
    }
  }

  ObjectHeader salted(byte[] newSalt) {
    return new ObjectHeader(kind, group, epoch, maker, length, newSalt);
  }

  byte[] toBytes() {
    WireWriter out = new WireWriter(BYTES);
    out.i32(MAGIC).u8(VERSION).u8(SUITE_SEALED).u8(kind.number());
    out.raw(group.toBytes()).raw(epoch.toBytes()).raw(maker.toBytes());
    return out.i32(length).raw(salt).toBytes();
  }

  private static ObjectKind kind(int number) {
    for (ObjectKind kind : ObjectKind.values()) {
      if (kind.number() == number) {
        return kind;
      }
    }
    throw Versions.unknown("kind of object", number, ObjectKind.MANIFEST.number());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ObjectHeader that
        && kind == that.kind
        && group.equals(that.group)
        && epoch.equals(that.epoch)
        && maker.equals(that.maker)
        && length == that.length
        && Arrays.equals(salt, that.salt);
  }

  @Override
  public int hashCode() {
    return Objects.hash(kind, group, epoch, maker, length, Arrays.hashCode(salt));
  }

  @Override
  public String toString() {
    return (kind == ObjectKind.CHUNK ? "chunk" : "manifest") + " of device " + maker;
  }
}
