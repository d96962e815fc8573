package dev.blazesync.engine.seal;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.crypto.Aead;
import dev.blazesync.engine.crypto.Secret;
import dev.blazesync.spi.ProtocolException;
import java.util.Arrays;

/**
 * Encrypts what is too long for one call, in segments: the STREAM construction of Hoang,
 * Reyhanitabar, Rogaway and Vizár (Online Authenticated-Encryption and its Nonce-Reuse
 * Misuse-Resistance, CRYPTO 2015). A segment left out, repeated, moved or taken from elsewhere does
 * not open, nor does a stream without its end.
 *
 * <pre>
 * segment  65,536 bytes of plaintext (the last one 1 to 65,536), encrypted, and 16 bytes of tag
 * nonce    7 bytes zero, 4 bytes number of the segment from 0, 1 byte: 1 = last, else 0
 * </pre>
 */
final class Segments {
  /** Plaintext of a segment that is not the last. */
  static final int SEGMENT_BYTES = Limits.AEAD_BYTES;

  private static final int SEALED_BYTES = SEGMENT_BYTES + Aead.TAG_BYTES;
  private static final int COUNTER_AT = 7;

  private Segments() {}

  /** {@return the length of so many bytes, at least one, when sealed} */
  static int sealedBytes(int plaintext) {
    return plaintext + (plaintext + SEGMENT_BYTES - 1) / SEGMENT_BYTES * Aead.TAG_BYTES;
  }

  /** {@return whether {@link #sealedBytes} gives this length for any} */
  static boolean possible(int sealed) {
    int last = sealed % SEALED_BYTES;
    return sealed > 0 && (last == 0 || last > Aead.TAG_BYTES);
  }

  /**
   * @param key for this call alone
   * @param plaintext at least one byte
   */
  static byte[] seal(Secret key, byte[] associated, byte[] plaintext) {
    byte[] sealed = new byte[sealedBytes(plaintext.length)];
    int at = 0;
    for (int from = 0; from < plaintext.length; from += SEGMENT_BYTES) {
      int to = Math.min(plaintext.length, from + SEGMENT_BYTES);
      byte[] nonce = nonce(from / SEGMENT_BYTES, to == plaintext.length);
      byte[] segment = Aead.seal(key, nonce, associated, Arrays.copyOfRange(plaintext, from, to));
      System.arraycopy(segment, 0, sealed, at, segment.length);
      at += segment.length;
    }
    return sealed;
  }

  /**
   * @param sealed of a {@link #possible} length
   * @throws ProtocolException if it is not exactly what {@link #seal} made
   */
  static byte[] open(Secret key, byte[] associated, byte[] sealed) {
    int segments = (sealed.length + SEALED_BYTES - 1) / SEALED_BYTES;
    byte[] plaintext = new byte[sealed.length - segments * Aead.TAG_BYTES];
    for (int number = 0; number < segments; number++) {
      int from = number * SEALED_BYTES;
      int to = Math.min(sealed.length, from + SEALED_BYTES);
      byte[] nonce = nonce(number, number == segments - 1);
      byte[] segment = Aead.open(key, nonce, associated, Arrays.copyOfRange(sealed, from, to));
      System.arraycopy(segment, 0, plaintext, number * SEGMENT_BYTES, segment.length);
    }
    return plaintext;
  }

  private static byte[] nonce(int number, boolean last) {
    byte[] nonce = new byte[Aead.NONCE_BYTES];
    for (int index = 0; index < Integer.BYTES; index++) {
      nonce[COUNTER_AT + index] = (byte) (number >>> (Byte.SIZE * (Integer.BYTES - 1 - index)));
    }
    nonce[Aead.NONCE_BYTES - 1] = (byte) (last ? 1 : 0);
    return nonce;
  }
}
