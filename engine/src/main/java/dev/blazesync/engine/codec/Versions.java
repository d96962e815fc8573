package dev.blazesync.engine.codec;

import dev.blazesync.spi.ProtocolException;

/** The one message for what is newer than this program. */
public final class Versions {
  private Versions() {}

  public static ProtocolException unknown(String what, int found, int known) {
    return new ProtocolException(
        "unknown "
            + what
            + " "
            + found
            + "; this program knows "
            + known
            + (found > known
                ? ": update BlazeSync on this device (or the bytes are damaged)"
                : ": the bytes are damaged"));
  }
}
