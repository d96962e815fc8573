package dev.blazesync.engine.crypto;

import dev.blazesync.engine.Limits;
import dev.blazesync.spi.ProtocolException;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.hpke.HPKEContextWithEncapsulation;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.X25519PublicKeyParameters;

/**
 * Encrypts to a public key: HPKE (RFC 9180), base mode, single shot (section 6.1), with
 * DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and AES-256-GCM. Base mode says nothing of the sender:
 * whoever wraps a secret signs it as well.
 *
 * <p>What is sealed is the encapsulated key, 32 bytes, and the ciphertext behind it.
 */
public final class Hpke {
  /** How much longer than the plaintext what is sealed is. */
  public static final int OVERHEAD_BYTES = X25519KeyPair.PUBLIC_KEY_BYTES + Aead.TAG_BYTES;

  private Hpke() {}

  /**
   * @param recipient an X25519 public key
   * @param info what both sides agree on: another info, another key
   * @param associated bound to the ciphertext, not part of it
   * @param plaintext at most {@link Limits#AEAD_BYTES}
   * @return {@link #OVERHEAD_BYTES} bytes more than the plaintext
   * @throws ProtocolException if the recipient's key is none
   * @throws IllegalArgumentException on a plaintext over the limit
   */
  public static byte[] seal(
      byte[] recipient, byte[] info, byte[] associated, byte[] plaintext, SecureRandom random) {
    try (X25519KeyPair ephemeral = X25519KeyPair.generate(random)) {
      return seal(recipient, info, associated, plaintext, ephemeral);
    }
  }

  /**
   * @param ephemeral for this call alone
   */
  static byte[] seal(
      byte[] recipient, byte[] info, byte[] associated, byte[] plaintext, X25519KeyPair ephemeral) {
    if (plaintext.length > Limits.AEAD_BYTES) {
      throw new IllegalArgumentException(
          plaintext.length + " bytes in one call are over the limit of " + Limits.AEAD_BYTES);
    }
    X25519KeyPair.checkLength(recipient);
    AsymmetricCipherKeyPair own = parameters(ephemeral);
    try {
      HPKEContextWithEncapsulation context =
          suite().setupBaseS(new X25519PublicKeyParameters(recipient, 0), info, own);
      byte[] encapsulated = context.getEncapsulation();
      byte[] ciphertext = context.seal(associated, plaintext);
      byte[] sealed = Arrays.copyOf(encapsulated, encapsulated.length + ciphertext.length);
      System.arraycopy(ciphertext, 0, sealed, encapsulated.length, ciphertext.length);
      return sealed;
    } catch (InvalidCipherTextException | IllegalStateException e) {
      throw new ProtocolException("nothing can be encrypted to an X25519 key of low order", e);
    }
  }

  /**
   * @param sealed from {@link #seal}, or from elsewhere
   * @throws ProtocolException if it was not sealed to this key with this info and these associated
   *     bytes
   */
  public static byte[] open(
      X25519KeyPair recipient, byte[] info, byte[] associated, byte[] sealed) {
    if (sealed.length < OVERHEAD_BYTES || sealed.length > OVERHEAD_BYTES + Limits.AEAD_BYTES) {
      throw new ProtocolException(
          "what is sealed to a key cannot have " + sealed.length + " bytes");
    }
    byte[] encapsulated = Arrays.copyOf(sealed, X25519KeyPair.PUBLIC_KEY_BYTES);
    byte[] ciphertext = Arrays.copyOfRange(sealed, encapsulated.length, sealed.length);
    AsymmetricCipherKeyPair own = parameters(recipient);
    try {
      return suite().setupBaseR(encapsulated, own, info).open(associated, ciphertext);
    } catch (InvalidCipherTextException | IllegalStateException e) {
      throw new ProtocolException(
          "what is sealed to a key does not open: it was changed, or sealed to another", e);
    }
  }

  private static HPKE suite() {
    return new HPKE(
        HPKE.mode_base, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM256);
  }

  private static AsymmetricCipherKeyPair parameters(X25519KeyPair pair) {
    return new AsymmetricCipherKeyPair(
        new X25519PublicKeyParameters(pair.publicKey(), 0),
        new X25519PrivateKeyParameters(pair.privateKey().bytes(), 0));
  }
}
