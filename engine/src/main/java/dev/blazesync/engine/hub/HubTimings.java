package dev.blazesync.engine.hub;

import dev.blazesync.engine.hub.channel.HubLimits;

/**
 * How patient a hub is, in milliseconds; what tests shorten.
 *
 * @param handshakeMillis for a handshake
 * @param slowReaderMillis for a peer that takes nothing of what waits for it
 * @param tokenLookMillis with a token that was good when it was looked at
 */
record HubTimings(int handshakeMillis, int slowReaderMillis, int tokenLookMillis) {
  static final HubTimings USUAL =
      new HubTimings(HubLimits.HANDSHAKE_MILLIS, HubLimits.SLOW_READER_MILLIS);

  /** With the usual patience for tokens. */
  HubTimings(int handshakeMillis, int slowReaderMillis) {
    this(handshakeMillis, slowReaderMillis, HubLimits.TOKEN_LOOK_MILLIS);
  }
}
