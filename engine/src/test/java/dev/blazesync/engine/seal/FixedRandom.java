package dev.blazesync.engine.seal;

import dev.blazesync.engine.crypto.Sha256;
import java.nio.ByteBuffer;
import java.security.SecureRandom;

/** The same bytes from the same seed: a copied or restored random generator. */
final class FixedRandom extends SecureRandom {
  private static final long serialVersionUID = 1L;
  private final long seed;
  private final boolean stuck;
  private long block;

  private FixedRandom(long seed, boolean stuck) {
    this.seed = seed;
    this.stuck = stuck;
  }

  static FixedRandom of(long seed) {
    return new FixedRandom(seed, false);
  }

  /** One that gives the same bytes each time. */
  static FixedRandom stuck() {
    return new FixedRandom(0, true);
  }

  @Override
  public void nextBytes(byte[] bytes) {
    for (int at = 0; at < bytes.length; at += Sha256.BYTES) {
      byte[] next = Sha256.of(ByteBuffer.allocate(16).putLong(seed).putLong(block).array());
      block += stuck ? 0 : 1;
      System.arraycopy(next, 0, bytes, at, Math.min(next.length, bytes.length - at));
    }
  }
}
