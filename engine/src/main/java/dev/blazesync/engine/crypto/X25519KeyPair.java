package dev.blazesync.engine.crypto;

import dev.blazesync.spi.ProtocolException;
import java.security.SecureRandom;
import org.bouncycastle.math.ec.rfc7748.X25519;

/** Two halves of a key for agreeing on a secret: X25519 (RFC 7748). Immutable until closed. */
public final class X25519KeyPair implements AutoCloseable {
  /** Length of a public key. */
  public static final int PUBLIC_KEY_BYTES = X25519.POINT_SIZE;

  private final Secret privateKey;
  private final byte[] publicKey = new byte[PUBLIC_KEY_BYTES];

  private X25519KeyPair(Secret privateKey) {
    this.privateKey = privateKey;
    X25519.generatePublicKey(privateKey.bytes(), 0, publicKey, 0);
  }

  /** {@return a new pair} */
  public static X25519KeyPair generate(SecureRandom random) {
    return new X25519KeyPair(Secret.random(random));
  }

  /**
   * {@return the pair of a private key, which it takes over and wipes when closed}
   *
   * @param privateKey any 32 bytes: the bits that X25519 fixes are fixed in use
   */
  public static X25519KeyPair of(Secret privateKey) {
    return new X25519KeyPair(privateKey);
  }

  public byte[] publicKey() {
    return publicKey.clone();
  }

  Secret privateKey() {
    return privateKey;
  }

  /**
   * What this private key and the other's public key have in common.
   *
   * @param theirPublicKey as it came from the other
   * @throws ProtocolException if it has another length, or is one of the points that make every
   *     agreement zero (RFC 7748, section 6.1)
   */
  public Secret agree(byte[] theirPublicKey) {
    checkLength(theirPublicKey);
    byte[] shared = new byte[Secret.BYTES];
    if (!X25519.calculateAgreement(privateKey.bytes(), 0, theirPublicKey, 0, shared, 0)) {
      throw new ProtocolException("an X25519 public key is of low order: distrust its sender");
    }
    return Secret.owning(shared);
  }

  static void checkLength(byte[] publicKey) {
    if (publicKey.length != PUBLIC_KEY_BYTES) {
      throw new ProtocolException(
          "an X25519 public key has " + PUBLIC_KEY_BYTES + " bytes, not " + publicKey.length);
    }
  }

  /** Wipes the private key. */
  @Override
  public void close() {
    privateKey.close();
  }

  @Override
  public String toString() {
    return "X25519KeyPair[...]";
  }
}
