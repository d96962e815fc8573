package dev.blazesync.engine.hub;

import dev.blazesync.engine.hub.channel.HubLimits;

/**
 * How many may come in; what tests make smaller.
 *
 * @param connections at a time
 * @param perNetwork connections at a time from one IPv4 address or IPv6 /64
 * @param unknown connections at a time whose handshake is not done
 * @param handshakesPerSecond from one network, in the long run
 * @param handshakeBurst from one network, at once
 */
record DoorLimits(
    int connections, int perNetwork, int unknown, int handshakesPerSecond, int handshakeBurst) {
  /**
   * @param perNetwork as above
   */
  static DoorLimits usual(int perNetwork) {
    return new DoorLimits(
        HubLimits.CONNECTIONS,
        perNetwork,
        HubLimits.UNKNOWN_CONNECTIONS,
        HubLimits.HANDSHAKES_PER_SECOND,
        HubLimits.HANDSHAKE_BURST);
  }
}
