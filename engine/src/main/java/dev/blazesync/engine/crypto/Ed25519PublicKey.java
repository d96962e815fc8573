package dev.blazesync.engine.crypto;

import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * The half of an Ed25519 key that verifies (RFC 8032, section 5.1.7). One exists only of a point in
 * canonical form that lies in the group of prime order: under any other, one signature could pass
 * for several messages. Immutable; equality by bytes.
 */
public final class Ed25519PublicKey {
  /** Length of a public key. */
  public static final int BYTES = Ed25519.PUBLIC_KEY_SIZE;

  /** Length of a signature. */
  public static final int SIGNATURE_BYTES = Ed25519.SIGNATURE_SIZE;

  /** How many keys are remembered as valid: each takes about 200 bytes. */
  private static final int MOST_REMEMBERED = 1_024;

  /** To find out whether a point is valid takes as long as a signature, and few keys come often. */
  private static final LatelyKnown<ByteBuffer, Ed25519PublicKey> LATELY_CHECKED =
      new LatelyKnown<>(MOST_REMEMBERED);

  private final byte[] bytes;
  private final Ed25519.PublicPoint point;

  private Ed25519PublicKey(byte[] bytes, Ed25519.PublicPoint point) {
    this.bytes = bytes;
    this.point = point;
  }

  /** {@return the key of a point that was made from a private key: it is a valid one} */
  static Ed25519PublicKey made(Ed25519.PublicPoint point) {
    byte[] bytes = new byte[BYTES];
    Ed25519.encodePublicPoint(point, bytes, 0);
    return new Ed25519PublicKey(bytes, point);
  }

  /**
   * @param bytes as they came from elsewhere; copied
   * @throws ProtocolException if they are no such point
   */
  public static Ed25519PublicKey of(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new ProtocolException(
          "an Ed25519 public key has " + BYTES + " bytes, not " + bytes.length);
    }
    ByteBuffer name = ByteBuffer.wrap(bytes.clone());
    Ed25519PublicKey known = LATELY_CHECKED.get(name);
    if (known != null) {
      return known;
    }
    Ed25519PublicKey checked = checked(name.array());
    LATELY_CHECKED.put(name, checked);
    return checked;
  }

  private static Ed25519PublicKey checked(byte[] own) {
    Ed25519.PublicPoint point = Ed25519.validatePublicKeyFullExport(own, 0);
    if (point == null) {
      throw new ProtocolException(
          "an Ed25519 public key is not a valid point: distrust its sender");
    }
    return new Ed25519PublicKey(own, point);
  }

  /**
   * {@return whether the signature is of this key over the message; a wrong length or form is no
   * signature}
   */
  public boolean verify(byte[] message, byte[] signature) {
    return signature.length == SIGNATURE_BYTES
        && Ed25519.verify(signature, 0, point, message, 0, message.length);
  }

  public byte[] toBytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Ed25519PublicKey that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Sixty-four hexadecimal digits. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
