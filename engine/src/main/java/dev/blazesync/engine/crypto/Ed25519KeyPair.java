package dev.blazesync.engine.crypto;

import java.security.SecureRandom;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * Two halves of a key for signing: Ed25519 (RFC 8032, section 5.1). Immutable until closed. The
 * public half is always the one of the seed: signing with another would give the private key away.
 */
public final class Ed25519KeyPair implements AutoCloseable {
  private final Secret seed;
  private final Ed25519PublicKey publicKey;
  private final byte[] publicBytes;

  private Ed25519KeyPair(Secret seed) {
    this.seed = seed;
    this.publicKey = Ed25519PublicKey.made(Ed25519.generatePublicKey(seed.bytes(), 0));
    this.publicBytes = publicKey.toBytes();
  }

  /** {@return a new pair} */
  public static Ed25519KeyPair generate(SecureRandom random) {
    return new Ed25519KeyPair(Secret.random(random));
  }

  /** {@return the pair of a seed (the RFC's private key), which it takes over and wipes} */
  public static Ed25519KeyPair of(Secret seed) {
    return new Ed25519KeyPair(seed);
  }

  public Ed25519PublicKey publicKey() {
    return publicKey;
  }

  Secret seed() {
    return seed;
  }

  /** {@return the signature, {@link Ed25519PublicKey#SIGNATURE_BYTES} bytes; the same each time} */
  public byte[] sign(byte[] message) {
    byte[] signature = new byte[Ed25519PublicKey.SIGNATURE_BYTES];
    Ed25519.sign(seed.bytes(), 0, publicBytes, 0, message, 0, message.length, signature, 0);
    return signature;
  }

  /** Wipes the seed. */
  @Override
  public void close() {
    seed.close();
  }

  @Override
  public String toString() {
    return "Ed25519KeyPair[...]";
  }
}
