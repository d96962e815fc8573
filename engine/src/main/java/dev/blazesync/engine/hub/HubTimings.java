package dev.blazesync.engine.hub;

import dev.blazesync.engine.hub.channel.HubLimits;

/**
 * How patient a hub is, in milliseconds; what tests shorten.
 *
 * @param handshakeMillis for a handshake
 * @param slowReaderMillis for a peer that takes nothing of what waits for it
 */
record HubTimings(int handshakeMillis, int slowReaderMillis) {
  static final HubTimings USUAL =
      new HubTimings(HubLimits.HANDSHAKE_MILLIS, HubLimits.SLOW_READER_MILLIS);
}
