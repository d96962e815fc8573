package dev.blazesync.engine.noise;

import dev.blazesync.spi.ProtocolException;

/**
 * What a handshake leaves: both sides seal frames, and open the other's in the order they were
 * sealed. After {@link #REKEY_AFTER} frames in one direction, the key of that direction changes.
 *
 * <p>One thread at a time seals and one opens; the two may run at once. The first frame that does
 * not open is the last that is tried.
 */
public final class SecureChannel implements AutoCloseable {
  /** Bytes a frame has more than its plaintext. */
  public static final int OVERHEAD_BYTES = 16;

  /** Greatest plaintext of one frame: a frame has at most 65,535 bytes. */
  public static final int MAX_PLAINTEXT_BYTES = HandshakeState.MAX_MESSAGE_BYTES - OVERHEAD_BYTES;

  /** Frames under one key: four GiB at most, far below what AES-GCM bears. */
  public static final long REKEY_AFTER = 1 << 16;

  private static final byte[] NONE = new byte[0];

  private final CipherState sending;
  private final CipherState receiving;
  private boolean failed;

  SecureChannel(CipherState sending, CipherState receiving) {
    this.sending = sending;
    this.receiving = receiving;
  }

  /**
   * {@return the next frame}
   *
   * @param plaintext at most {@link #MAX_PLAINTEXT_BYTES}
   * @throws IllegalArgumentException if it is longer
   */
  public byte[] seal(byte[] plaintext) {
    if (plaintext.length > MAX_PLAINTEXT_BYTES) {
      throw new IllegalArgumentException(
          plaintext.length + " bytes in a frame are over the limit of " + MAX_PLAINTEXT_BYTES);
    }
    return sending.encrypt(NONE, plaintext);
  }

  /**
   * {@return the plaintext of the other's next frame}
   *
   * @throws ProtocolException if it is another, was changed or is too long, and from then on
   */
  public byte[] open(byte[] frame) {
    if (failed) {
      throw new ProtocolException("this channel has failed: open another connection");
    }
    failed = true;
    if (frame.length > HandshakeState.MAX_MESSAGE_BYTES) {
      throw new ProtocolException(
          "a frame of "
              + frame.length
              + " bytes is over the limit of "
              + HandshakeState.MAX_MESSAGE_BYTES);
    }
    byte[] plaintext = receiving.decrypt(NONE, frame);
    failed = false;
    return plaintext;
  }

  /** Wipes both keys. */
  @Override
  public void close() {
    sending.close();
    receiving.close();
  }
}
