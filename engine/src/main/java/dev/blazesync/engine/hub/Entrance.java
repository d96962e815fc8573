package dev.blazesync.engine.hub;

import dev.blazesync.engine.hub.channel.HubHandshake.Transport;

/**
 * Where connections come in.
 *
 * @param tokenNeeded whether nobody is let in without an access token
 */
record Entrance(Transport transport, boolean tokenNeeded) {}
