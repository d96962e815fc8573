package dev.blazesync.engine.noise;

import dev.blazesync.engine.crypto.Aead;
import dev.blazesync.engine.crypto.Secret;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A key and the number of the next message under it (section 5.1). Without a key, bytes pass as
 * they are. For one thread.
 */
final class CipherState implements AutoCloseable {
  /** Never changes the key by itself. */
  static final long NO_REKEY = 0;

  private static final byte[] NONE = new byte[0];

  /** 2^64 - 1, kept for {@link #rekey}. */
  private static final long LAST = -1L;

  private final long rekeyAfter;
  private @Nullable Secret key;
  private long nonce;

  /**
   * @param key taken over
   * @param rekeyAfter messages after which the key changes, counted alike on both sides; {@link
   *     #NO_REKEY} for never
   */
  CipherState(@Nullable Secret key, long rekeyAfter) {
    this.key = key;
    this.rekeyAfter = rekeyAfter;
  }

  boolean hasKey() {
    return key != null;
  }

  /** The number of the next message, unsigned. */
  void setNonce(long nonce) {
    this.nonce = nonce;
  }

  /**
   * @throws IllegalStateException if 2^64 - 1 messages were sealed
   */
  byte[] encrypt(byte[] associated, byte[] plaintext) {
    Secret current = key;
    if (current == null) {
      return plaintext.clone();
    }
    byte[] sealed = Aead.seal(current, next(), associated, plaintext);
    advance();
    return sealed;
  }

  /**
   * @throws ProtocolException if the bytes are not what the other side sealed as this message; the
   *     number stays
   * @throws IllegalStateException if 2^64 - 1 messages were opened
   */
  byte[] decrypt(byte[] associated, byte[] sealed) {
    Secret current = key;
    if (current == null) {
      return sealed.clone();
    }
    byte[] plaintext = Aead.open(current, next(), associated, sealed);
    advance();
    return plaintext;
  }

  /** A new key made of the old one, which is wiped (sections 4.2 and 11.3); the number goes on. */
  void rekey() {
    Secret old = key;
    if (old == null) {
      throw new IllegalStateException("there is no key to change");
    }
    byte[] sealed = Aead.seal(old, nonce(LAST), NONE, new byte[Secret.BYTES]);
    key = Secret.of(Arrays.copyOf(sealed, Secret.BYTES));
    Arrays.fill(sealed, (byte) 0);
    old.close();
  }

  private byte[] next() {
    if (nonce == LAST) {
      throw new IllegalStateException("this key has no numbers left: open another channel");
    }
    return nonce(nonce);
  }

  private void advance() {
    nonce++;
    if (rekeyAfter != NO_REKEY && Long.remainderUnsigned(nonce, rekeyAfter) == 0) {
      rekey();
    }
  }

  /** Thirty-two zero bits, then the number, big-endian (section 12.4). */
  private static byte[] nonce(long number) {
    return ByteBuffer.allocate(Aead.NONCE_BYTES).putInt(0).putLong(number).array();
  }

  @Override
  public void close() {
    if (key != null) {
      key.close();
    }
  }
}
