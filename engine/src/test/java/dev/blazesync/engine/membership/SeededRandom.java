package dev.blazesync.engine.membership;

import dev.blazesync.engine.crypto.Sha256;
import java.nio.ByteBuffer;
import java.security.SecureRandom;

/** The same bytes on every run and every Java platform: SHA-256 of a seed and a counter. */
public final class SeededRandom extends SecureRandom {
  private static final long serialVersionUID = 1L;

  private final long seed;
  private long counter;

  public SeededRandom(long seed) {
    this.seed = seed;
  }

  @Override
  public void nextBytes(byte[] bytes) {
    for (int at = 0; at < bytes.length; at += Sha256.BYTES) {
      byte[] block =
          Sha256.of(ByteBuffer.allocate(2 * Long.BYTES).putLong(seed).putLong(counter++).array());
      System.arraycopy(block, 0, bytes, at, Math.min(Sha256.BYTES, bytes.length - at));
    }
  }
}
