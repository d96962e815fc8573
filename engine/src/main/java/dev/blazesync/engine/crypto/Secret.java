package dev.blazesync.engine.crypto;

import dev.blazesync.spi.Nullable;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Thirty-two secret bytes: a symmetric key, a private key or a pre-shared one. Never shown;
 * compared in constant time; wiped when closed, as far as a JVM can wipe. Any thread may read it;
 * whoever closes it makes sure that nobody still does.
 */
public final class Secret implements AutoCloseable {
  /** Length of a secret. */
  public static final int BYTES = 32;

  private final byte[] bytes;
  private volatile boolean closed;

  private Secret(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * @param bytes exactly {@value #BYTES} bytes; copied
   * @throws IllegalArgumentException on any other length
   */
  public static Secret of(byte[] bytes) {
    return owning(bytes.clone());
  }

  /** Takes the array itself, and wipes it when closed. */
  static Secret owning(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("a secret has 32 bytes, not " + bytes.length);
    }
    return new Secret(bytes);
  }

  /** {@return a new secret} */
  public static Secret random(SecureRandom random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return new Secret(bytes);
  }

  /**
   * {@return a copy, which the caller wipes}
   *
   * @throws IllegalStateException after {@link #close}
   */
  public byte[] toBytes() {
    return bytes().clone();
  }

  /** The bytes themselves, for reading. */
  byte[] bytes() {
    if (closed) {
      throw new IllegalStateException("this secret has been wiped");
    }
    return bytes;
  }

  /**
   * A key for one purpose: HKDF-SHA256 with this secret as material, {@code salt}, and the
   * purpose's label, a NUL and {@code context} as info.
   *
   * @param salt may be empty
   * @param context what tells keys of one purpose apart; may be empty
   */
  public Secret derive(Purpose purpose, byte[] salt, byte[] context) {
    byte[] pseudorandom = Hkdf.extract(salt, bytes());
    byte[] key = Hkdf.expand(pseudorandom, purpose.prefixed(context), BYTES);
    Arrays.fill(pseudorandom, (byte) 0);
    return owning(key);
  }

  /** A key for one purpose that needs no salt and no context. */
  public Secret derive(Purpose purpose) {
    return derive(purpose, new byte[0], new byte[0]);
  }

  /**
   * {@return HMAC-SHA256 with this secret over the purpose's label, a NUL and the parts; 32 bytes}
   *
   * @param parts put one behind the other; lengths that vary must be in them
   */
  public byte[] authenticate(Purpose purpose, byte[]... parts) {
    return Hmac.of(bytes(), purpose.prefixed(parts));
  }

  /** Overwrites the bytes; a second call does nothing. */
  @Override
  public void close() {
    closed = true;
    Arrays.fill(bytes, (byte) 0);
  }

  /** In constant time; one that has been wiped equals itself only. */
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Secret that
            && !closed
            && !that.closed
            && MessageDigest.isEqual(bytes, that.bytes));
  }

  /** The same for all: a hash would tell something of the bytes. */
  @Override
  public int hashCode() {
    return BYTES;
  }

  @Override
  public String toString() {
    return "Secret[...]";
  }
}
