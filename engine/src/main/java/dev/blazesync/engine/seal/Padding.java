package dev.blazesync.engine.seal;

import dev.blazesync.engine.codec.WireReader;

/**
 * Hides the exact length of what is short: behind the content stand as many zero bytes as make the
 * whole a multiple of {@value #STEP}, if it has less than {@value #BELOW}.
 */
final class Padding {
  /** Lengths from here on are not padded. */
  static final int BELOW = 1024;

  /** What shorter lengths are a multiple of. */
  static final int STEP = 32;

  private Padding() {}

  /** {@return the length of {@code length} bytes with their padding} */
  static int padded(int length) {
    return length < BELOW ? (length + STEP - 1) / STEP * STEP : length;
  }

  /**
   * Reads to the end, which must be padding, and as much of it as there must be.
   *
   * @param length of everything before the padding
   */
  static void end(WireReader in, int length) {
    if (in.remaining() != padded(length) - length) {
      throw in.bad("its padding has another length than it must have");
    }
    while (in.remaining() > 0) {
      if (in.u8() != 0) {
        throw in.bad("its padding is not zero");
      }
    }
  }
}
