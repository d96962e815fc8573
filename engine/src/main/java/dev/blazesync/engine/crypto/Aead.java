package dev.blazesync.engine.crypto;

import dev.blazesync.engine.Limits;
import dev.blazesync.spi.ProtocolException;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM (NIST SP 800-38D) with nonces of 96 bits and tags of 128 bits behind the ciphertext.
 *
 * <p><strong>The caller never uses a nonce twice with one key.</strong> Nothing here notices: each
 * call has a cipher of its own, so the JDK's guard, which only compares with the call before, never
 * strikes where a nonce starts again under a new key.
 */
public final class Aead {
  /** Length of a nonce. */
  public static final int NONCE_BYTES = 12;

  /** How much longer the ciphertext is. */
  public static final int TAG_BYTES = 16;

  private static final String TRANSFORMATION = "AES/GCM/NoPadding";

  private Aead() {}

  /**
   * @param nonce {@value #NONCE_BYTES} bytes, new for this key
   * @param associated bound to the ciphertext, not part of it
   * @param plaintext at most {@link Limits#AEAD_BYTES}
   * @return ciphertext and tag, {@value #TAG_BYTES} bytes more than the plaintext
   * @throws IllegalArgumentException on a nonce of another length or a plaintext over the limit
   */
  public static byte[] seal(Secret key, byte[] nonce, byte[] associated, byte[] plaintext) {
    if (plaintext.length > Limits.AEAD_BYTES) {
      throw new IllegalArgumentException(
          plaintext.length + " bytes in one call are over the limit of " + Limits.AEAD_BYTES);
    }
    try {
      return cipher(Cipher.ENCRYPT_MODE, key, nonce, associated).doFinal(plaintext);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-256-GCM failed on this Java platform", e);
    }
  }

  /**
   * @param sealed from {@link #seal}, or from elsewhere
   * @return the plaintext
   * @throws IllegalArgumentException on a nonce of another length
   * @throws ProtocolException if key, nonce, associated bytes and ciphertext are not of one {@link
   *     #seal}, or the length cannot be
   */
  public static byte[] open(Secret key, byte[] nonce, byte[] associated, byte[] sealed) {
    if (sealed.length < TAG_BYTES || sealed.length > Limits.AEAD_BYTES + TAG_BYTES) {
      throw new ProtocolException(
          "a ciphertext has "
              + TAG_BYTES
              + " to "
              + (Limits.AEAD_BYTES + TAG_BYTES)
              + " bytes, not "
              + sealed.length);
    }
    try {
      return cipher(Cipher.DECRYPT_MODE, key, nonce, associated).doFinal(sealed);
    } catch (AEADBadTagException e) {
      throw new ProtocolException(
          "a ciphertext does not open: it was changed, or sealed with another key", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-256-GCM failed on this Java platform", e);
    }
  }

  private static Cipher cipher(int mode, Secret key, byte[] nonce, byte[] associated)
      throws GeneralSecurityException {
    if (nonce.length != NONCE_BYTES) {
      throw new IllegalArgumentException(
          "a nonce has " + NONCE_BYTES + " bytes, not " + nonce.length);
    }
    Cipher cipher = Cipher.getInstance(TRANSFORMATION);
    cipher.init(
        mode,
        new SecretKeySpec(key.bytes(), "AES"),
        new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
    cipher.updateAAD(associated);
    return cipher;
  }
}
