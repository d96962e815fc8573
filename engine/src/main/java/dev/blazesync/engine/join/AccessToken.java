package dev.blazesync.engine.join;

import dev.blazesync.engine.crypto.Sha256;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.RefusedException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Locale;

/**
 * What a hub lets devices in by: 32 random bytes, a secret. Immutable; equality by content, in
 * constant time.
 *
 * <p>Its text is {@code blzt-} and Crockford's base32 (https://www.crockford.com/base32.html) in
 * groups of five of the secret and the first four bytes of SHA-256 over "blazesync access token 1"
 * and the secret. Capitals and a mistyped o, l or i are forgiven.
 */
public final class AccessToken {
  /** Length of the secret. */
  public static final int SECRET_BYTES = 32;

  /** Length of an {@link #id}. */
  public static final int ID_LENGTH = 8;

  private static final int ID_BYTES = 5;
  private static final int CHECKSUM_BYTES = 4;
  private static final String PREFIX = "blzt";
  private static final String WHAT = "access token";
  private static final byte[] CHECKSUM_LABEL =
      "blazesync access token 1".getBytes(StandardCharsets.US_ASCII);

  private final byte[] secret;

  private AccessToken(byte[] secret) {
    this.secret = secret;
  }

  public static AccessToken create(SecureRandom random) {
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    return new AccessToken(secret);
  }

  /**
   * @param text as {@link #text} gave it, or as a person passed it on
   * @throws RefusedException if it is none; the message says what is wrong, and never repeats it
   */
  public static AccessToken parse(String text) {
    byte[] bytes = CodeText.decode(PREFIX, WHAT, text);
    if (bytes.length != SECRET_BYTES + CHECKSUM_BYTES) {
      throw new RefusedException(
          "the access token has a part missing or too much; copy it again, all of it");
    }
    byte[] secret = Arrays.copyOf(bytes, SECRET_BYTES);
    if (!Arrays.equals(checksum(secret), Arrays.copyOfRange(bytes, SECRET_BYTES, bytes.length))) {
      throw new RefusedException(
          "the checksum of the access token does not match: it has a typo; copy it again, all of"
              + " it");
    }
    return new AccessToken(secret);
  }

  /** {@return the secret, for the hub that is asked to let somebody in} */
  public byte[] secret() {
    return secret.clone();
  }

  /** {@return the token as a person carries it: secret} */
  public String text() {
    byte[] bytes = Arrays.copyOf(secret, SECRET_BYTES + CHECKSUM_BYTES);
    System.arraycopy(checksum(secret), 0, bytes, SECRET_BYTES, CHECKSUM_BYTES);
    return CodeText.encode(PREFIX, bytes);
  }

  /** {@return all that a hub keeps of a token's secret: its SHA-256} */
  public static byte[] hash(byte[] secret) {
    return Sha256.of(secret);
  }

  /**
   * {@return what people call a token, which tells nothing of its secret: {@link #ID_LENGTH} digits
   * that follow from its hash}
   *
   * @param hash of {@link #hash}
   */
  public static String id(byte[] hash) {
    return CodeText.encode("", Arrays.copyOf(hash, ID_BYTES)).replace("-", "");
  }

  /** {@return the id that a person meant} */
  public static String plainId(String typed) {
    return typed.strip().toLowerCase(Locale.ROOT);
  }

  private static byte[] checksum(byte[] secret) {
    return Arrays.copyOf(Sha256.of(CHECKSUM_LABEL, secret), CHECKSUM_BYTES);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AccessToken that && MessageDigest.isEqual(secret, that.secret);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(hash(secret));
  }

  /** Its id; never the secret. */
  @Override
  public String toString() {
    return "access token " + id(hash(secret));
  }
}
