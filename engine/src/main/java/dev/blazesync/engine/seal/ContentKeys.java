package dev.blazesync.engine.seal;

import dev.blazesync.engine.crypto.Purpose;
import dev.blazesync.engine.crypto.Secret;
import dev.blazesync.engine.crypto.Sha256;
import dev.blazesync.spi.ProtocolException;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The two keys of one sealed thing, of its epoch's secret, its salt and its clear header: one
 * encrypts, the other makes the code that stands before the content inside. AES-GCM alone would let
 * a member make a ciphertext that opens to one content under one key and to another under another;
 * the code allows one content only.
 */
final class ContentKeys implements AutoCloseable {
  /** Length of the code before the content. */
  static final int TAG_BYTES = 32;

  private final Secret cipher;
  private final Secret code;
  private final Purpose purpose;

  private ContentKeys(Secret cipher, Secret code, Purpose purpose) {
    this.cipher = cipher;
    this.code = code;
    this.purpose = purpose;
  }

  /**
   * @param associated the clear header
   */
  static ContentKeys ofBatch(Secret epoch, byte[] salt, byte[] associated) {
    byte[] hash = Sha256.of(associated);
    return new ContentKeys(
        epoch.derive(Purpose.BATCH_KEY, salt, hash),
        epoch.derive(Purpose.OPERATION_TAGS, salt, hash),
        Purpose.OPERATION_TAGS);
  }

  /**
   * @param associated the clear header and the bound name
   */
  static ContentKeys ofObject(Secret epoch, byte[] salt, byte[] associated) {
    byte[] hash = Sha256.of(associated);
    return new ContentKeys(
        epoch.derive(Purpose.OBJECT_KEY, salt, hash),
        epoch.derive(Purpose.OBJECT_TAG, salt, hash),
        Purpose.OBJECT_TAG);
  }

  /** {@return the key for encryption; not closed by the caller} */
  Secret cipher() {
    return cipher;
  }

  /** {@return the code, then the content} */
  byte[] tagged(byte[] content) {
    byte[] whole = Arrays.copyOf(code.authenticate(purpose, content), TAG_BYTES + content.length);
    System.arraycopy(content, 0, whole, TAG_BYTES, content.length);
    return whole;
  }

  /**
   * {@return the content behind the code}
   *
   * @throws ProtocolException if the code is not that of the content
   */
  byte[] untagged(byte[] tagged) {
    if (tagged.length < TAG_BYTES) {
      throw new ProtocolException("what is inside is too short");
    }
    byte[] content = Arrays.copyOfRange(tagged, TAG_BYTES, tagged.length);
    byte[] found = Arrays.copyOf(tagged, TAG_BYTES);
    if (!MessageDigest.isEqual(found, code.authenticate(purpose, content))) {
      throw new ProtocolException("the code inside is not that of the content");
    }
    return content;
  }

  @Override
  public void close() {
    cipher.close();
    code.close();
  }
}
