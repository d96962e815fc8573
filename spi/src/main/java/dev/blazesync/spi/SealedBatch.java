package dev.blazesync.spi;

import java.nio.ByteBuffer;

/**
 * An immutable unit of one origin's log as it travels and is stored, byte for byte: at most {@value
 * #MAX_BYTES} bytes. The header fields are those a relay may index by; the bytes rule, and the
 * engine reads the fields from them.
 *
 * @param control carries membership or configuration, and is never truncated
 * @param bytes read-only, from position to limit
 */
public record SealedBatch(
    GroupId group, OriginLog log, long sequence, boolean control, ByteBuffer bytes) {
  /** Largest sealed batch. */
  public static final int MAX_BYTES = 64 * 1024;

  public SealedBatch {
    bytes = bytes.asReadOnlyBuffer();
  }

  /** {@return an independent view of the bytes} */
  @Override
  public ByteBuffer bytes() {
    return bytes.duplicate();
  }

  public int length() {
    return bytes.remaining();
  }
}
