package dev.blazesync.engine.policy;

import dev.blazesync.engine.codec.ValueCodec;
import dev.blazesync.engine.crypto.Sha256;
import dev.blazesync.spi.Value;
import java.util.Arrays;

/** Names of contents: 16 bytes of SHA-256 over the encoded value. */
final class Hashes {
  static final int BYTES = 16;

  private Hashes() {}

  static byte[] of(Value value) {
    return Arrays.copyOf(Sha256.of(ValueCodec.encode(value)), BYTES);
  }
}
