package dev.blazesync.engine.crypto;

import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.ProtocolException;
import java.util.Arrays;

/**
 * What others know of a device: the key that verifies its signatures and the key to agree and to
 * encrypt with. The device's {@link NodeId} is made of both. Immutable; equality by bytes.
 */
public final class DevicePublicKeys {
  /** Length of the byte form: the Ed25519 key, then the X25519 key. */
  public static final int BYTES = Ed25519PublicKey.BYTES + X25519KeyPair.PUBLIC_KEY_BYTES;

  private final Ed25519PublicKey verification;
  private final byte[] agreement;

  DevicePublicKeys(Ed25519PublicKey verification, byte[] agreement) {
    this.verification = verification;
    this.agreement = agreement;
  }

  /**
   * @param bytes as they came from elsewhere
   * @throws ProtocolException if they have another length than {@link #BYTES}, or the first half is
   *     no valid key
   */
  public static DevicePublicKeys of(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new ProtocolException(
          "the public keys of a device have " + BYTES + " bytes, not " + bytes.length);
    }
    return new DevicePublicKeys(
        Ed25519PublicKey.of(Arrays.copyOf(bytes, Ed25519PublicKey.BYTES)),
        Arrays.copyOfRange(bytes, Ed25519PublicKey.BYTES, BYTES));
  }

  public byte[] toBytes() {
    byte[] bytes = Arrays.copyOf(verification.toBytes(), BYTES);
    System.arraycopy(agreement, 0, bytes, Ed25519PublicKey.BYTES, agreement.length);
    return bytes;
  }

  /** {@return the Ed25519 key} */
  public Ed25519PublicKey verification() {
    return verification;
  }

  /** {@return the X25519 key} */
  public byte[] agreement() {
    return agreement.clone();
  }

  /** {@return the first 128 bits of the labelled SHA-256 of both keys} */
  public NodeId nodeId() {
    return NodeId.of(Arrays.copyOf(Purpose.NODE_ID.hash(toBytes()), NodeId.BYTES));
  }

  /** {@return whether {@link DeviceKeys#sign} of this device made the signature of these parts} */
  public boolean verify(Purpose purpose, byte[] signature, byte[]... parts) {
    return verification.verify(purpose.prefixed(parts), signature);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DevicePublicKeys that
        && verification.equals(that.verification)
        && Arrays.equals(agreement, that.agreement);
  }

  @Override
  public int hashCode() {
    return 31 * verification.hashCode() + Arrays.hashCode(agreement);
  }

  @Override
  public String toString() {
    return "public keys of device " + nodeId();
  }
}
