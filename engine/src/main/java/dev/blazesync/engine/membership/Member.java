package dev.blazesync.engine.membership;

import dev.blazesync.engine.crypto.DevicePublicKeys;
import dev.blazesync.spi.NodeId;

/**
 * A device of a group.
 *
 * @param since index of the entry that added it
 */
public record Member(NodeId node, DevicePublicKeys keys, Standing standing, long since) {}
